import { asError } from '../../support/errors';
import { noMask } from '../../support/mask';
import { eitherSignal } from '../../support/signals';
import { linkOf } from '../model/bundle';
import type { FhirRequest } from '../request/request';
import type { ReadIssue } from '../response/outcome';
import type { OnText } from '../response/parseResponse';
import type { FhirResponse } from '../response/response';
import { PageAhead, settled } from './pageAhead';
import { nextRequest, type Page, type PageSource, requestFirstPage, requestLinkedPage } from './pageRequests';
import { asksForCountOnly } from './pageSize';
import { circleHint, incompleteHint, onlyErrors, type Tally, tooManyPages, withProgress } from './pagingMessages';
import { createPageSorter, type SearchPage } from './searchPage';

export type { PageSource } from './pageRequests';
export type { SearchPage } from './searchPage';

/** How many pages of a search are read. */
export interface PagingOptions {
	/** The maximum number of matches. No page is requested beyond it. Default: all. */
	readonly limit?: number;
	/** The maximum number of pages, after which the search fails: some servers never stop. Default: 10,000. */
	readonly maxPages?: number;
	/** Called if the limit cut results off: with the number of all results, if the server names it. */
	readonly onLimit?: (total: number | undefined) => void;
}

const defaultMaxPages = 10_000;

/** Pages with nothing new, one after another, after which reading stops. One page may repeat the last when data changes. */
const maxRepeats = 10;

/**
 * Sends a request and yields its pages, following `next` links exactly as they are (R4 §3.1.1.5.4). The next page is
 * requested before the current one is yielded, unless the limit is reached; a caller that stops early (`break`) aborts
 * that request. Results that may be incomplete give a hint: links that run in a circle end the search, and a server may
 * count more results than it delivers. Throws what `send` throws, with the number of results read so far, and a `Failure`
 * of kind `response` for a response that has no results, for errors in place of results, and beyond `maxPages`.
 */
export async function* readPages(
	source: PageSource,
	request: FhirRequest,
	{ limit, maxPages = defaultMaxPages, onLimit }: PagingOptions,
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const { interaction, path } = request;
	const sorter = createPageSorter(limit, interaction, { path, baseUrl: source.baseUrl });
	const stop = new AbortController();
	const either = eitherSignal(signal, stop.signal);
	const visited = new Set<string>();
	const errors: ReadIssue[] = [];
	const state = { total: undefined as number | undefined, repeats: 0, linked: false };
	let requested = request;
	/** The number of the page that the caller waits for. */
	let awaited = 1;
	/** The most results that a page had. */
	let largest = 0;
	const ahead = new PageAhead(source, request, either);

	/** A page that arrives while the one before it is still in use leads no further: one page is on its way at most. */
	const lookAhead =
		(page: number): OnText =>
		(text, response) => {
			if (page !== awaited || page >= maxPages || state.repeats > 0) return false;
			const size = Math.max(largest, countIn(response.url) ?? (largest || Infinity));
			if (limit !== undefined && sorter.count + size >= limit) return false;
			const isNew = (url: string) => url !== response.url && url !== requested.url && !visited.has(url);
			return ahead.look(text, response, isNew, lookAhead(page + 1));
		};

	const tally = (): Tally => ({
		count: sorter.count,
		included: sorter.included,
		total: asksForCountOnly(request) ? undefined : state.total,
		estimated: request.query?.some(([name, value]) => name === '_total' && value === 'estimate') ?? false,
	});

	/** The next page, on its way; undefined at the end, which is hinted at if it may have come too early. */
	const next = (current: Page, pages: number): Promise<Page> | undefined => {
		state.linked = linkOf(current.bundle, 'next') !== undefined;
		if (sorter.full) return undefined;
		let linked: FhirRequest | undefined;
		try {
			linked = nextRequest(current, request, source);
		} catch (error) {
			return settled(Promise.reject(asError(error)));
		}
		const complete = state.total !== undefined && sorter.count >= state.total;
		if (linked === undefined) {
			const hint = incompleteHint(tally());
			if (hint !== undefined) source.hint(hint);
			return undefined;
		}
		if (current.response) visited.add(current.response.url);
		if (requested.url !== undefined) visited.add(requested.url);
		const circle = visited.has(linked.url ?? '');
		if (circle || state.repeats > (complete ? 0 : maxRepeats)) {
			source.hint(circleHint(pages, tally(), !circle));
			return undefined;
		}
		if (pages >= maxPages) return settled(Promise.reject(tooManyPages(pages, maxPages, sorter.count)));
		requested = linked;
		return ahead.take(linked.url) ?? settled(requestLinkedPage(source, linked, request, either, lookAhead(pages + 1)));
	};

	let pending: Promise<Page> | undefined = requestFirstPage(source, request, limit, either, lookAhead(1));
	try {
		for (let pages = 1; pending; pages++) {
			awaited = pages;
			const current: Page = await pending.catch((error: unknown) => {
				throw withProgress(error, sorter.count, pages, requested, source.baseUrl);
			});
			const sorted = sorter.take(current.bundle, current.response?.mask ?? noMask, isOwn(current, source));
			errors.push(...sorted.errors);
			const { total, entry } = current.bundle;
			if (typeof total === 'number') state.total = total;
			const isRepeat = entry?.length && sorted.matches.length === 0 && sorted.included.length === 0;
			state.repeats = isRepeat ? state.repeats + 1 : 0;
			largest = Math.max(largest, sorted.matches.length);
			pending = next(current, pages);
			ahead.drop();
			if (!pending && errors.length > 0 && sorter.count + sorter.included === 0) throw onlyErrors(errors, pages);
			const date = current.response?.headers.date;
			yield date === undefined ? sorted : { ...sorted, date };
		}
		const { total } = state;
		if (sorter.full && (sorter.cut || state.linked || (total ?? 0) > sorter.count)) onLimit?.(total);
	} finally {
		stop.abort();
	}
}

/**
 * Like `FhirClient.search`, if the first page has already been read: the response of an operation may be a Bundle.
 * Throws as `readPages` does.
 */
export function pagesFrom(
	first: FhirResponse,
	client: PageSource,
	request: FhirRequest,
	options: PagingOptions = {},
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const source: PageSource = {
		baseUrl: client.baseUrl,
		rewriteLinks: client.rewriteLinks,
		hint: client.hint,
		refusedPageSizes: client.refusedPageSizes,
		// Only a request for a linked page has a URL.
		send: async (page, stop) => (page.url === undefined ? first : await client.send(page, stop)),
	};
	return readPages(source, request, options, signal);
}

/** The page size that a URL asks for. */
function countIn(url: string): number | undefined {
	const [, count] = /[?&]_count=(\d{1,9})(?:&|$)/.exec(url) ?? [];
	return count === undefined ? undefined : Number(count);
}

/** Did the page come from the base URL's own origin? */
function isOwn({ response }: Page, { baseUrl }: PageSource): boolean {
	return response !== undefined && URL.canParse(response.url) && new URL(response.url).origin === baseUrl.origin;
}
