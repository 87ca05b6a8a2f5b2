import './webSocket';
import { getStatus, isCreated, isOk } from '@medplum/core';
import type { FhirRouter, HttpMethod } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { IncomingHttpHeaders } from 'node:http';
import { type Access, challenge } from './access';
import { bodyOf, isRawBinary, Refusal } from './body';
import { loadDefinitions } from './definitions';
import { exampleResources } from './examples';
import { BulkExports } from './export';
import { isUnchanged, preferredReturn, versionHeaders } from './headers';
import { capabilityStatement } from './metadata';
import { withLinks } from './paging';
import { TestRepository } from './repository';
import { createRouter } from './routes';
import type { Stored } from './store';
import { Subscriptions } from './subscriptions';
import { smartConfiguration, type SmartOptions } from './smart';

/** The options of the FHIR server, without its address. */
export interface FhirOptions extends Access {
	/** The examples of the specification to load at the start: all of them, or those of some types. */
	examples?: boolean | string[];
	/** Expand value sets and look up codes of the store; off by default. */
	terminology?: boolean;
	/** Further resources to load at the start. */
	resources?: Stored[];
	/** Entries per page where a request has no `_count`; default 20. */
	pageSize?: number;
	/** Reject resources with an invalid R4 structure with 422; off by default, because some examples are invalid. */
	validate?: boolean;
	/** Require credentials for `/metadata` and `/.well-known` too. */
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

/** A response before it is sent. */
export interface FhirResponse {
	status: number;
	headers: Record<string, string>;
	body?: string | Buffer;
}

const JSON_TYPE = { 'content-type': 'application/fhir+json; charset=utf-8' };

function json(status: number, content: object, headers: Record<string, string> = {}): FhirResponse {
	return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(content) };
}

function refusal(status: number, code: OperationOutcome['issue'][0]['code'], text: string, headers = {}): FhirResponse {
	const issue = [{ severity: 'error', code, details: { text } }];
	return json(status, { resourceType: 'OperationOutcome', issue }, headers);
}

/** Removes outcome ids such as `not-found`, in which Medplum carries the status. */
function shown({ id: _status, ...outcome }: OperationOutcome): object {
	return outcome;
}

/** Adds links to a Bundle of matches, also to the responses inside a batch response. */
function linked(resource: Resource, url: string, base: string, pageSize: number, sent?: unknown): Resource {
	// A Bundle with an id is a stored resource.
	if (resource.resourceType !== 'Bundle' || resource.id) return resource;
	if (resource.type === 'searchset' || resource.type === 'history') return withLinks(resource, url, base, pageSize);
	if (!resource.type.endsWith('-response')) return resource;
	const sentEntries = (sent as Bundle | undefined)?.entry;
	const entry = resource.entry?.map((one, index) => {
		const inner = one.resource;
		const within = sentEntries?.[index]?.request?.url ?? '';
		return inner ? { ...one, resource: linked(inner, within, base, pageSize) } : one;
	});
	return { ...resource, entry };
}

function written(call: FhirCall, outcome: OperationOutcome, resource: Resource | undefined): FhirResponse {
	const status = getStatus(outcome);
	const headers = resource ? versionHeaders(resource, call.base, isCreated(outcome)) : {};
	const wanted = isRawBinary(call.url, call.headers) ? 'minimal' : preferredReturn(call.headers);
	if (wanted === 'minimal' && resource?.meta?.versionId) return { status, headers };
	if (wanted === 'OperationOutcome' || !resource) return json(status, shown(outcome), headers);
	return json(status, resource, headers);
}

function read(call: FhirCall, resource: Resource): FhirResponse {
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

/** The FHIR server without sockets: takes a call and returns a response. */
export class FhirApplication {
	readonly repository: TestRepository;
	private readonly router: FhirRouter;
	private readonly pageSize: number;
	private readonly subscriptions: Subscriptions;
	private readonly exports: BulkExports;
	private metadata?: { base: string; text: string };

	constructor(private readonly options: FhirOptions = {}) {
		loadDefinitions();
		this.pageSize = options.pageSize ?? 20;
		this.repository = new TestRepository({ pageSize: this.pageSize, validate: options.validate ?? false });
		this.router = createRouter(this.repository, this.pageSize, options.terminology);
		const examples = options.examples ? exampleResources(options.examples) : [];
		for (const resource of [...examples, ...(options.resources ?? [])]) this.repository.store.put(resource, 'PUT');
		this.subscriptions = new Subscriptions(this.repository.store);
		this.exports = new BulkExports(this.repository.store);
	}

	/** Carries out a call. Never throws: an error becomes an OperationOutcome. */
	async respond(received: FhirCall): Promise<FhirResponse> {
		try {
			const open = this.openDocument(received);
			if (open && !this.options.metadataPrivate) return open;
			const refused = await challenge(received.headers.authorization, this.options);
			if (refused !== undefined) {
				return refusal(401, 'login', 'Credentials are needed, or those sent are not valid', {
					'www-authenticate': refused,
				});
			}
			return open ?? this.exports.respond(received) ?? (await this.route(searchAsGet(received)));
		} catch (error) {
			if (error instanceof Refusal) return refusal(error.status, error.issueCode, error.message);
			return refusal(500, 'exception', error instanceof Error ? error.message : String(error));
		}
	}

	/** The response for `/metadata` and the SMART configuration, which need no login. */
	private openDocument({ method, url, base }: FhirCall): FhirResponse | undefined {
		if (method !== 'GET' && method !== 'HEAD') return undefined;
		const [path] = url.split('?');
		if (path === 'metadata') {
			if (this.metadata?.base !== base) {
				this.metadata = { base, text: JSON.stringify(capabilityStatement(base, this.options)) };
			}
			return { status: 200, headers: JSON_TYPE, body: this.metadata.text };
		}
		if (path !== '.well-known/smart-configuration' || !this.options.smart) return undefined;
		return json(200, smartConfiguration(this.options.smart), { 'content-type': 'application/json' });
	}

	private async route(call: FhirCall): Promise<FhirResponse> {
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
		if (!isRead) this.subscriptions.deliver();
		const resource = found && linked(found, url, base, this.pageSize, body);
		if (!isRead) return written(call, outcome, resource);
		return resource ? read(call, resource) : json(getStatus(outcome), shown(outcome));
	}
}
