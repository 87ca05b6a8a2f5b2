import './webSocket';
import type { IncomingHttpHeaders } from 'node:http';
import { getStatus, isCreated, isOk } from '@medplum/core';
import type { FhirRouter, HttpMethod } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { challenge, type Access } from './access';
import { bodyOf, isRawBinary, Refusal } from './body';
import { loadDefinitions } from './definitions';
import { exampleResources } from './examples';
import { isUnchanged, preferredReturn, versionHeaders } from './headers';
import { capabilityStatement } from './metadata';
import { withLinks } from './paging';
import { TestRepository } from './repository';
import { createRouter } from './routes';
import { smartConfiguration, type SmartOptions } from './smart';

/** What the FHIR server is told, beside how it is reached. */
export interface FhirOptions extends Access {
	/** The specification's examples to start with: all of them, or those of some types. */
	examples?: boolean | string[];
	/** Entries of a page where `_count` does not say; 20. */
	pageSize?: number;
	/** Refuse with 422 what breaks R4's structure; off, because some of the examples do. */
	validate?: boolean;
	/** Ask for credentials at `/metadata` and `/.well-known` too. */
	metadataPrivate?: boolean;
	smart?: SmartOptions;
}

/** One request below the base: `url` is `Patient/1?…`, `base` has no trailing slash. */
export interface FhirCall {
	method: string;
	url: string;
	base: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** An answer before it goes over a wire. */
export interface FhirAnswer {
	status: number;
	headers: Record<string, string>;
	body?: string | Buffer;
}

const JSON_TYPE = { 'content-type': 'application/fhir+json; charset=utf-8' };

function json(status: number, content: object, headers: Record<string, string> = {}): FhirAnswer {
	return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(content) };
}

function refusal(status: number, code: OperationOutcome['issue'][0]['code'], text: string, headers = {}): FhirAnswer {
	const issue = [{ severity: 'error', code, details: { text } }];
	return json(status, { resourceType: 'OperationOutcome', issue }, headers);
}

/** Outcome ids such as `not-found` are Medplum's way to carry a status: they are not for the client. */
function shown({ id: _status, ...outcome }: OperationOutcome): object {
	return outcome;
}

/** The links that a bundle of matches lacks, also in the answers inside a batch. */
function linked(resource: Resource, url: string, base: string, pageSize: number, sent?: unknown): Resource {
	// A Bundle with an id is one that someone has stored.
	if (resource.resourceType !== 'Bundle' || resource.id) return resource;
	if (resource.type === 'searchset' || resource.type === 'history') return withLinks(resource, url, base, pageSize);
	if (!resource.type.endsWith('-response')) return resource;
	const asked = (sent as Bundle | undefined)?.entry;
	const entry = resource.entry?.map((one, place) => {
		const inner = one.resource;
		const within = asked?.[place]?.request?.url ?? '';
		return inner ? { ...one, resource: linked(inner, within, base, pageSize) } : one;
	});
	return { ...resource, entry };
}

function written(call: FhirCall, outcome: OperationOutcome, resource: Resource | undefined): FhirAnswer {
	const status = getStatus(outcome);
	const headers = resource ? versionHeaders(resource, call.base, isCreated(outcome)) : {};
	const wanted = isRawBinary(call.url, call.headers) ? 'minimal' : preferredReturn(call.headers);
	if (wanted === 'minimal' && resource?.meta?.versionId) return { status, headers };
	if (wanted === 'OperationOutcome' || !resource) return json(status, shown(outcome), headers);
	return json(status, resource, headers);
}

function read(call: FhirCall, resource: Resource): FhirAnswer {
	const headers = versionHeaders(resource, call.base, false);
	if (headers.etag !== undefined && isUnchanged(call.headers, resource)) return { status: 304, headers };
	const accepted = call.headers.accept ?? '*/*';
	if (resource.resourceType === 'Binary' && resource.meta && !/json|xml/.test(accepted)) {
		const body = Buffer.from(resource.data ?? '', 'base64');
		return { status: 200, headers: { ...headers, 'content-type': resource.contentType }, body };
	}
	return json(200, resource, headers);
}

/** POST `_search` is the GET with the same parameters (R4 http.html section 3.1.0.9). */
function searchAsGet(call: FhirCall): FhirCall {
	const [path = '', query = ''] = call.url.split('?');
	if (call.method !== 'POST' || !/(^|\/)_search$/.test(path)) return call;
	const parameters = [query, call.body.toString('utf8')].filter((part) => part !== '').join('&');
	const url = `${path.replace(/\/?_search$/, '')}${parameters === '' ? '' : `?${parameters}`}`;
	return { ...call, method: 'GET', url, body: Buffer.alloc(0) };
}

/** The FHIR server without its sockets: a call in, an answer out. */
export class FhirApplication {
	readonly repository: TestRepository;
	private readonly router: FhirRouter;
	private readonly pageSize: number;
	private metadata?: { base: string; text: string };

	constructor(private readonly options: FhirOptions = {}) {
		loadDefinitions();
		this.pageSize = options.pageSize ?? 20;
		this.repository = new TestRepository({ pageSize: this.pageSize, validate: options.validate ?? false });
		this.router = createRouter(this.repository, this.pageSize);
		if (!options.examples) return;
		for (const resource of exampleResources(options.examples)) this.repository.store.put(resource, 'PUT');
	}

	/** Never throws: what goes wrong is an OperationOutcome. */
	async answer(received: FhirCall): Promise<FhirAnswer> {
		try {
			const open = this.openDocument(received);
			if (open && !this.options.metadataPrivate) return open;
			const refused = await challenge(received.headers.authorization, this.options);
			if (refused !== undefined) {
				return refusal(401, 'login', 'Credentials are needed, or those sent are not valid', {
					'www-authenticate': refused,
				});
			}
			return open ?? (await this.route(searchAsGet(received)));
		} catch (error) {
			if (error instanceof Refusal) return refusal(error.status, error.issueCode, error.message);
			return refusal(500, 'exception', error instanceof Error ? error.message : String(error));
		}
	}

	/** `/metadata` and the SMART configuration, which servers show to everyone. */
	private openDocument({ method, url, base }: FhirCall): FhirAnswer | undefined {
		if (method !== 'GET' && method !== 'HEAD') return undefined;
		const [path] = url.split('?');
		if (path === 'metadata') {
			if (this.metadata?.base !== base) {
				this.metadata = { base, text: JSON.stringify(capabilityStatement(base, this.options.smart)) };
			}
			return { status: 200, headers: JSON_TYPE, body: this.metadata.text };
		}
		if (path !== '.well-known/smart-configuration' || !this.options.smart) return undefined;
		return json(200, smartConfiguration(this.options.smart), { 'content-type': 'application/json' });
	}

	private async route(call: FhirCall): Promise<FhirAnswer> {
		const { headers, url, base } = call;
		const method = call.method === 'HEAD' ? 'GET' : call.method;
		const isRead = method === 'GET';
		const body = isRead ? undefined : bodyOf(url, call.body, headers);
		if ((method === 'POST' || method === 'PUT') && (typeof body !== 'object' || body === null)) {
			throw new Refusal(400, 'required', 'The request needs a resource as its body');
		}
		const request = { method: method as HttpMethod, url, pathname: '', params: {}, query: {}, body, headers };
		const [outcome, found] = await this.router.handleRequest(request, this.repository);
		if (!isOk(outcome)) return json(getStatus(outcome), shown(outcome));
		const resource = found && linked(found, url, base, this.pageSize, body);
		if (!isRead) return written(call, outcome, resource);
		return resource ? read(call, resource) : json(getStatus(outcome), shown(outcome));
	}
}
