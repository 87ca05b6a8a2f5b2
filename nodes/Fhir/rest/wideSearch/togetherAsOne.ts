import { asError } from '../../support/errors';
import { noMask } from '../../support/mask';
import { eitherSignal } from '../../support/signals';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import { linkOf } from '../model/bundle';
import type { NarrowSearch } from './narrowSearches';
import type { PagingOptions, SearchPage } from '../search/paging';
import { createPageSorter, type PageSorter } from '../search/searchPage';
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
	const { limit, maxPages, onLimit } = options;
	// Each search removes its own duplicates; between them, one resource can meet several parameters, or be included twice.
	const together = createPageSorter(limit, 'search', { baseUrl: client.baseUrl });
	const isFull = () => together.full;
	const started: Started[] = [];
	let next = 0;
	let accepted = 0;
	const stop = new AbortController();
	const either = eitherSignal(signal, stop.signal);
	const refill = () => {
		while (started.length < prefetched && next < searches.length) started.push(start(searches[next++]));
	};
	const start = (search: NarrowSearch | undefined): Started => {
		const { type, query, named } = search ?? { type: '', query: [], named: false };
		const pages = client.search(searchRequest({ ...settings, path: type, query }), { limit, maxPages }, either);
		const first = pages.next();
		// It is awaited in its turn: until then, a failure must not count as an unhandled rejection.
		first.catch(() => undefined);
		return { type, query, named, pages, first };
	};
	try {
		for (;;) {
			refill();
			const current = started.shift();
			if (!current) return;
			const { type, named, pages, first } = current;
			const isLast = started.length === 0 && next >= searches.length;
			try {
				for (let page = await first; !page.done; page = await pages.next()) {
					yield withoutRepeated(page.value, together);
					if (!isFull()) continue;
					const hasMore = together.cut || !isLast || linkOf(page.value.bundle, 'next') !== undefined;
					if (hasMore) onLimit?.(undefined);
					return;
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

/** A page without what an earlier one of any search has, and within the limit. */
function withoutRepeated(page: SearchPage, together: PageSorter): SearchPage {
	const { bundle, matches, included, warnings, errors } = page;
	return { ...together.take({ ...bundle, entry: [...matches, ...included] }, noMask), bundle, warnings, errors };
}
