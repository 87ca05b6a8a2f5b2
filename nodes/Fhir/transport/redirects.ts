import type { RequestInfo } from './errors/requestInfo';
import { unfollowed } from './errors/responseFailures';
import type { Failure } from './errors/failure';
import { hostOf } from './errors/redact';
import type { HttpHeaders, HttpRequest, HttpResponse } from './http';

/** RFC 9110 §15.4: these name the place where the answer is to be had. */
const redirections = new Set([301, 302, 303, 307, 308]);

/** What may be told to another origin than the one that the caller has named. */
const safeHeaders = new Set(['accept', 'accept-language', 'cache-control', 'range', 'user-agent']);

/**
 * Sends the request and follows redirects, at most `limit`, each hop by `send` of its own. Throws a
 * `Failure` for a redirect that cannot or must not be followed.
 */
export async function followRedirects(
	request: HttpRequest,
	limit: number,
	send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
	let hop = request;
	for (let followed = 0; ; followed++) {
		const response = await send(hop);
		if (!redirections.has(response.status) || request.redirects === 'none') return response;
		const location = response.headers.location;
		// Without a place to go to it is an answer like any other.
		if (location === undefined) return response;
		await response.discard();
		if (followed === limit) throw tooMany(hop, response.status, limit);
		hop = redirected(hop, response.status, location);
	}
}

/**
 * The request that a redirect asks for. Only reads and RFC 9110's 303 become a GET; other requests stay
 * what they are (307, 308) or are not followed. To another origin go no body and no header that could
 * hold a secret. Throws a `Failure` where it must not be followed.
 */
export function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
	const requestInfo = { method: request.method, url: request.url, repeatable: false };
	if (!URL.canParse(location, request.url)) {
		throw unfollowed(
			requestInfo,
			status,
			`${hostOf(request.url)} redirects to something that is not a URL`,
			askOperator,
		);
	}
	const from = new URL(request.url);
	const to = new URL(location, from);
	if (to.protocol !== 'https:' && to.protocol !== 'http:') {
		throw unfollowed(requestInfo, status, `${from.host} redirects to something other than a web address`, askOperator);
	}
	if (from.protocol === 'https:' && to.protocol === 'http:') {
		throw unfollowed(
			requestInfo,
			status,
			`${from.host} redirects from https to an unencrypted connection`,
			'It is not followed, to keep data and credentials from being read on the way. Ask those who run the server.',
		);
	}
	to.hash = '';
	to.username = '';
	to.password = '';
	const read = request.method === 'GET' || request.method === 'HEAD';
	const next = status === 303 && !read ? asGet(request) : request;
	if (!read && next === request) refuseWrite(requestInfo, status, from, to);
	if (to.origin === from.origin) return { ...next, url: to.href };
	return {
		...next,
		url: to.href,
		headers: only(safeHeaders, next.headers),
		clientCertificate: crossOriginCertificate(next),
	};
}

const askOperator = 'Ask those who run the server, or a gateway before it.';

/** A write is only carried on to the same server, and only where the method stays (RFC 9110 §15.4.8, §15.4.9). */
function refuseWrite(requestInfo: RequestInfo, status: number, from: URL, to: URL): void {
	const keepsMethod = status === 307 || status === 308;
	if (keepsMethod && to.origin === from.origin) return;
	const elsewhere = to.origin === from.origin ? 'to another address' : `to ${to.origin}`;
	throw unfollowed(
		requestInfo,
		status,
		`${from.host} redirects the ${requestInfo.method} request ${elsewhere}`,
		'It was not followed, since that would change the request or show its content to another server. Enter the address that the server names as the Base URL.',
	);
}

function asGet({ body: _body, headers, ...request }: HttpRequest): HttpRequest {
	const kept = Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('content-'));
	return { ...request, method: 'GET', headers: Object.fromEntries(kept), repeatable: true };
}

function only(names: ReadonlySet<string>, headers: HttpHeaders = {}): HttpHeaders {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name.toLowerCase())));
}

/** `always` was said of the URL that the caller named. */
function crossOriginCertificate({ clientCertificate }: HttpRequest): HttpRequest['clientCertificate'] {
	return clientCertificate === 'always' ? 'own' : clientCertificate;
}

function tooMany(request: HttpRequest, status: number, limit: number): Failure {
	const requestInfo = { method: request.method, url: request.url, repeatable: false };
	return unfollowed(
		requestInfo,
		status,
		`${hostOf(request.url)} redirects again and again (more than ${limit} times)`,
		'Check the Base URL. A login page or a gateway may stand in front of the server.',
	);
}
