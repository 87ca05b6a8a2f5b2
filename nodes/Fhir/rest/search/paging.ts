import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import { linkOf } from '../model/bundle';
import { type Bundle, isBundle } from '../model/resource';
import { requestLabel } from '../request/labels';
import { type FhirRequest, isRawBody, type Query } from '../request/request';
import { outcomeFailure } from '../response/errorInSuccess';
import { resolveLink } from '../response/links';
import { reportsError } from '../response/outcome';
import type { FhirResponse } from '../response/response';
import { createPageSorter, type SearchPage } from './searchPage';

export type { SearchPage } from './searchPage';

/** How many pages of a search are read. */
export interface PagingOptions {
	/** The maximum number of matches. No page is requested beyond it. Default: all. */
	readonly limit?: number;
	/** The maximum number of pages, after which the search fails: some servers never stop. Default: 10,000. */
	readonly maxPages?: number;
}

/** What paging needs from the client. */
export interface PageSource {
	readonly baseUrl: BaseUrl;
	/** See `FhirClientSettings.rewriteLinks`. */
	readonly rewriteLinks: boolean;
	/** See `FhirClient.send`. */
	send(request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse>;
}

const defaultMaxPages = 10_000;

/**
 * The page size to request if the user did not choose one. The servers' own defaults are small (Azure 10, HAPI 20),
 * which takes ten times as many requests; many servers return 200 at most.
 */
const pageSize = 200;

/**
 * Sends a request and yields its pages, following `next` links exactly as they are (R4 §3.1.1.5.4). The next page is
 * requested before the current one is yielded, unless the limit is reached; a caller that stops early (`break`) aborts
 * that request. Throws what `send` throws, with the number of results read so far, and a `Failure` of kind `response`
 * for a response that is not a Bundle, for links that run in a circle, and beyond `maxPages`.
 */
export async function* readPages(
	source: PageSource,
	request: FhirRequest,
	{ limit, maxPages = defaultMaxPages }: PagingOptions,
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const sorter = createPageSorter(limit, request.interaction);
	const visited = new Set<string>();
	const stop = new AbortController();
	const eitherSignal = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
	const requestPage = async (pageRequest: FhirRequest): Promise<Page> => {
		const response = await source.send(pageRequest, eitherSignal);
		if (isBundle(response.resource)) return { response, bundle: response.resource };
		if (response.outcome && reportsError(response.outcome)) {
			throw outcomeFailure({ ...response, outcome: response.outcome }, pageRequest);
		}
		throw new Failure({
			kind: 'response',
			message: 'The server did not return a Bundle of results',
			advice: 'Check the Base URL and the fields of the node.',
			details: {
				request: requestLabel(pageRequest),
				got: response.resource && serverText(response.resource.resourceType, 100, response.mask),
			},
		});
	};
	const requestNext = (last: Page, pages: number): Promise<Page> | undefined => {
		const link = linkOf(last.bundle, 'next');
		if (link === undefined) return undefined;
		const next = (async () => {
			visited.add(last.response.url);
			if (page.url !== undefined) visited.add(page.url);
			page = nextRequest(link, last, request, source);
			assertCanContinue(page, visited, pages, maxPages, sorter.count);
			return await requestPage(page);
		})();
		// It is awaited after the yield: until then, a failure must not count as an unhandled rejection.
		next.catch(() => undefined);
		return next;
	};

	let page = withPageSize(request, limit);
	let pending: Promise<Page> | undefined = requestPage(page);
	try {
		for (let pages = 1; pending; pages++) {
			const current: Page = await pending.catch((error: unknown) => {
				throw withProgress(error, sorter.count, pages, page, source);
			});
			const sorted = sorter.take(current.bundle, current.response.mask);
			pending = sorter.full ? undefined : requestNext(current, pages);
			yield sorted;
		}
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
		// Only a request for a linked page has a URL.
		send: async (page, stop) => (page.url === undefined ? first : await client.send(page, stop)),
	};
	return readPages(source, request, options, signal);
}

interface Page {
	readonly response: FhirResponse;
	readonly bundle: Bundle;
}

function nextRequest(link: string, { response, bundle }: Page, first: FhirRequest, source: PageSource): FhirRequest {
	const url = resolveLink(link, {
		baseUrl: source.baseUrl,
		responseUrl: response.url,
		rewrite: source.rewriteLinks,
		self: linkOf(bundle, 'self'),
		path: first.path,
		mask: response.mask,
	});
	// Also for a POST search, the next page is a GET (R4 §3.1.1.5.4), and its URL includes the criteria.
	const headers =
		first.headers &&
		Object.fromEntries(Object.entries(first.headers).filter(([name]) => !/^(content-|if-)/.test(name)));
	return { interaction: 'page', method: 'GET', path: first.path.replace(/\/?_search$/, ''), url, headers };
}

function assertCanContinue(
	{ url = '' }: FhirRequest,
	visited: ReadonlySet<string>,
	pages: number,
	maxPages: number,
	count: number,
): void {
	if (visited.has(url)) {
		throw new Failure({
			kind: 'response',
			message: `The server's pages form a circle: page ${pages} links back to a page that was already read, after ${results(count)}`,
			advice:
				"The results may be incomplete. Narrow the search or request larger pages (`_count`) so that one page is enough, and tell the server's administrator.",
			details: { pages, read: count },
		});
	}
	if (pages >= maxPages) {
		throw new Failure({
			kind: 'response',
			message: `The search has more than ${maxPages} pages; ${results(count)} were read`,
			advice: 'Narrow the search, request larger pages (`_count`), set a limit, or raise the maximum number of pages.',
			details: { pages, read: count },
		});
	}
}

/** Adds to the failure of a later page how far the search got. */
function withProgress(
	error: unknown,
	count: number,
	pages: number,
	page: FhirRequest,
	{ baseUrl }: PageSource,
): unknown {
	const hasProgress = error instanceof Failure && error.details.read !== undefined;
	if (!(error instanceof Failure) || hasProgress || pages === 1 || error.kind === 'cancelled') return error;
	const crossOrigin = page.url !== undefined && URL.canParse(page.url) && new URL(page.url).origin !== baseUrl.origin;
	const hint = crossOrigin
		? ` The server's next link leads to another address than the base URL (${new URL(page.url ?? '').origin}), to which no credentials are sent. If that is the internal address of the same server, switch on the option that rewrites next links to the base URL.`
		: '';
	return error.with({
		message: `${error.message} (page ${pages}, after ${results(count)})`,
		advice: `${error.advice ?? ''}${hint}`.trim() || undefined,
		details: { ...error.details, pages: pages - 1, read: count },
	});
}

/** Adds a page size, no larger than the limit, if the user did not choose one. */
function withPageSize(request: FhirRequest, limit = Infinity): FhirRequest {
	if (request.interaction !== 'search' && request.interaction !== 'history') return request;
	const count = String(Math.min(limit, pageSize));
	const { body, query = [] } = request;
	if (body === undefined) return hasPageSize(query) ? request : { ...request, query: [...query, ['_count', count]] };
	if (!isRawBody(body) || typeof body.content !== 'string') return request;
	if (/(^|&)(_count|_summary=count)/.test(body.content)) return request;
	const content = [body.content, `_count=${count}`].filter(Boolean).join('&');
	return { ...request, body: { ...body, content } };
}

/** Did the user choose a page size, or request no entries at all? */
function hasPageSize(query: Query): boolean {
	return query.some(([name, value]) => name === '_count' || (name === '_summary' && value === 'count'));
}

function results(count: number): string {
	return count === 1 ? '1 result' : `${count} results`;
}
