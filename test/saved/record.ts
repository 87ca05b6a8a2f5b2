import type { IDataObject } from 'n8n-workflow';
import { record, type Recorded, startServer } from '../servers/httpServer';
import { runNode } from '../engine/support/n8n';

/** A FHIR node as n8n saves it: of its parameters only those that differ from the defaults of its release. */
export interface SavedNode {
	readonly name: string;
	readonly typeVersion: number;
	/** `{server}` stands for the origin of the server. */
	readonly parameters: IDataObject;
	/** JSON of the input items; default: one empty item. */
	readonly input?: IDataObject[];
	/** What it sends, in order of their texts: parallel requests have no order. */
	readonly requests: readonly SentRequest[];
}

/** One request, without what differs from run to run. */
export interface SentRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** The headers that say what is asked for. */
const meant = /^(accept|content-type|prefer|cache-control|if-.*|x-.*|authorization)$/;

/** Runs a saved node against a server that has one patient, and returns what it sent. */
export async function requestsOf({
	typeVersion,
	parameters,
	input,
}: Omit<SavedNode, 'name' | 'requests'>): Promise<SentRequest[]> {
	const server = await startServer((request, response) => {
		const { status = 200, body } = answer(record(request));
		response
			.writeHead(status, {
				'content-type': 'application/fhir+json',
				...(status === 201 && { location: `${server.url}/fhir/Patient/new/_history/1` }),
				...(status === 202 && { 'content-location': `${server.url}/fhir/job/1` }),
			})
			.end(body && JSON.stringify(body));
	});
	try {
		await runNode({
			typeVersion,
			parameters: JSON.parse(JSON.stringify(parameters).replaceAll('{server}', server.url)) as IDataObject,
			...(input && { input }),
			credentials: { fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, user: 'n8n', password: 'saved' } },
		});
		return server.requests.map((request) => sent(request, server.url)).sort(byText);
	} finally {
		await server.close();
	}
}

function sent({ method, url, headers, body }: Recorded, serverUrl: string): SentRequest {
	const shown = Object.entries(headers).filter(([name]) => meant.test(name));
	const text = body.replaceAll(serverUrl, 'http://server');
	// A boundary or an ID that the node makes up is another one each time.
	const stable = text.replace(/urn:uuid:[\da-f-]{36}/g, 'urn:uuid:…');
	return {
		method,
		url,
		headers: Object.fromEntries(shown.map(([name, value]) => [name, String(value)]).sort()),
		...(stable !== '' && { body: stable }),
	};
}

function byText(a: SentRequest, b: SentRequest): number {
	const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
	return first < second ? -1 : first > second ? 1 : 0;
}

const patient = { resourceType: 'Patient', id: '1', meta: { versionId: '1' }, active: true };

function answer({ method, url, body }: Recorded): { status?: number; body?: object } {
	const [path = ''] = url.replace(/^\/fhir\/?/, '').split('?');
	if (path === 'metadata') return { body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [] } };
	if (path === 'job/1') return { body: { transactionTime: '2026-01-01T00:00:00Z', output: [] } };
	if (path.includes('export') || path === '$import') return { status: 202 };
	if (path === 'file.ndjson') return { body: patient };
	if (path.includes('$expand')) return { body: { resourceType: 'ValueSet', expansion: { contains: [{ code: 'a' }] } } };
	if (path.includes('$graphql')) return { body: { data: { id: '1' } } };
	if (path.includes('$validate') && !path.includes('$validate-code')) return { body: valid };
	if (path.includes('$everything') || path.includes('_search')) return { body: searchset };
	if (path.includes('_history')) return { body: path.includes('_history/') ? patient : searchset };
	if (path.includes('$'))
		return { body: { resourceType: 'Parameters', parameter: [{ name: 'result', valueBoolean: true }] } };
	if (method === 'DELETE') return { status: 204 };
	if (method === 'POST' && path === '') return { body: bundleResponse(body) };
	if (method === 'POST') return { status: 201, body: patient };
	if (method === 'GET' && !/^\w+\/[^/]+$/.test(path)) return { body: searchset };
	return { body: patient };
}

const valid = { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] };

const searchset = { resourceType: 'Bundle', type: 'searchset', total: 1, entry: [{ resource: patient }] };

function bundleResponse(body: string): object {
	const { type, entry = [] } = JSON.parse(body) as { type: string; entry?: unknown[] };
	const result = { response: { status: '201 Created', location: 'Patient/1/_history/1' } };
	return { resourceType: 'Bundle', type: `${type}-response`, entry: entry.map(() => result) };
}
