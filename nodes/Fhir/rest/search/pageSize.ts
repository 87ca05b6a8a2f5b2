import { Failure } from '../../transport/errors/failure';
import { type FhirRequest, formOf, isRawBody, type Query } from '../request/request';

/**
 * The page size to request if the user did not choose one. The servers' own defaults are small (Azure 10, HAPI 20),
 * which takes ten times as many requests; many servers return 200 at most.
 */
const pageSize = 200;

/** Which page sizes a server has refused, so that the next search does not ask for them again. */
export type RefusedPageSizes = Map<string, number>;

/** A request with the page size that was added to it; undefined where none was. */
export interface SizedRequest {
	readonly request: FhirRequest;
	readonly size: number | undefined;
}

/**
 * Adds a page size (`_count`, R4 §3.1.1.5.5), no larger than the limit, to a search or history if the user did not choose
 * one and the server has not refused it before.
 */
export function withPageSize(request: FhirRequest, limit = Infinity, refused?: RefusedPageSizes): SizedRequest {
	const unchanged = { request, size: undefined };
	if (request.interaction !== 'search' && request.interaction !== 'history') return unchanged;
	const size = Math.min(limit, pageSize);
	if (size >= (refused?.get(sizeKey(request)) ?? Infinity)) return unchanged;
	const { body, query = [] } = request;
	if (body === undefined) {
		if (hasPageSize(query)) return unchanged;
		return { request: { ...request, query: [...query, ['_count', String(size)]] }, size };
	}
	if (!isRawBody(body) || typeof body.content !== 'string') return unchanged;
	if (/(^|&)(_count|_summary=count)/.test(body.content)) return unchanged;
	const content = [body.content, `_count=${size}`].filter(Boolean).join('&');
	return { request: { ...request, body: { ...body, content } }, size };
}

/** Remembers that the server refused this page size for this kind of search. */
export function rememberRefused(refused: RefusedPageSizes, request: FhirRequest, size: number): void {
	const key = sizeKey(request);
	refused.set(key, Math.min(size, refused.get(key) ?? Infinity));
}

/**
 * Can an error mean that the server does not accept the page size? Servers that are strict about parameters respond with
 * 400 or 422 and not always with a reason. With another status they have to speak of it, and so for a search across types
 * or in a compartment, which many servers refuse as such.
 */
export function mayRefusePageSize(error: unknown, { interaction, path }: FhirRequest): boolean {
	if (!(error instanceof Failure) || error.kind !== 'http' || error.status === undefined) return false;
	const isWide = interaction === 'search' && (path === '_search' || !/^[^/]+(\/_search)?$/.test(path));
	if ([400, 413, 422].includes(error.status) && !isWide) return true;
	return error.status < 500 && error.status !== 429 && /\b_?count\b|page[ _-]?size/i.test(error.message);
}

/** Does the request ask for the number of results, and for none of them? */
export function asksForCountOnly(request: FhirRequest): boolean {
	const { query = [] } = request;
	return (
		/(^|&)(_count=0|_summary=count)(&|$)/.test(formOf(request)) ||
		query.some(([name, value]) => (name === '_count' && value === '0') || (name === '_summary' && value === 'count'))
	);
}

/** Did the user choose a page size, or request no entries at all? */
function hasPageSize(query: Query): boolean {
	return query.some(([name, value]) => name === '_count' || (name === '_summary' && value === 'count'));
}

/** `search Patient`: servers may have other limits for other types. */
function sizeKey({ interaction, path }: FhirRequest): string {
	return `${interaction} ${path.replace(/\/?_search$/, '').replace(/\/[^/]+(?=\/|$)/, '/')}`;
}
