import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { BundleEntry } from '../model/resource';
import type { NarrowSearch } from './narrowSearches';
import type { PagingOptions, SearchPage } from '../search/paging';
import { searchRequest, type SearchSettings } from '../search/searchRequest';

/** Searches whose first page is requested at the same time. */
const prefetched = 4;

/** A search that has been started. */
interface Started extends NarrowSearch {
	readonly pages: AsyncGenerator<SearchPage, void, undefined>;
	readonly first: Promise<IteratorResult<SearchPage, void>>;
}

/**
 * Runs several searches and yields their pages in order, as if they were one search: each resource once, and no more matches
 * than `options.limit`. A type that the user did not name and that the server refuses (there may be no permission for it) is
 * left out with a hint, unless all are refused. Throws what `FhirClient.search` throws.
 */
export async function* togetherAsOne(
	client: FhirClient,
	searches: readonly NarrowSearch[],
	settings: SearchSettings,
	options: PagingOptions,
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const { limit = Infinity } = options;
	const isNew = createFilter();
	const started: Started[] = [];
	let next = 0;
	let count = 0;
	let accepted = 0;
	const stop = new AbortController();
	const eitherSignal = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
	const refill = () => {
		while (started.length < prefetched && next < searches.length) started.push(start(searches[next++]));
	};
	const start = (search: NarrowSearch | undefined): Started => {
		const { type, query, named } = search ?? { type: '', query: [], named: false };
		const pages = client.search(searchRequest({ ...settings, path: type, query }), options, eitherSignal);
		const first = pages.next();
		// It is awaited in its turn: until then, a failure must not count as an unhandled rejection.
		first.catch(() => undefined);
		return { type, query, named, pages, first };
	};
	try {
		for (;;) {
			refill();
			const current = started.shift();
			if (!current || count >= limit) return;
			const { type, named, pages, first } = current;
			const isLast = started.length === 0 && next >= searches.length;
			try {
				for (let page = await first; !page.done && count < limit; page = await pages.next()) {
					const matches = page.value.matches.filter(isNew).slice(0, limit - count);
					count += matches.length;
					yield { ...page.value, matches, included: page.value.included.filter(isNew) };
				}
				accepted++;
			} catch (error) {
				if (named || !isRefusal(error) || (isLast && accepted === 0)) throw asError(error);
				client.hint(`${type} was left out, since the server refused the search of this type: ${error.message}.`);
			}
		}
	} finally {
		stop.abort();
	}
}

function isRefusal(error: unknown): error is Failure {
	return error instanceof Failure && error.kind === 'http' && [400, 403, 404, 405, 501].includes(error.status ?? 0);
}

/** Says of each resource whether it is new: one can meet several parameters, or be included by several searches. */
function createFilter(): (entry: BundleEntry) => boolean {
	const seen = new Set<string>();
	return ({ resource, fullUrl }) => {
		const key = resource?.id === undefined ? fullUrl : `${resource.resourceType}/${resource.id}`;
		if (key === undefined) return true;
		const { size } = seen;
		return seen.add(key).size > size;
	};
}
