import type { BundleEntry } from '../model/resource';
import type { FhirRequest } from './request';
import { isBundle } from '../model/resource';

/** Operations that only read (R4 §3.2, §4.9, §4.7): asked again by POST they change nothing. */
const readOnlyOperations = new Set(
	(
		'validate expand lookup translate validate-code subsumes find-matches everything match lastn stats meta diff ' +
		'summary conforms implements subset data-requirements evaluate-measure versions snapshot events status'
	)
		.split(' ')
		.map((name) => `$${name}`),
);

/** Does a POST to this path only read: `_search`, or an operation such as `$validate`? */
export function onlyReads(path: string): boolean {
	const last = path.slice(path.lastIndexOf('/') + 1);
	return last === '_search' || readOnlyOperations.has(last);
}

/**
 * May a request be sent again when nobody knows whether the server carried it out? Yes where a second
 * time can neither write twice nor turn a success into an error:
 * - reads, searches (also by POST) and operations that only read;
 * - an update by id or by condition: the same content, once more;
 * - a delete by id or by condition: what is gone stays gone;
 * - a conditional create: the second finds what the first made;
 * - a Bundle all of whose entries may.
 *
 * No: a plain create, a patch (`add` to a list adds twice), and what carries If-Match or `If-None-Match: *`: the
 * version it names would be gone, and a write that succeeded would be reported as a conflict.
 */
export function isRepeatable(request: FhirRequest): boolean {
	if (request.repeatable !== undefined) return request.repeatable;
	const { method, path, headers, body, url } = request;
	if (method === 'GET' || method === 'HEAD') return true;
	if (method !== 'POST') return isRepeatableWrite(method, headers?.['if-match'], headers?.['if-none-match']);
	if (url !== undefined) return false;
	if (headers?.['if-none-exist'] !== undefined) return true;
	if (onlyReads(path)) return true;
	if (path !== '' || !isBundle(body) || (body.type !== 'batch' && body.type !== 'transaction')) return false;
	return (body.entry ?? []).every(isRepeatableEntry);
}

function isRepeatableEntry({ request }: BundleEntry): boolean {
	if (request === undefined) return false;
	const { method, ifMatch, ifNoneMatch, ifNoneExist } = request;
	if (method === 'GET' || method === 'HEAD') return true;
	if (method === 'POST') return ifNoneExist !== undefined;
	return isRepeatableWrite(method, ifMatch, ifNoneMatch);
}

function isRepeatableWrite(method: string, ifMatch: string | undefined, ifNoneMatch: string | undefined): boolean {
	return (method === 'PUT' || method === 'DELETE') && ifMatch === undefined && ifNoneMatch === undefined;
}
