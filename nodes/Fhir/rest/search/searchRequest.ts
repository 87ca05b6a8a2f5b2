import type { HttpHeaders } from '../../transport/http';
import { encodeQuery } from '../request/query';
import type { FhirRequest, Query } from '../request/request';

/** How a search is sent: `auto` means GET, or POST if the URL would be too long. */
export type SearchMethod = 'auto' | 'GET' | 'POST';

/**
 * `auto` sends a search by POST if path and query reach this number of characters. HAPI's client switches at 8,000, but
 * many gateways have lower limits: IIS allows 4,096 for a URL by default, nginx 8 KB for the whole request line.
 */
export const maxGetSearchLength = 4_000;

/** The settings of a search. */
export interface SearchSettings {
	/** `Patient`, `Patient/1/Observation`, `Patient/1/*`, or empty for a search across types. */
	readonly path: string;
	readonly query: Query;
	readonly method?: SearchMethod;
	readonly headers?: HttpHeaders;
}

/**
 * The request for a search, by GET or by POST to `_search` (R4 §3.1.1.1). POST also keeps the criteria out of access
 * logs.
 */
export function searchRequest({ path, query, method = 'auto', headers }: SearchSettings): FhirRequest {
	const encoded = encodeQuery(query);
	if (method === 'GET' || (method === 'auto' && path.length + encoded.length < maxGetSearchLength)) {
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

/** For a search across all types of a compartment, the star is left out: `Patient/1/_search`. */
function postPath(path: string): string {
	return path === '' ? '_search' : `${path.replace(/\/\*$/, '')}/_search`;
}

/** The result parameters (R4 §3.1.1.5) that have their own fields in the form. */
export interface ResultParameters {
	readonly include?: readonly string[];
	readonly revinclude?: readonly string[];
	readonly sort?: string;
	readonly count?: number;
	readonly summary?: string;
	readonly elements?: string;
	readonly total?: string;
}

/** The result parameters as a query. Those that are not set are left out. */
export function resultQuery(parameters: ResultParameters): Query {
	const { include = [], revinclude = [], sort, count, summary, elements, total } = parameters;
	const pairs: Array<readonly [string, string]> = [];
	const add = (name: string, value: string | undefined) => {
		if (value) pairs.push([name, value]);
	};
	for (const value of include) add('_include', value);
	for (const value of revinclude) add('_revinclude', value);
	add('_sort', withoutSpaces(sort));
	add('_count', count?.toString());
	add('_summary', summary);
	add('_elements', withoutSpaces(elements));
	add('_total', total);
	return pairs;
}

/** People write a space after a comma in a list, but servers do not trim it. */
function withoutSpaces(list: string | undefined): string | undefined {
	return list?.replace(/\s+/g, '');
}
