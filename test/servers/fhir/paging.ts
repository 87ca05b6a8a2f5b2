import { parseSearchRequest } from '@medplum/core';
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { isUnderstood } from './search';

/** A query as the router reads it: a name that came more than once has a list. */
export type Query = Record<string, string | string[] | undefined>;

/** A query as it stands in a URL. */
export function parametersOf(query: Query): URLSearchParams {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		[value ?? ''].flat().map((one): [string, string] => [name, one]),
	);
	return new URLSearchParams(pairs);
}

/** The names of query parameters that a search of this type cannot use; they are left out, and `self` shows it. */
export function ignoredParameters(type: string, query: Query): string[] {
	const { filters = [], types = [type] } = parseSearchRequest(type, query);
	const unknown = filters.filter((filter) => !types.some((one) => isUnderstood(one, filter))).map(({ code }) => code);
	return Object.keys(query).filter((name) => unknown.includes(name) || unknown.includes(name.split(':')[0] ?? ''));
}

function wholeNumber(text: string | null, otherwise: number): number {
	const number = Number.parseInt(text ?? '', 10);
	return number >= 0 ? number : otherwise;
}

/** Where a page stands: offset and size of the page that a query asks for. */
export function pageOf(parameters: URLSearchParams, pageSize: number): { offset: number; count: number } {
	return {
		offset: wholeNumber(parameters.get('_offset'), 0),
		count: wholeNumber(parameters.get('_count'), pageSize),
	};
}

/**
 * Gives a page of matches its links and each entry its `fullUrl`. `url` is the request's, below the base;
 * the links are GETs with the same query, also where the search came by POST.
 */
export function withLinks(bundle: Bundle, url: string, base: string, pageSize: number): Bundle {
	const [path = '', query = ''] = url.replace(/^\//, '').split('?');
	const parameters = new URLSearchParams(query);
	const isSearch = bundle.type === 'searchset' && !path.includes('$');
	if (isSearch) {
		const type = path.split('/').at(-1) || 'MultipleTypes';
		for (const name of ignoredParameters(type, Object.fromEntries(parameters))) parameters.delete(name);
	}
	const { offset, count } = pageOf(parameters, pageSize);
	const total = bundle.total ?? 0;
	const address = path === '' ? base : `${base}/${path}`;

	const page = (at: number): string => {
		const asked = new URLSearchParams(parameters);
		asked.set('_count', String(count));
		asked.set('_offset', String(at));
		return `${address}?${asked.toString()}`;
	};
	const link = [{ relation: 'self', url: page(offset) }];
	if (count > 0) {
		link.push({ relation: 'first', url: page(0) });
		if (offset > 0) link.push({ relation: 'previous', url: page(Math.max(0, offset - count)) });
		if (offset + count < total) link.push({ relation: 'next', url: page(offset + count) });
	}
	const entry = bundle.entry?.map((one): BundleEntry => {
		const { resource } = one;
		return resource?.id ? { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, ...one } : one;
	});
	return { ...bundle, link, entry: entry?.length ? entry : undefined };
}
