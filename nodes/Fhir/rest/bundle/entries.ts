import { inputFailure } from '../../transport/errors/failure';
import { type Bundle, type BundleEntry, isResource, type Resource } from '../model/resource';
import { entryPath } from '../request/entryPath';
import { resourcePath, resourceType } from '../request/path';
import { encodeQuery, parseQueryString } from '../request/query';
import { type FhirRequest, type Interaction, isRawBody, type Query } from '../request/request';

/** The methods of an entry of a batch or transaction (R4 §3.1.0.11.1). */
export type EntryMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The settings of an entry. */
export interface EntrySettings {
	readonly method: EntryMethod;
	readonly type: string;
	/** Not for POST. Other methods need `id` or `query`. */
	readonly id?: string;
	/** Criteria instead of an id; for POST, the condition under which nothing is created (If-None-Exist). */
	readonly query?: Query;
	/** The resource for POST and PUT; for PATCH, Parameters (FHIRPath Patch) or a raw body (JSON Patch). */
	readonly body?: FhirRequest['body'];
	/** The ETag of the version to change. */
	readonly ifMatch?: string;
	/** For GET, the ETag of the version that is already known; `*` if the resource must not exist yet. */
	readonly ifNoneMatch?: string;
	/**
	 * How other entries refer to this one. Default for POST: `urn:uuid:` with the resource's id if it is a UUID, else a
	 * new one.
	 */
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

/** Creates an entry of a batch or transaction. Throws an input `Failure` if something is missing or invalid. */
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
			`An entry with ${method} has neither an ID nor criteria`,
			'Enter the ID of the resource, or search parameters that identify it.',
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

/** The request that sends a batch or transaction. */
export function bundleRequest(bundle: Bundle): FhirRequest {
	const interaction = bundle.type === 'transaction' ? 'transaction' : 'batch';
	return { interaction, method: 'POST', path: '', body: bundle };
}

/**
 * The request that an entry would be on its own, to get the same ordering key and the same error messages. Not to be
 * sent.
 */
export function entryRequest({ request }: BundleEntry): FhirRequest {
	const url = request?.url ?? '';
	const [, query] = url.split('?', 2);
	const method = request?.method ?? 'GET';
	return {
		interaction: (Object.hasOwn(interactions, method) ? interactions[method] : undefined) ?? 'operation',
		method: method as FhirRequest['method'],
		path: entryPath(url),
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
	throw inputFailure(`An entry with ${method} has no resource`, 'Enter the resource to write.');
}

/** A JSON Patch is sent in a Binary (R4 §3.1.0.11.1), a FHIRPath Patch as Parameters. */
function patchResource(body: FhirRequest['body']): Resource {
	if (!isRawBody(body)) return requiredResource(body, 'PATCH');
	const { contentType, content } = body;
	if (typeof content !== 'string') throw inputFailure('A patch in a Bundle must be text', 'Enter the patch as JSON.');
	return { resourceType: 'Binary', contentType, data: Buffer.from(content).toString('base64') };
}
