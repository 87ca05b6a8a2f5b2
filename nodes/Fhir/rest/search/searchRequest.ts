import type { HttpHeaders } from '../../transport/http';
import { encodeQuery } from '../request/query';
import type { FhirRequest, Query } from '../request/request';

/** How a search is sent: `auto` is GET, or POST when the URL grows long. */
export type SearchMethod = 'auto' | 'GET' | 'POST';

/**
 * Characters below the base from which on `auto` sends by POST. HAPI's client changes over at 8,000, but many
 * a gateway on the way gives up earlier: IIS takes 4,096 for a URL by default, nginx 8 KB for the whole request line.
 */
export const longestGetSearch = 4_000;

/** What a search is made from. */
export interface SearchSettings {
	/** `Patient`, `Patient/1/Observation`, `Patient/1/*`, or empty to search across types. */
	readonly path: string;
	readonly query: Query;
	readonly method?: SearchMethod;
	readonly headers?: HttpHeaders;
}

/** A search by GET or by POST `_search` (R4 §3.1.1.1). POST also keeps the criteria out of the logs on the way. */
export function searchRequest({ path, query, method = 'auto', headers }: SearchSettings): FhirRequest {
	const encoded = encodeQuery(query);
	if (method === 'GET' || (method === 'auto' && path.length + encoded.length < longestGetSearch)) {
		return { interaction: 'search', method: 'GET', path, query, headers };
	}
	return {
		interaction: 'search',
		method: 'POST',
		path: postPath(path),
		headers,
		body: { contentType: 'application/x-www-form-urlencoded', content: encoded },
	};
}

/** Of a search over all types of a compartment the star goes: `Patient/1/_search`. */
function postPath(path: string): string {
	return path === '' ? '_search' : `${path.replace(/\/\*$/, '')}/_search`;
}

/** The result parameters (R4 §3.1.1.5) that a form offers as fields of their own. */
export interface ResultParameters {
	readonly include?: readonly string[];
	readonly revinclude?: readonly string[];
	readonly sort?: string;
	readonly count?: number;
	readonly summary?: string;
	readonly elements?: string;
	readonly total?: string;
}

/** Result parameters as a query; what is not set is left out. */
export function resultQuery(parameters: ResultParameters): Query {
	const pairs: Array<readonly [string, string]> = [
		...(parameters.include ?? []).map((value) => ['_include', value] as const),
		...(parameters.revinclude ?? []).map((value) => ['_revinclude', value] as const),
		['_sort', withoutSpaces(parameters.sort)],
		['_count', parameters.count === undefined ? '' : String(parameters.count)],
		['_summary', parameters.summary ?? ''],
		['_elements', withoutSpaces(parameters.elements)],
		['_total', parameters.total ?? ''],
	];
	return pairs.filter(([, value]) => value !== '');
}

/** People write lists with a space after the comma; servers do not trim. */
function withoutSpaces(list = ''): string {
	return list.replace(/\s+/g, '');
}
