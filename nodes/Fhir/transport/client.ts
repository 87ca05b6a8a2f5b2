import type { Authorization, OutgoingRequest } from './auth/authorization';
import { isTokenRefused, mayRefuseToken } from './auth/refusedToken';
import { type BaseUrl, covers, sharesOrigin, targetOf } from './baseUrl';
import { explainSilence, explainTls } from './diagnosis/handshake';
import { type WireContext, wireFailure } from './diagnosis/wireFailure';
import type { Failure } from './errors/failure';
import type { Mask } from '../support/mask';
import type { RequestInfo } from './errors/requestInfo';
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from './http';
import type { Limiter } from './limit/limiter';
import { followRedirects } from './redirects';
import { rereadable, responseInMemory, TransportResponse } from './response';
import { retrying } from './retry/retrying';
import type { Runtime } from './runtime';
import type { Limits, NetworkPolicy, RetrySettings, Timeouts } from './settings';
import type { TlsSettings } from './tls/settings';
import { type Wire, WireError, type WireResponse } from './wire';

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

/** Milliseconds for the second handshake that explains a failed one: it must not delay the error for long. */
const diagnosisTimeout = 3_000;

/**
 * An HTTP client for one server: from the inside out a request over the wire, a new authorization for a refused one,
 * retries, redirects. Cheap to make: connections are shared by all clients of the process.
 */
export function createHttpClient(settings: TransportSettings): HttpClient {
	const { wire, baseUrl, authorization, limits, network, runtime, timeouts, tls } = settings;
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

	// Each function that waits on the way of a request costs it time and memory: this one need not.
	const send = (request: HttpRequest) => followRedirects(request, limits.redirects, hop);

	async function hop(request: HttpRequest): Promise<HttpResponse> {
		const { method, url, signal } = request;
		const requestInfo = { method, url, repeatable: request.repeatable ?? (method === 'GET' || method === 'HEAD') };
		const { isTemporary, whole } = request;
		// A token call is made while a request holds its slot, and must not wait for another one.
		const isLimited = settings.limiter !== undefined && request.authorization !== 'none' && isOwnAddress(request);
		const limiter = isLimited ? settings.limiter : undefined;
		const rules = { requestInfo, settings: settings.retry, runtime, signal, isTemporary, limiter };
		const last = await retrying(rules, async () => {
			const checked = network.check?.(url);
			if (checked) {
				await checked.catch((error: unknown) => {
					throw wireFailure(error, { requestInfo, tls, timeouts });
				});
			}
			const first = await authorized(request, requestInfo);
			// Whether these are sent again, and when, is for their headers to say.
			const response = first.status < 400 || asksToWait(first) ? first : await notRefused(first, requestInfo);
			const isWhole = whole === true || (whole && response.status < 400);
			return isWhole ? responseInMemory(response, await response.bytes()) : response;
		});
		return asksToWait(last) ? await notRefused(last, requestInfo) : last;
	}

	/** May the address see the client certificate and, unless the request says otherwise, the login? */
	function isOwnAddress({ url, authorization: reach }: HttpRequest): boolean {
		return reach === 'origin' && !settings.belowBaseUrlOnly ? sharesOrigin(baseUrl, url) : covers(baseUrl, url);
	}

	/** A server that refuses the token has not carried out the request: it is sent once more with a new authorization. */
	async function authorized(request: HttpRequest, requestInfo: RequestInfo): Promise<HttpResponse> {
		const isOwn = isOwnAddress(request);
		if (!isOwn || request.authorization === 'none') return await attempt(request, requestInfo, isOwn, undefined);
		const header = authorization.header(withoutCredentials, request.signal);
		const value = typeof header === 'object' ? await header : header;
		const first = await attempt(request, requestInfo, isOwn, value);
		if (value === undefined) return first;
		if (first.status < 400) {
			authorization.accepted?.(value);
			return first;
		}
		if (!authorization.rejected) return first;
		const response = mayRefuseToken(first.status) ? rereadable(first) : first;
		if (!(await isTokenRefused(response, request)) || !authorization.rejected(value)) return response;
		const renewed = await authorization.header(withoutCredentials, request.signal);
		if (renewed === undefined || renewed === value) return response;
		await response.discard();
		return await attempt(request, requestInfo, isOwn, renewed);
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
		let response: WireResponse;
		try {
			response = await through.connections.send({ method, origin, path, headers, body: content, timeouts, signal });
		} catch (error) {
			throw await explained(error, context, new URL(request.url), signal);
		}
		return new TransportResponse(
			response,
			context,
			{
				limit: request.maxBytes ?? limits.bodyBytes,
				errorLimit: limits.errorBytes,
				readsWholeError: request.readsWholeError,
				keepsEncoding: request.keepsEncoding,
			},
			{ mask: settings.mask, hint: settings.hint, withCredentials },
		);
	}

	async function signed(request: OutgoingRequest, context: WireContext): Promise<HttpHeaders> {
		try {
			return (await authorization.sign?.(request)) ?? {};
		} catch (error) {
			throw wireFailure(error, context);
		}
	}

	let silenceExplained = false;

	/** Explains a failed handshake by the certificate at fault, and, once per client, a connection closed without a response. */
	async function explained(
		error: unknown,
		context: WireContext,
		url: URL,
		signal: AbortSignal | undefined,
	): Promise<Failure> {
		const failure = wireFailure(error, context);
		if (!(error instanceof WireError) || url.protocol !== 'https:') return failure;
		const silent = failure.code === 'CONNECTION_CLOSED' && !silenceExplained;
		if (failure.kind !== 'tls' && !silent) return failure;
		silenceExplained ||= silent;
		const target = {
			host: url.hostname.replace(/^\[|\]$/g, ''),
			port: Number(url.port || 443),
			connectTimeout: Math.min(timeouts.connect, diagnosisTimeout),
			signal,
			network,
		};
		const better = await (silent
			? explainSilence(wire, target, context.tls)
			: explainTls(wire, error, target, context.tls));
		return better?.with({ details: { ...failure.details, ...better.details }, effect: failure.effect }) ?? failure;
	}

	return { send };
}
