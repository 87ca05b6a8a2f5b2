import type { BaseUrl } from '../transport/baseUrl';
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from '../transport/http';
import type { Runtime } from '../transport/runtime';
import { parseResponse } from './response/parseResponse';
import { statusFailure, missingResponse } from './response/failures';
import { readPages } from './search/paging';
import type { PagingOptions, SearchPage } from './search/paging';
import { encodeQuery } from './request/query';
import { isRepeatable } from './request/repeatable';
import type { FhirRequest } from './request/request';
import { isRawBody } from './request/request';
import type { Bundle } from './model/resource';
import type { FhirResponse } from './response/response';

/** The FHIR releases that a MIME type can name (R4 §3.1.0.1.11): STU3, R4, R4B, R5. */
export type FhirVersion = '3.0' | '4.0' | '4.3' | '5.0';

/** What a client is made from. */
export interface FhirClientSettings {
	readonly baseUrl: BaseUrl;
	readonly http: HttpClient;
	readonly runtime: Runtime;
	/** Named in Accept and Content-Type; by default no release is named, and the server uses its own. */
	readonly fhirVersion?: FhirVersion;
	/** Next links lead through the base URL, whatever host they name: for servers behind a proxy that they do not know of. */
	readonly rewriteLinks?: boolean;
	/**
	 * Names base URL, login and TLS mode, without a secret that could be read from it. Clients of the same identity share
	 * what the process remembers of their server; without one, a client shares nothing.
	 */
	readonly identity?: string;
}

/** A FHIR server, as the operations see it. */
export interface FhirClient {
	readonly baseUrl: BaseUrl;
	readonly runtime: Runtime;
	/** See `FhirClientSettings.identity`. */
	readonly identity: string | undefined;
	/** See `FhirClientSettings.rewriteLinks`. */
	readonly rewriteLinks: boolean;
	/** Sends one interaction and reads its answer; a status that is neither 2xx nor in `accepts` throws a `Failure`. */
	send(request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse>;
	/** As `send`, but leaves the body to be streamed: for files. */
	open(request: FhirRequest, signal?: AbortSignal): Promise<HttpResponse>;
	/** A search, history or operation page by page, as the server sends them. */
	pages(request: FhirRequest, options?: PagingOptions, signal?: AbortSignal): AsyncGenerator<Bundle, void, undefined>;
	/** As `pages`, with each page's entries sorted into matches and the rest, without repetitions, cut at the limit. */
	search(
		request: FhirRequest,
		options?: PagingOptions,
		signal?: AbortSignal,
	): AsyncGenerator<SearchPage, void, undefined>;
}

/** Makes a client. It sends nothing before it is asked to, and holds no connection of its own. */
export function createFhirClient(settings: FhirClientSettings): FhirClient {
	const { baseUrl, http, runtime, rewriteLinks = false } = settings;
	const fhirJson = settings.fhirVersion
		? `application/fhir+json; fhirVersion=${settings.fhirVersion}`
		: 'application/fhir+json';
	const accept: HttpHeaders = { accept: fhirJson };
	const acceptAndSend: HttpHeaders = { accept: fhirJson, 'content-type': fhirJson };

	async function send(request: FhirRequest, signal?: AbortSignal): Promise<FhirResponse> {
		const sent = httpRequest(request, signal);
		// Read at once, so that an answer that breaks off is asked for again, where that may be.
		return await parseResponse(await exchange({ ...sent, whole: sent.repeatable }, request), request);
	}

	async function open(request: FhirRequest, signal?: AbortSignal): Promise<HttpResponse> {
		return await exchange(httpRequest(request, signal), request);
	}

	async function exchange(sent: HttpRequest, request: FhirRequest): Promise<HttpResponse> {
		const answer = await http.send(sent).catch((error: unknown) => {
			throw missingResponse(error, request);
		});
		const { status } = answer;
		if ((status >= 200 && status < 300) || request.accepts?.includes(status)) return answer;
		throw await statusFailure(answer, request);
	}

	function httpRequest(request: FhirRequest, signal: AbortSignal | undefined): HttpRequest {
		const { body, interaction } = request;
		const raw = isRawBody(body) ? body : undefined;
		let headers = body !== undefined && !raw ? acceptAndSend : accept;
		if (interaction === 'discovery' || interaction === 'graphql')
			headers = { ...headers, accept: 'application/json, application/fhir+json;q=0.9' };
		if (raw) headers = { ...headers, 'content-type': raw.contentType };
		if (request.headers) headers = { ...headers, ...request.headers };
		return {
			method: request.method,
			url: urlOf(request),
			headers,
			body: raw ? raw.content : body && JSON.stringify(body),
			repeatable: isRepeatable(request),
			maxBytes: request.maxBytes,
			authorization: request.authorization,
			signal,
		};
	}

	function urlOf({ url, path, query }: FhirRequest): string {
		const place = url ?? (path === '' ? baseUrl.href : `${baseUrl.href}/${path}`);
		if (!query?.length) return place;
		return `${place}${place.includes('?') ? '&' : '?'}${encodeQuery(query)}`;
	}

	function search(request: FhirRequest, options: PagingOptions = {}, signal?: AbortSignal) {
		return readPages({ baseUrl, rewriteLinks, send }, request, options, signal);
	}

	async function* pages(request: FhirRequest, options?: PagingOptions, signal?: AbortSignal) {
		for await (const { bundle } of search(request, options, signal)) yield bundle;
	}

	return {
		baseUrl,
		runtime,
		identity: settings.identity,
		rewriteLinks,
		send,
		open,
		pages,
		search,
	};
}
