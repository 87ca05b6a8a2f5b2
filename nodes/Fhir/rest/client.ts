import { toJson } from '../support/exactNumber';
import { type BaseUrl, covers, sharesOrigin } from '../transport/baseUrl';
import { Failure } from '../transport/errors/failure';
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from '../transport/http';
import type { Runtime } from '../transport/runtime';
import type { Bundle } from './model/resource';
import { takesFormat } from './request/formatParameter';
import { type FhirVersion, headersFor } from './request/headers';
import { encodeQuery } from './request/query';
import { isRepeatable } from './request/repeatable';
import { type FhirRequest, isRawBody, type Query } from './request/request';
import { expectsResults, isResultsStart, readBundleInError } from './response/bundleInError';
import { errorInSuccess } from './response/errorInSuccess';
import { missingResponse, statusFailure } from './response/failures';
import { outcomeRefusesLogin } from './response/loginRefusal';
import { differenceOf } from './response/otherResource';
import { type OnText, parseResponse } from './response/parseResponse';
import { afterRedirect, redirectHint, redirectTarget } from './response/redirected';
import { isDeletedBefore } from './response/repetition';
import type { FhirResponse } from './response/response';
import { temporaryRefusal } from './response/temporary';
import type { RefusedPageSizes } from './search/pageSize';
import { type PagingOptions, readPages, type SearchPage } from './search/paging';

/** The settings of a client. */
export interface FhirClientSettings {
	readonly baseUrl: BaseUrl;
	readonly http: HttpClient;
	readonly runtime: Runtime;
	/**
	 * Sent as a parameter of Accept and Content-Type. By default it is left out, and the server uses its own release.
	 */
	readonly fhirVersion?: FhirVersion;
	/** The user's own values of `combinedHeaders`, by their names in lower case: see `headersFor`. */
	readonly headers?: HttpHeaders;
	/** Add `_format=json` to the URL of each request, for servers that do not look at Accept. */
	readonly addFormat?: boolean;
	/**
	 * Rewrite next links to the base URL, whatever host they name: for servers that do not know their public address.
	 */
	readonly rewriteLinks?: boolean;
	/**
	 * Stands for base URL, login and TLS mode; no secret can be read from it. Clients with the same identity share what
	 * the process has cached about their server; a client without an identity shares nothing.
	 */
	readonly identity?: string;
	/** Takes what a user should know although a request succeeded. By default nobody is told. */
	readonly hint?: (message: string) => void;
	/** Looks at each request before it is sent, and throws for one that must not be. */
	readonly guard?: (request: FhirRequest) => void;
}

/** A FHIR server, as the operations see it. The `signal` of each method aborts the request. */
export interface FhirClient {
	readonly baseUrl: BaseUrl;
	readonly runtime: Runtime;
	/** See `FhirClientSettings.identity`. */
	readonly identity: string | undefined;
	/** See `FhirClientSettings.rewriteLinks`. */
	readonly rewriteLinks: boolean;
	/** Tells the user something that they should know although the request succeeded, in a sentence or two. */
	readonly hint: (message: string) => void;
	/** What the client has learnt of its server: searches leave out page sizes that it refuses. */
	readonly refusedPageSizes: RefusedPageSizes;
	/**
	 * Sends one request and returns the parsed response. Throws a `Failure`: of kind `http` for a status that is neither 2xx nor in
	 * `request.accepts` (a repeated delete may find nothing, see `isDeletedBefore`), of kind `response` for a body that FHIR does
	 * not allow, or what `HttpClient.send` throws. `onText` is told of the text of a success before that is parsed.
	 */
	send(request: FhirRequest, signal?: AbortSignal, onText?: OnText): Promise<FhirResponse>;
	/** Like `send`, but returns the response with its body unread, to be streamed: for files. */
	open(request: FhirRequest, signal?: AbortSignal): Promise<HttpResponse>;
	/**
	 * Sends a search, history or operation request and yields its pages as the server returns them. See `readPages`.
	 */
	pages(request: FhirRequest, options?: PagingOptions, signal?: AbortSignal): AsyncGenerator<Bundle, void, undefined>;
	/**
	 * Like `pages`, with the entries of each page sorted into matches and others, without duplicates, cut at the limit.
	 */
	search(
		request: FhirRequest,
		options?: PagingOptions,
		signal?: AbortSignal,
	): AsyncGenerator<SearchPage, void, undefined>;
}

/** Creates a client. It sends nothing until one of its methods is called, and holds no connection of its own. */
export function createFhirClient(settings: FhirClientSettings): FhirClient {
	const { baseUrl, http, runtime, rewriteLinks = false, addFormat = false, hint = () => undefined } = settings;
	const headersOf = headersFor(settings.fhirVersion, settings.headers);

	async function send(request: FhirRequest, signal?: AbortSignal, onText?: OnText): Promise<FhirResponse> {
		const sent = httpRequest(request, signal);
		// Read as part of the request, so that a response that breaks off is requested again where that is safe.
		const whole = sent.repeatable && (expectsResults(request) ? 'success' : true);
		let response: HttpResponse;
		try {
			response = await http.send({ ...sent, whole });
		} catch (error) {
			throw missingResponse(error, request);
		}
		if (response.status < 200 || response.status > 299) response = await accepted(response, sent, request);
		const target = redirectTarget(sent.url, response, baseUrl);
		const beforeParsing =
			onText &&
			(async (text: string, received: HttpResponse) => {
				if (onText(text, received)) await runtime.nextTick();
			});
		let parsed: FhirResponse;
		try {
			parsed = await parseResponse(response, request, settings.hint, beforeParsing);
		} catch (error) {
			throw target && error instanceof Failure ? afterRedirect(error, target) : error;
		}
		if (target) hint(redirectHint(target));
		assertAsked(parsed, request);
		return parsed;
	}

	async function open(request: FhirRequest, signal?: AbortSignal): Promise<HttpResponse> {
		const sent = httpRequest(request, signal);
		const response = await http.send(sent).catch((error: unknown) => {
			throw missingResponse(error, request);
		});
		return await accepted(response, sent, request);
	}

	/** The response, if its status says that the request has succeeded, or was expected. Throws the `Failure` that it is otherwise. */
	async function accepted(response: HttpResponse, sent: HttpRequest, request: FhirRequest): Promise<HttpResponse> {
		const { status } = response;
		if ((status >= 200 && status < 300) || request.accepts?.includes(status)) return response;
		if (isDeletedBefore(request, response)) return response;
		if (!expectsResults(request)) throw await refusal(response, sent, request);
		const read = await readBundleInError(response, request);
		if (read.hasResults) return read.response;
		throw await refusal(read.response, sent, request);
	}

	async function refusal(response: HttpResponse, sent: HttpRequest, request: FhirRequest): Promise<Failure> {
		const failure = await statusFailure(response, request);
		const target = redirectTarget(sent.url, response, baseUrl);
		return target ? afterRedirect(failure, target) : failure;
	}

	/** Throws for a response with a success status that is no success, and tells the user of what only looks odd. */
	function assertAsked(response: FhirResponse, request: FhirRequest): void {
		const { resource, outcome } = response;
		const failure = errorInSuccess(response, request);
		if (failure) throw failure;
		if (!resource || outcome) return;
		const difference = differenceOf(response, request, resource);
		if (difference.failure) throw difference.failure;
		if (difference.hint !== undefined) hint(difference.hint);
	}

	function httpRequest(request: FhirRequest, signal: AbortSignal | undefined): HttpRequest {
		settings.guard?.(request);
		const { body } = request;
		const isOwn = isOwnServer(request);
		return {
			method: request.method,
			url: urlOf(request, isOwn),
			headers: headersOf(request, isOwn),
			body: isRawBody(body) ? body.content : (request.bodyText ?? (body && toJson(body))),
			repeatable: isRepeatable(request),
			isTemporary: temporaryRefusal(request),
			maxBytes: request.maxBytes,
			keepsEncoding: request.keepsEncoding,
			readsWholeError: wholeErrorOf(request),
			authorization: request.authorization,
			redirects: request.redirects,
			refusesLogin: outcomeRefusesLogin,
			signal,
		};
	}

	/** The user's own headers are for the FHIR server, and not for what a link or an attachment names elsewhere. */
	function isOwnServer({ url, authorization }: FhirRequest): boolean {
		if (url === undefined) return true;
		return authorization === 'origin' ? sharesOrigin(baseUrl, url) : authorization !== 'none' && covers(baseUrl, url);
	}

	function urlOf(request: FhirRequest, isOwn: boolean): string {
		const { url, path, query = [] } = request;
		const address = url ?? (path === '' ? baseUrl.href : `${baseUrl.href}/${path}`);
		const all: Query = addFormat && isOwn && takesFormat(request) ? [...query, ['_format', 'json']] : query;
		if (all.length === 0) return address;
		return `${address}${address.includes('?') ? '&' : '?'}${encodeQuery(all)}`;
	}

	const refusedPageSizes: RefusedPageSizes = new Map();

	function search(request: FhirRequest, options: PagingOptions = {}, signal?: AbortSignal) {
		return readPages({ baseUrl, rewriteLinks, hint, refusedPageSizes, send }, request, options, signal);
	}

	async function* pages(request: FhirRequest, options?: PagingOptions, signal?: AbortSignal) {
		for await (const { bundle } of search(request, options, signal)) yield bundle;
	}

	return {
		baseUrl,
		runtime,
		identity: settings.identity,
		rewriteLinks,
		hint,
		refusedPageSizes,
		send,
		open,
		pages,
		search,
	};
}

/** Which bodies with an error status are more than a message: a result with such a status, and the results of a batch. */
function wholeErrorOf(request: FhirRequest): HttpRequest['readsWholeError'] {
	const { accepts } = request;
	if (accepts) return (status) => status !== 429 && accepts.includes(status);
	return expectsResults(request) ? (_status, start) => isResultsStart(start) : undefined;
}
