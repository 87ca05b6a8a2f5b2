import { asError } from '../support/errors';
import { type Mask, noMask } from '../support/mask';
import type { Authorization, OutgoingRequest } from './auth/authorization';
import { isTokenRefused, mayRefuseToken } from './auth/refusedToken';
import { type BaseUrl, covers, sharesOrigin, targetOf } from './baseUrl';
import { type WireContext, wireFailure } from './diagnosis/wireFailure';
import { wireExplainer } from './diagnosis/wireExplainer';
import { type RequestInfo, requestInfoOf } from './errors/requestInfo';
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from './http';
import type { Limiter } from './limit/limiter';
import { followRedirects } from './redirects';
import { inMemory, rereadable, ResponseInMemory, TransportResponse } from './response';
import { retrying } from './retry/retrying';
import type { Runtime } from './runtime';
import type { Limits, NetworkPolicy, RetrySettings, Timeouts } from './settings';
import type { TlsSettings } from './tls/settings';
import type { Wire, WireRequest, WireResponse } from './wire';

/** What an HTTP client is made from. */
export interface TransportSettings {
	/** The way to the network. */
	readonly wire: Wire;
	readonly baseUrl: BaseUrl;
	readonly tls: TlsSettings;
	readonly authorization: Authorization;
	/** Headers that are sent where the login is sent and nowhere else, such as `x-api-key`; names in lower case. */
	readonly headers: HttpHeaders;
	/**
	 * Send credentials only to and below the base URL, also where the server itself returned another address of its origin:
	 * for hosts that several tenants share. Default: off.
	 */
	readonly belowBaseUrlOnly?: boolean;
	readonly userAgent: string;
	readonly timeouts: Timeouts;
	readonly limits: Limits;
	readonly retry: RetrySettings;
	/** Decides when the requests with login are sent. Default: at once. */
	readonly limiter?: Limiter;
	readonly network: NetworkPolicy;
	readonly runtime: Runtime;
	/** Hides the secrets of the connection in texts of the server. Default: it has none. */
	readonly mask?: Mask;
	/** Takes what a user should know although a request succeeded. By default nobody is told. */
	readonly hint?: (message: string) => void;
}

/** Is this a response after which the request may be sent again, at the time that its headers name? */
function asksToWait({ status }: HttpResponse): boolean {
	return status === 429 || status === 503;
}

/** What has been begun of a request: its response, or what has to be waited for before it can be sent. */
interface Begun {
	/** When, by the clock of the runtime. */
	readonly at: number;
	/** The verdict of the network policy; nothing else has been begun. */
	readonly checked?: Promise<void>;
	readonly header?: string | Promise<string | undefined>;
	readonly response?: Promise<HttpResponse>;
}

/**
 * An HTTP client for one server: from the inside out a request over the wire, a new authorization for a refused one,
 * retries, redirects. Cheap to make: connections are shared by all clients of the process.
 */
export function createHttpClient(settings: TransportSettings): HttpClient {
	const { wire, baseUrl, authorization, limits, network, runtime, timeouts, tls, mask = noMask, hint } = settings;
	const explained = wireExplainer({ wire, timeouts, network });
	const { clientCertificate: _shown, ...anonymousTls } = tls;
	const shared = { connectTimeout: timeouts.connect, headerBytes: limits.headerBytes, network };
	const own = { tls, connections: wire.connections({ ...shared, tls }) };
	const anonymous = tls.clientCertificate
		? { tls: anonymousTls, connections: wire.connections({ ...shared, tls: anonymousTls }) }
		: own;
	const commonHeaders = { 'user-agent': settings.userAgent };
	const ownHeaders = { ...commonHeaders, ...settings.headers, ...authorization.headers };
	const withoutCredentials: HttpClient = {
		send: async (request) => await send({ ...request, authorization: 'none' }),
	};

	/**
	 * Nearly every request succeeds at once, and each function that waits on its way costs it time: only a response that is not a
	 * plain success, or a failure, goes through the layers, as the outcome of the first attempt.
	 */
	async function send(request: HttpRequest): Promise<HttpResponse> {
		const begun = begin(request);
		try {
			const response = begun?.response && (await begun.response);
			if (response && response.status < 300 && (!request.whole || response instanceof ResponseInMemory))
				return response;
		} catch {
			// The layers get the same error, and judge it.
		}
		return await followRedirects(
			request,
			limits.redirects,
			async (followed) => await hop(followed, followed === request ? begun : undefined),
		);
	}

	/** Sends a request as far as that needs no waiting. Does not throw: what has gone wrong is the outcome of the attempt. */
	function begin(request: HttpRequest): Begun | undefined {
		if (limiterOf(request)) return undefined;
		const { url, signal } = request;
		const at = runtime.now();
		try {
			const checked = network.check?.(url);
			if (checked) return { at, checked };
			const isOwn = isOwnAddress(request);
			const withLogin = isOwn && request.authorization !== 'none';
			const header = withLogin ? authorization.header(withoutCredentials, signal) : undefined;
			if (typeof header === 'object') return { at, header };
			return { at, header, response: attempt(request, requestInfoOf(request), isOwn, header, onHeadFor(header)) };
		} catch (error) {
			return { at, response: Promise.reject(asError(error)) };
		}
	}

	async function hop(request: HttpRequest, begun: Begun | undefined): Promise<HttpResponse> {
		const { url, signal, isTemporary, whole } = request;
		const requestInfo = requestInfoOf(request);
		const limiter = limiterOf(request);
		const rules = { requestInfo, settings: settings.retry, runtime, signal, isTemporary, limiter, since: begun?.at };
		let next = begun;
		const last = await retrying(rules, async () => {
			const known = next;
			next = undefined;
			const checked = known ? known.checked : network.check?.(url);
			if (checked) {
				await checked.catch((error: unknown) => {
					throw wireFailure(error, { requestInfo, tls, timeouts });
				});
			}
			const first = await authorized(request, requestInfo, known);
			// Whether these are sent again, and when, is for their headers to say.
			const response = first.status < 400 || asksToWait(first) ? first : await notRefused(first, requestInfo);
			const isWhole = whole === true || (whole && response.status < 400);
			return isWhole ? await inMemory(response) : response;
		});
		return asksToWait(last) ? await notRefused(last, requestInfo) : last;
	}

	/** What decides when it is sent. A token call is made while a request holds its slot, and must not wait for another one. */
	function limiterOf(request: HttpRequest): Limiter | undefined {
		const { limiter } = settings;
		return limiter && request.authorization !== 'none' && isOwnAddress(request) ? limiter : undefined;
	}

	/** May the address see the client certificate and, unless the request says otherwise, the login? */
	function isOwnAddress({ url, authorization: reach }: HttpRequest): boolean {
		return reach === 'origin' && !settings.belowBaseUrlOnly ? sharesOrigin(baseUrl, url) : covers(baseUrl, url);
	}

	/** A server that refuses the token has not carried out the request: it is sent once more with a new authorization. */
	async function authorized(
		request: HttpRequest,
		requestInfo: RequestInfo,
		begun: Begun | undefined,
	): Promise<HttpResponse> {
		const isOwn = isOwnAddress(request);
		if (!isOwn || request.authorization === 'none')
			return await (begun?.response ?? attempt(request, requestInfo, isOwn, undefined));
		const isBegun = begun?.header !== undefined || begun?.response;
		const header = isBegun ? begun.header : authorization.header(withoutCredentials, request.signal);
		const value = typeof header === 'object' ? await header : header;
		const first = await (begun?.response ?? attempt(request, requestInfo, isOwn, value, onHeadFor(value)));
		if (value === undefined || first.status < 400 || !authorization.rejected) return first;
		const response = mayRefuseToken(first.status) ? rereadable(first) : first;
		if (!(await isTokenRefused(response, request)) || !authorization.rejected(value)) return response;
		const renewed = await authorization.header(withoutCredentials, request.signal);
		if (renewed === undefined || renewed === value) return response;
		await response.discard();
		return await attempt(request, requestInfo, isOwn, renewed);
	}

	/** Tells the login, as soon as the server's status is there, that it has been accepted. */
	function onHeadFor(value: string | undefined): WireRequest['onHead'] {
		return value !== undefined && authorization.accepted
			? (status) => {
					if (status < 400) authorization.accepted?.(value);
				}
			: undefined;
	}

	/** The same error response, unless the login can explain it: then its failure is thrown. */
	async function notRefused(response: HttpResponse, requestInfo: RequestInfo): Promise<HttpResponse> {
		if (!authorization.refusal || !response.withCredentials) return response;
		const error = rereadable(response);
		const failure = await authorization.refusal(error, requestInfo);
		if (failure) throw failure;
		return error;
	}

	async function attempt(
		request: HttpRequest,
		requestInfo: RequestInfo,
		isOwn: boolean,
		credential: string | undefined,
		onHead?: WireRequest['onHead'],
	): Promise<HttpResponse> {
		const { method, signal, body, clientCertificate = 'own' } = request;
		const { origin, path } = targetOf(baseUrl, request.url);
		const withCredentials = isOwn && request.authorization !== 'none';
		const shown = clientCertificate === 'always' || (clientCertificate === 'own' && isOwn);
		const through = shown ? own : anonymous;
		const headers: Record<string, string> = {
			'accept-encoding': through.connections.encodings(origin),
			...(withCredentials ? ownHeaders : commonHeaders),
			...request.headers,
		};
		if (credential !== undefined) headers.authorization = credential;
		const context = { requestInfo, tls: through.tls, timeouts };
		if (withCredentials && authorization.sign)
			Object.assign(headers, await signed({ method, url: new URL(request.url), headers, body, signal }, context));
		const content = typeof body === 'function' ? body() : body;
		const limit = request.maxBytes ?? limits.bodyBytes;
		const awaitedBytes = request.whole ? limit : undefined;
		const sent = { method, origin, path, headers, body: content, awaitedBytes, onHead, timeouts, signal };
		let response: WireResponse;
		try {
			response = await through.connections.send(sent);
		} catch (error) {
			throw await explained(error, context, new URL(request.url), signal);
		}
		const { status, headers: received } = response;
		const head = { status, headers: received, url: request.url, mask, hint, withCredentials };
		const arrived = response.arrived?.();
		if (arrived) return new ResponseInMemory(head, arrived);
		const { readsWholeError, keepsEncoding } = request;
		return new TransportResponse(head, response, context, {
			limit,
			errorLimit: limits.errorBytes,
			readsWholeError,
			keepsEncoding,
		});
	}

	async function signed(request: OutgoingRequest, context: WireContext): Promise<HttpHeaders> {
		try {
			return (await authorization.sign?.(request)) ?? {};
		} catch (error) {
			throw wireFailure(error, context);
		}
	}

	return { send };
}
