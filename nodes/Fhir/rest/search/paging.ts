import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { resolveLink } from '../response/links';
import { requestLabel } from '../response/failures';
import { linkOf } from '../model/bundle';
import type { FhirRequest, Query } from '../request/request';
import { isRawBody } from '../request/request';
import type { Bundle } from '../model/resource';
import { isBundle } from '../model/resource';
import type { FhirResponse } from '../response/response';
import { createPageSorter } from './searchPage';
import type { SearchPage } from './searchPage';

export type { SearchPage } from './searchPage';

/** How far a search is followed. */
export interface PagingOptions {
	/** Matches wanted; no page is asked for beyond them. Default: all. */
	readonly limit?: number;
	/** Pages after which the search fails: against servers that never end. Default 10,000. */
	readonly maxPages?: number;
}

/** What paging needs of the client. */
export interface PageSource {
	readonly baseUrl: BaseUrl;
	readonly rewriteLinks: boolean;
	send(request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse>;
}

const defaultMaxPages = 10_000;

/**
 * The page size to ask for where the user has none in mind. Servers' own defaults are small (Azure 10, HAPI
 * 20), which makes a thousand requests out of ten; many answer with no more than 200 whatever is asked for.
 */
const pageSize = 200;

/**
 * Sends a request and follows its `next` links (R4 §3.1.1.5.4), each as it is. The next page is asked for
 * before the last one is handed out, unless the limit is reached. Whoever stops early (`break`) stops that request too.
 * Throws what `send` throws, with the number of results read so far; for a loop and beyond `maxPages` a
 * `Failure` of kind `response`.
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
	const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
	const ask = async (asked: FhirRequest): Promise<Answered> => {
		const response = await source.send(asked, either);
		if (isBundle(response.resource)) return { response, bundle: response.resource };
		throw new Failure({
			kind: 'response',
			message: 'The server did not answer with a Bundle of results',
			advice: 'Check the Base URL and what was asked for.',
			details: { request: requestLabel(asked), got: response.resource?.resourceType },
		});
	};
	const askNext = (last: Answered, pages: number): Promise<Answered> | undefined => {
		const link = linkOf(last.bundle, 'next');
		if (link === undefined) return undefined;
		const following = (async () => {
			visited.add(last.response.url);
			if (page.url !== undefined) visited.add(page.url);
			page = nextRequest(link, last, request, source);
			assertGoesOn(page, visited, pages, maxPages, sorter.count);
			return await ask(page);
		})();
		// It is awaited after the yield; until then a failure must not count as unhandled.
		following.catch(() => undefined);
		return following;
	};

	let page = withPageSize(request, limit);
	let pending: Promise<Answered> | undefined = ask(page);
	try {
		for (let pages = 1; pending; pages++) {
			const answered: Answered = await pending.catch((error: unknown) => {
				throw withProgress(error, sorter.count, pages, page, source);
			});
			const sorted = sorter.take(answered.bundle);
			pending = sorter.full ? undefined : askNext(answered, pages);
			yield sorted;
		}
	} finally {
		stop.abort();
	}
}

interface Answered {
	readonly response: FhirResponse;
	readonly bundle: Bundle;
}

function nextRequest(
	link: string,
	{ response, bundle }: Answered,
	first: FhirRequest,
	source: PageSource,
): FhirRequest {
	const url = resolveLink(link, {
		baseUrl: source.baseUrl,
		answered: response.url,
		rewrite: source.rewriteLinks,
		self: linkOf(bundle, 'self'),
		path: first.path,
	});
	// A page is a GET, also that of a POST search (R4 §3.1.1.5.4); its address says all that there is to ask.
	const headers =
		first.headers &&
		Object.fromEntries(Object.entries(first.headers).filter(([name]) => !/^(content-|if-)/.test(name)));
	return { interaction: 'page', method: 'GET', path: first.path.replace(/\/?_search$/, ''), url, headers };
}

function assertGoesOn(
	{ url = '' }: FhirRequest,
	visited: ReadonlySet<string>,
	pages: number,
	maxPages: number,
	count: number,
): void {
	if (visited.has(url)) {
		throw new Failure({
			kind: 'response',
			message: `The server's pages run in a circle: page ${pages} leads back to one that was read before, after ${results(count)}`,
			advice:
				'The results may be incomplete. Narrow the search or ask for larger pages (`_count`) so that one page holds all, and tell whoever runs the server.',
			details: { pages, read: count },
		});
	}
	if (pages >= maxPages) {
		throw new Failure({
			kind: 'response',
			message: `The search has more than ${maxPages} pages; ${results(count)} were read`,
			advice: 'Narrow the search, ask for larger pages (`_count`), set a limit, or raise the maximum number of pages.',
			details: { pages, read: count },
		});
	}
}

/** A failure on a later page, with how far the search had come. */
function withProgress(
	error: unknown,
	count: number,
	pages: number,
	page: FhirRequest,
	{ baseUrl }: PageSource,
): unknown {
	const told = error instanceof Failure && error.details.read !== undefined;
	if (!(error instanceof Failure) || told || pages === 1 || error.kind === 'cancelled') return error;
	const elsewhere = page.url !== undefined && URL.canParse(page.url) && new URL(page.url).origin !== baseUrl.origin;
	const hint = elsewhere
		? ` The server's next link leads to another address than the base URL (${new URL(page.url ?? '').origin}), where no credentials are sent: if that is the same server seen from inside, switch on the option that rewrites next links to the base URL.`
		: '';
	return error.with({
		message: `${error.message} (page ${pages}, after ${results(count)})`,
		advice: `${error.advice ?? ''}${hint}`.trim() || undefined,
		details: { ...error.details, pages: pages - 1, read: count },
	});
}

/** Asks for pages no larger than what is wanted, where nobody has said how large. */
function withPageSize(request: FhirRequest, limit = Infinity): FhirRequest {
	if (request.interaction !== 'search' && request.interaction !== 'history') return request;
	const count = String(Math.min(limit, pageSize));
	const { body, query = [] } = request;
	if (body === undefined) return decides(query) ? request : { ...request, query: [...query, ['_count', count]] };
	if (!isRawBody(body) || typeof body.content !== 'string') return request;
	if (/(^|&)(_count|_summary=count)/.test(body.content)) return request;
	const content = [body.content, `_count=${count}`].filter(Boolean).join('&');
	return { ...request, body: { ...body, content } };
}

/** Has the user chosen a page size, or asked for no entries at all? */
function decides(query: Query): boolean {
	return query.some(([name, value]) => name === '_count' || (name === '_summary' && value === 'count'));
}

function results(count: number): string {
	return count === 1 ? '1 result' : `${count} results`;
}
