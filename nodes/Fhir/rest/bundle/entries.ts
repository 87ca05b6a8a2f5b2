import { inputFailure } from '../../transport/errors/failure';
import { resourcePath, resourceType } from '../request/path';
import { encodeQuery, parseQueryString } from '../request/query';
import type { FhirRequest, Interaction, Query } from '../request/request';
import { isRawBody } from '../request/request';
import type { Bundle, BundleEntry, Resource } from '../model/resource';
import { isResource } from '../model/resource';

/** What an entry of a batch or transaction may do (R4 §3.1.0.11.1). */
export type EntryMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an entry is made from. */
export interface EntrySettings {
	readonly method: EntryMethod;
	readonly type: string;
	/** For all but POST: this or `query`. */
	readonly id?: string;
	/** Criteria in place of an id; for POST the condition under which nothing is created. */
	readonly query?: Query;
	/** The resource for POST and PUT, the patch for PATCH: Parameters, or a JSON Patch as its own body. */
	readonly body?: FhirRequest['body'];
	/** ETag of the version that is changed. */
	readonly ifMatch?: string;
	/** ETag of the version that is known already, for GET; `*` for what must not exist yet. */
	readonly ifNoneMatch?: string;
	/** How other entries refer to this one. Default: `urn:uuid:` and the resource's id, where that is a UUID. */
	readonly fullUrl?: string;
}

const interactions: Readonly<Record<string, Interaction>> = {
	GET: 'read',
	HEAD: 'read',
	POST: 'create',
	PUT: 'update',
	PATCH: 'patch',
	DELETE: 'delete',
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes an entry of a batch or transaction; throws an input `Failure` where something is missing. */
export function makeEntry(settings: EntrySettings): BundleEntry {
	const { method, type, id, query = [], body, ifMatch, ifNoneMatch, fullUrl } = settings;
	const checked = resourceType(type);
	if (method === 'POST') {
		const resource = requiredResource(body, method);
		return {
			fullUrl: fullUrl ?? ownUrn(resource),
			resource,
			request: { method, url: checked, ...(query.length > 0 && { ifNoneExist: encodeQuery(query) }) },
		};
	}
	if (id === undefined && query.length === 0 && method !== 'GET') {
		throw inputFailure(
			`An entry with ${method} names neither an ID nor criteria`,
			'Enter the ID of the resource, or search parameters that name it.',
		);
	}
	const url = id === undefined ? withQuery(checked, query) : resourcePath(checked, id);
	return {
		...(fullUrl !== undefined && { fullUrl }),
		...(method === 'PUT' && { resource: requiredResource(body, method) }),
		...(method === 'PATCH' && { resource: patchResource(body) }),
		request: {
			method,
			url,
			...(ifMatch !== undefined && { ifMatch }),
			...(ifNoneMatch !== undefined && { ifNoneMatch }),
		},
	};
}

/** A batch or transaction as the request that it is. */
export function bundleRequest(bundle: Bundle): FhirRequest {
	const interaction = bundle.type === 'transaction' ? 'transaction' : 'batch';
	return { interaction, method: 'POST', path: '', body: bundle };
}

/** An entry as the request that it would be alone: its ordering key and its errors are the same. */
export function entryRequest({ request }: BundleEntry): FhirRequest {
	const [path = '', query] = (request?.url ?? '').split('?', 2);
	const method = request?.method ?? 'GET';
	return {
		interaction: (Object.hasOwn(interactions, method) ? interactions[method] : undefined) ?? 'operation',
		method: method as FhirRequest['method'],
		path,
		...(query && { query: criteria(query) }),
		headers: {
			...(request?.ifMatch !== undefined && { 'if-match': request.ifMatch }),
			...(request?.ifNoneMatch !== undefined && { 'if-none-match': request.ifNoneMatch }),
			...(request?.ifNoneExist !== undefined && { 'if-none-exist': request.ifNoneExist }),
		},
	};
}

function criteria(query: string) {
	try {
		return parseQueryString(query);
	} catch {
		return [];
	}
}

function withQuery(type: string, query: Query): string {
	return query.length === 0 ? type : `${type}?${encodeQuery(query)}`;
}

function ownUrn({ id }: Resource): string {
	return `urn:uuid:${id !== undefined && uuid.test(id) ? id : crypto.randomUUID()}`;
}

function requiredResource(body: FhirRequest['body'], method: EntryMethod): Resource {
	if (isResource(body)) return body;
	throw inputFailure(`An entry with ${method} has no resource`, 'Enter the resource that is to be written.');
}

/** A JSON Patch travels in a Binary (R4 §3.1.0.11.1), a FHIRPath Patch as the Parameters that it is. */
function patchResource(body: FhirRequest['body']): Resource {
	if (!isRawBody(body)) return requiredResource(body, 'PATCH');
	const { contentType, content } = body;
	if (typeof content !== 'string') throw inputFailure('A patch in a Bundle has to be text', 'Enter the patch as JSON.');
	return { resourceType: 'Binary', contentType, data: Buffer.from(content).toString('base64') };
}
