import { startServer, type TestServer, type TlsOption } from '../httpServer';
import { type AccessKey, type AwsError, signatureError } from './signatures';

/** A server like a HealthLake data store; what it does can be changed while it runs. */
export interface HealthLake extends TestServer {
	/** `…/datastore/<id>/r4/`. */
	readonly baseUrl: string;
	/** Added to the server's clock, in milliseconds. */
	skew: number;
	/** Responds with this error instead, once for each in the list; the header or the body has its name, or both. */
	readonly errors: Array<AwsError & { status?: number; in?: 'header' | 'body' }>;
	/** Redirects the next request to this place. */
	redirectTo: string | undefined;
	/** Where the next page of a search is; default: on the server itself. */
	nextAt: string | undefined;
}

export const awsKey: AccessKey = {
	accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
	secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

export const temporaryKey: AccessKey = {
	accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
	secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYTEMPORARYK',
	sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//session+token==',
};

/**
 * Starts it: every request has to be signed for `healthlake` in `eu-west-1`. A write is echoed with an ID, a Bundle with a
 * response for each entry, a search gives pages that lead on with a signed query.
 */
export async function startHealthLake({ tls }: { tls?: TlsOption } = {}): Promise<HealthLake> {
	const verifier = { keys: [awsKey, temporaryKey], region: 'eu-west-1', service: 'healthlake' };
	const server = await startServer(
		async (request, response) => {
			const now = () => Date.now() + lake.skew;
			const planned = lake.errors.shift();
			const found = planned ?? (await signatureError(request, request.body, { ...verifier, now }));
			response.sendDate = false;
			response.setHeader('date', new Date(now()).toUTCString());
			response.setHeader('x-amzn-requestid', '7b1d3f0e-5c2a-4f7e-9d55-0123456789ab');
			if (found) {
				const where = planned?.in;
				if (where !== 'body') response.setHeader('x-amzn-errortype', `${found.type}:http://internal.amazon.com/coral/`);
				const named = where === 'header' ? {} : { __type: `com.amazon.coral.service#${found.type}` };
				response.writeHead(planned?.status ?? 403, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ ...named, message: found.message }));
			} else if (lake.redirectTo !== undefined) {
				response.writeHead(307, { location: lake.redirectTo }).end();
				lake.redirectTo = undefined;
			} else {
				const { status, body, headers } = respond(request.method ?? '', request.url ?? '', request.body, lake);
				response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers }).end(JSON.stringify(body));
			}
		},
		{ tls },
	);
	const baseUrl = `${server.url}/datastore/0123456789abcdef0123456789abcdef/r4/`;
	const lake: HealthLake = Object.assign(server, {
		baseUrl,
		skew: 0,
		errors: [],
		redirectTo: undefined,
		nextAt: undefined,
	});
	return lake;
}

interface Response {
	status: number;
	body: object;
	headers?: Record<string, string>;
}

function respond(method: string, url: string, content: Buffer, { baseUrl: base, nextAt }: HealthLake): Response {
	const path = url.split('?')[0] ?? '';
	const [, type = '', id] = /\/r4\/?([^/]*)\/?(.*)$/.exec(path) ?? [];
	if (type === 'metadata') {
		const rest = [{ mode: 'server', resource: [{ type: 'Patient', interaction: [{ code: 'search-type' }] }] }];
		return { status: 200, body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest } };
	}
	if (method === 'GET' && id === '') {
		const second = url.includes('page=');
		const next = nextAt ?? `${base}Patient?_count=1&page=AAMA%2BEFR%3D%3D&name=O%27Brien%20%2B%20Levin`;
		const entry = [{ resource: { resourceType: 'Patient', id: second ? '2' : '1' }, search: { mode: 'match' } }];
		const link = second ? [] : [{ relation: 'next', url: next }];
		return { status: 200, body: { resourceType: 'Bundle', type: 'searchset', link, entry } };
	}
	if (method === 'GET') return { status: 200, body: { resourceType: type, id } };
	if (type === 'Binary') {
		const headers = { location: `${base}Binary/b-1` };
		return { status: 201, body: { resourceType: 'Binary', id: 'b-1', length: content.length }, headers };
	}
	const body = JSON.parse(content.toString()) as { resourceType?: string; entry?: unknown[] };
	if (type === '') {
		const entry = body.entry?.map((_entry, index) => ({ response: { status: '201', location: `Patient/${index}` } }));
		return { status: 200, body: { resourceType: 'Bundle', type: 'batch-response', entry } };
	}
	return { status: method === 'POST' ? 201 : 200, body: { id: 'new', ...body } };
}
