import { asError } from '../../support/errors';
import type { BaseUrl } from '../../transport/baseUrl';
import { Failure } from '../../transport/errors/failure';
import { linkOf } from '../model/bundle';
import type { Bundle } from '../model/resource';
import { type FhirRequest, formOf } from '../request/request';
import { reachOfLinks, resolveLink } from '../response/links';
import type { OnText } from '../response/parseResponse';
import type { FhirResponse } from '../response/response';
import { encodedLink } from './encodedLink';
import { noResultsOrThrow, resultsIn } from './pageResponse';
import { mayRefusePageSize, rememberRefused, type RefusedPageSizes, withPageSize } from './pageSize';

/** What paging needs from the client. */
export interface PageSource {
	readonly baseUrl: BaseUrl;
	/** See `FhirClientSettings.rewriteLinks`. */
	readonly rewriteLinks: boolean;
	/** See `FhirClient.hint`. */
	readonly hint: (message: string) => void;
	/** What the client has learnt of its server so far. */
	readonly refusedPageSizes: RefusedPageSizes;
	/** See `FhirClient.send`. */
	send(request: FhirRequest, signal?: AbortSignal, onText?: OnText): Promise<FhirResponse>;
}

/** A page that was read: its Bundle, and the response that it came in, where there was one. */
export interface Page {
	readonly bundle: Bundle;
	readonly response: FhirResponse | undefined;
}

/** What a link needs of the response that it is in. */
type LinkingResponse = Pick<FhirResponse, 'url' | 'mask' | 'withCredentials'>;

/** Statuses by which servers refuse a link that they cannot read. */
const unreadable = new Set([400, 404, 410, 422, 500]);

/**
 * Requests the first page of a search, with a page size if the user chose none. A server that refuses this size is asked
 * once more without it. `onText` is told of the text of the page before it is parsed. Throws what `send` throws, and a
 * `Failure` of kind `response` for what are no results.
 */
export async function requestFirstPage(
	source: PageSource,
	request: FhirRequest,
	limit: number | undefined,
	signal: AbortSignal,
	onText?: OnText,
): Promise<Page> {
	const sized = withPageSize(request, limit, source.refusedPageSizes);
	try {
		return await requestPage(source, sized.request, signal, onText);
	} catch (error) {
		if (sized.size === undefined || !mayRefusePageSize(error, request)) throw asError(error);
		const page = await requestPage(source, request, signal);
		rememberRefused(source.refusedPageSizes, request, sized.size);
		source.hint(
			`The server refused a page size of ${sized.size} (_count), so that it was asked once more without one. Its own pages may be smaller and take more requests: with the option Count per Page you can choose a size that it accepts.`,
		);
		return page;
	}
}

/**
 * Requests a linked page. If the server refuses its own link, and the link has characters that it may have misread, it is
 * asked once more with these encoded. Throws as `requestFirstPage` does.
 */
export async function requestLinkedPage(
	source: PageSource,
	request: FhirRequest,
	first: FhirRequest,
	signal: AbortSignal,
	onText?: OnText,
): Promise<Page> {
	try {
		return await requestPage(source, request, signal, onText);
	} catch (error) {
		if (!(error instanceof Failure) || !unreadable.has(error.status ?? 0)) throw asError(error);
		const url = encodedLink(request.url ?? '', valuesOf(first));
		if (url === undefined) throw asError(error);
		const page = await requestPage(source, { ...request, url }, signal).catch(() => {
			throw asError(error);
		});
		source.hint(
			`The server refused its own link to the next page (status ${error.status}). The page was read by the same link with its special characters encoded.`,
		);
		return page;
	}
}

/**
 * The request for the next page; undefined if the page has no link to one. Also for a POST search, the next page is a GET
 * (R4 §3.1.1.5.4), and its URL includes the criteria. Throws what `resolveLink` throws.
 */
export function nextRequest(
	{ bundle, response }: Pick<Page, 'bundle'> & { readonly response: LinkingResponse | undefined },
	first: FhirRequest,
	source: PageSource,
): FhirRequest | undefined {
	const link = linkOf(bundle, 'next');
	if (link === undefined || !response) return undefined;
	const url = resolveLink(link, {
		baseUrl: source.baseUrl,
		responseUrl: response.url,
		rewrite: source.rewriteLinks,
		self: linkOf(bundle, 'self'),
		path: first.path,
		mask: response.mask,
	});
	const headers =
		first.headers &&
		Object.fromEntries(Object.entries(first.headers).filter(([name]) => !/^(content-|if-)/.test(name)));
	const authorization = first.authorization === 'none' ? 'none' : reachOfLinks(response);
	return {
		interaction: 'page',
		method: 'GET',
		path: first.path.replace(/\/?_search$/, ''),
		url,
		headers,
		authorization,
	};
}

async function requestPage(
	source: PageSource,
	request: FhirRequest,
	signal: AbortSignal,
	onText?: OnText,
): Promise<Page> {
	let response: FhirResponse;
	try {
		response = await source.send(request, signal, onText);
	} catch (error) {
		return { bundle: noResultsOrThrow(error, source.hint), response: undefined };
	}
	return { bundle: resultsIn(response, request, source.hint), response };
}

/** The plain values of a search, from its query or its form. */
function valuesOf(request: FhirRequest): string[] {
	const { query = [] } = request;
	return [...query.map(([, value]) => value), ...new URLSearchParams(formOf(request)).values()];
}
