import { covers } from './baseUrl';
import { acceptedEncodings } from './node/decompression';
import type { RequestInfo } from './errors/requestInfo';
import { Failure } from './errors/failure';
import { networkFailure } from './diagnosis/wireFailure';
import type { HttpClient, HttpRequest, HttpResponse } from './http';
import { followRedirects } from './redirects';
import { retrying } from './retry/retrying';
import type { TransportSettings } from './settings';
import { explainSilence, explainTls } from './diagnosis/handshake';
import type { TlsSettings } from './tls/settings';
import { Answer, readWhole } from './node/answer';
import { exchange } from './node/exchange';
import { connectionsFor } from './node/pools';

/** Milliseconds for a second handshake that finds out about a failed one: an error should not wait for long. */
const diagnosisTimeout = 3_000;

/**
 * An HTTP client for one server: from the inside out an exchange over pooled connections, a new
 * authorization after a 401, retries, redirects. Cheap to make; connections are the process's.
 */
export function createHttpClient(settings: TransportSettings): HttpClient {
	const { baseUrl, authorization, limits, network, runtime, timeouts, tls } = settings;
	const { clientCertificate: _shown, ...anonymousTls } = tls;
	const pool = { connectTimeout: timeouts.connect, headerBytes: limits.headerBytes, network };
	const own = { tls, connections: connectionsFor({ ...pool, tls }) };
	const foreign = tls.clientCertificate
		? { tls: anonymousTls, connections: connectionsFor({ ...pool, tls: anonymousTls }) }
		: own;
	const everywhere = { 'accept-encoding': acceptedEncodings, 'user-agent': settings.userAgent };
	const atHome = { ...everywhere, ...settings.headers };
	const withoutCredentials: HttpClient = {
		send: async (request) => await send({ ...request, authorization: 'none' }),
	};

	async function send(request: HttpRequest): Promise<HttpResponse> {
		return await followRedirects(request, limits.redirects, hop);
	}

	async function hop(request: HttpRequest): Promise<HttpResponse> {
		const { method, url, signal } = request;
		const requestInfo = { method, url, repeatable: request.repeatable ?? (method === 'GET' || method === 'HEAD') };
		return await retrying({ requestInfo, settings: settings.retry, runtime, signal }, async () => {
			const checked = network.check?.(url);
			if (checked) await checked.catch((error: unknown) => refuse(error, requestInfo, tls));
			const answer = await authorized(request, requestInfo);
			return request.whole ? await readWhole(answer) : answer;
		});
	}

	/** A 401 means that the server has not carried it out: with a new authorization it is sent once more. */
	async function authorized(request: HttpRequest, requestInfo: RequestInfo): Promise<HttpResponse> {
		const home = covers(baseUrl, request.url);
		if (!home || request.authorization === 'none') return await attempt(request, requestInfo, home, undefined);
		const first = authorization.header(withoutCredentials, request.signal);
		const value = typeof first === 'object' ? await first : first;
		const answer = await attempt(request, requestInfo, home, value);
		if (value === undefined) return answer;
		if (answer.status < 400) authorization.accepted?.(value);
		if (answer.status !== 401 || !authorization.rejected(value)) return answer;
		const renewed = await authorization.header(withoutCredentials, request.signal);
		if (renewed === undefined || renewed === value) return answer;
		await answer.discard();
		return await attempt(request, requestInfo, home, renewed);
	}

	async function attempt(
		request: HttpRequest,
		requestInfo: RequestInfo,
		home: boolean,
		credential: string | undefined,
	): Promise<HttpResponse> {
		const { method, signal, body, clientCertificate = 'own' } = request;
		const url = new URL(request.url);
		const headers: Record<string, string> = {
			...(home && request.authorization !== 'none' ? atHome : everywhere),
			...request.headers,
		};
		if (credential !== undefined) headers.authorization = credential;
		const shown = clientCertificate === 'always' || (clientCertificate === 'own' && home);
		const through = shown ? own : foreign;
		const incoming = await exchange(dispatcherOf(through, requestInfo), {
			method,
			origin: url.origin,
			path: url.pathname + url.search,
			headers,
			body,
			timeouts,
			signal,
			requestInfo,
			tls: through.tls,
		}).catch(async (error: unknown) => {
			throw await explained(error, url, through.tls, request.signal);
		});
		return new Answer(incoming, requestInfo, request.maxBytes ?? limits.bodyBytes);
	}

	let silenceExplained = false;

	/** A failed handshake with the certificate named that is at fault; a connection closed in silence likewise, once. */
	async function explained(error: unknown, url: URL, used: TlsSettings, signal: AbortSignal | undefined) {
		if (!(error instanceof Failure) || url.protocol !== 'https:') return error;
		const silent = error.code === 'UND_ERR_SOCKET' && !silenceExplained;
		if (error.kind !== 'tls' && !silent) return error;
		silenceExplained ||= silent;
		const target = {
			host: url.hostname.replace(/^\[|\]$/g, ''),
			port: Number(url.port || 443),
			connectTimeout: Math.min(timeouts.connect, diagnosisTimeout),
			signal,
			network,
		};
		const better = await (silent ? explainSilence(target, used) : explainTls(error, target, used));
		return better?.with({ details: { ...error.details, ...better.details }, effect: error.effect }) ?? error;
	}

	/** For what goes wrong before there is a connection. */
	function refuse(error: unknown, requestInfo: RequestInfo, used: TlsSettings): never {
		throw networkFailure(error, { requestInfo, tls: used, timeouts, sent: false, status: 0 });
	}

	/** Where a pool has to be made first, an unusable client certificate or proxy address shows. */
	function dispatcherOf({ tls: used, connections }: typeof own, requestInfo: RequestInfo) {
		try {
			return connections.dispatcher();
		} catch (error) {
			return refuse(error, requestInfo, used);
		}
	}

	return { send };
}
