import { type BundleEntry, isBundle } from '../model/resource';
import type { FhirRequest } from './request';

/** Operations that only read (R4 §3.2, §4.7, §4.9), so a second POST changes nothing. */
const readOnlyOperations = new Set(
	(
		'validate expand lookup translate validate-code subsumes find-matches everything match lastn stats meta diff ' +
		'summary conforms implements subset data-requirements evaluate-measure versions snapshot events status'
	)
		.split(' ')
		.map((name) => `$${name}`),
);

/** Does a POST to this path only read, as for `_search` or an operation such as `$validate`? */
export function onlyReads(path: string): boolean {
	const last = path.slice(path.lastIndexOf('/') + 1);
	return last === '_search' || readOnlyOperations.has(last);
}

/** Does a request change something on the server, judging by its method, interaction and path? */
export function isWrite({ method, interaction, path }: FhirRequest): boolean {
	return method !== 'GET' && method !== 'HEAD' && interaction !== 'search' && !onlyReads(path);
}

/** Does a request ask the server to run it as a job (`Prefer: respond-async`, R4 §3.1.0.1.8), whatever its method is? */
export function startsJob({ headers }: FhirRequest): boolean {
	return /\brespond-async\b/i.test(headers?.prefer ?? '');
}

/**
 * May a request be sent again although the server may already have carried it out? Yes, where a second request can
 * neither write twice nor turn a success into an error:
 * - reads, searches (also by POST) and operations that only read;
 * - an update by id or by condition: it writes the same content again;
 * - a delete by id or by condition: the resource stays deleted;
 * - a conditional create: the second one finds what the first one created;
 * - a batch or transaction in which this is true for all entries.
 *  No, for a plain create, a patch (`add` would add to a list twice), a request that starts a job (there would be two, also
 * of one that only reads), and a write with If-Match or `If-None-Match: *`: the version that it names would no longer be
 * current, and a write that succeeded would be reported as a conflict.
 */
export function isRepeatable(request: FhirRequest): boolean {
	if (request.repeatable !== undefined) return request.repeatable;
	const { method, path, headers, body, url } = request;
	if (startsJob(request)) return false;
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

/**
 * Is it a write to the resources that its criteria match, in the URL or in If-None-Exist (R4 §3.1.0.4.3, §3.1.0.8.1), or a
 * Bundle with such an entry?
 */
export function isConditionalWrite({ method, path, query, headers, body }: FhirRequest): boolean {
	if (method === 'GET' || method === 'HEAD') return false;
	if (method !== 'POST') return query !== undefined && query.length > 0;
	if (headers?.['if-none-exist'] !== undefined) return true;
	return path === '' && isBundle(body) && (body.entry ?? []).some(isConditionalEntry);
}

function isConditionalEntry({ request }: BundleEntry): boolean {
	if (request === undefined || request.method === 'GET' || request.method === 'HEAD') return false;
	return request.method === 'POST' ? request.ifNoneExist !== undefined : request.url.includes('?');
}
