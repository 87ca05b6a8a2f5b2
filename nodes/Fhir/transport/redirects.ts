import { Failure } from './errors/failure';
import { hostOf } from './errors/redact';
import { checkWrite, type RequestInfo } from './errors/requestInfo';
import { redirectFailure } from './errors/responseFailures';
import type { HttpHeaders, HttpRequest, HttpResponse } from './http';
import { withOrigin } from './response';

/** The statuses that name another URL to send the request to (RFC 9110 §15.4). */
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** The headers that another origin than the caller's may see. */
const safeHeaders = new Set(['accept', 'accept-language', 'cache-control', 'range', 'user-agent']);

/**
 * Sends the request with `send`, follows at most `limit` redirects, and returns the last response. Throws a `Failure` of
 * kind `http` for a redirect that cannot or must not be followed. After a 303, a write may have been carried out: the
 * response says so (`HttpResponse.isSeeOther`), and a failure is of unknown effect.
 */
export async function followRedirects(
	request: HttpRequest,
	limit: number,
	send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
	let hop = request;
	let origin: Origin = {};
	for (let followed = 0; ; followed++) {
		let response: HttpResponse;
		try {
			response = await send(hop);
		} catch (error) {
			throw afterWrite(error);
		}
		if (!isFollowed(response.status, request)) return from(response);
		const location = response.headers.location;
		// Without a `Location` it is a response like any other.
		if (location === undefined) return from(response);
		await response.discard();
		const { earlierAttempt = origin.earlierAttempt } = response;
		const isSeeOther = origin.isSeeOther || (response.status === 303 && !isRead(hop));
		origin = { ...(earlierAttempt && { earlierAttempt }), ...(isSeeOther && { isSeeOther }) };
		hop = next(hop, response.status, location, followed);
	}

	function next(current: HttpRequest, status: number, location: string, followed: number): HttpRequest {
		try {
			if (followed === limit) throw tooMany(current, status, limit);
			return redirected(current, status, location);
		} catch (error) {
			throw afterWrite(error);
		}
	}

	function from(response: HttpResponse): HttpResponse {
		return origin.earlierAttempt || origin.isSeeOther ? withOrigin(response, origin) : response;
	}

	/** A write that was referred elsewhere may have been carried out, whatever becomes of the request after it. */
	function afterWrite(error: unknown): unknown {
		const isUncertain = (origin.isSeeOther || origin.earlierAttempt) && !isRead(request);
		if (!isUncertain || !(error instanceof Failure) || error.effect === 'unknown') return error;
		const advice = [request.repeatable ? undefined : checkWrite, error.advice].filter(Boolean).join(' ');
		return error.with({ effect: 'unknown', advice: advice || undefined });
	}
}

function isFollowed(status: number, { redirects }: HttpRequest): boolean {
	if (redirects === 'none' || (redirects === 'exceptSeeOther' && status === 303)) return false;
	return redirectStatuses.has(status);
}

/** What the responses before say of the one that is returned. */
type Origin = Pick<HttpResponse, 'earlierAttempt' | 'isSeeOther'>;

/**
 * The request that a redirect asks for. A read stays a read; a write becomes a GET after a 303 (RFC 9110 §15.4.4), stays
 * as it is after a 307 or 308 on the same origin, and is not followed otherwise. Another origin sees no body and no header
 * that could contain a secret. Throws a `Failure` of kind `http` if the redirect must not be followed.
 */
export function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
	const requestInfo = { method: request.method, url: request.url, repeatable: false };
	if (!URL.canParse(location, request.url)) {
		throw redirectFailure(
			requestInfo,
			status,
			`${hostOf(request.url)} redirects to something that is not a URL`,
			askAdministrator,
		);
	}
	const from = new URL(request.url);
	const to = new URL(location, from);
	if (to.protocol !== 'https:' && to.protocol !== 'http:') {
		throw redirectFailure(
			requestInfo,
			status,
			`${from.host} redirects to something other than a web address`,
			askAdministrator,
		);
	}
	if (from.protocol === 'https:' && to.protocol === 'http:') {
		throw redirectFailure(
			requestInfo,
			status,
			`${from.host} redirects from https to an unencrypted connection`,
			"The redirect was not followed, because data and credentials could be read in transit. Ask the server's administrator.",
		);
	}
	to.hash = '';
	to.username = '';
	to.password = '';
	const next = status === 303 && !isRead(request) ? asGet(request) : request;
	if (!isRead(request) && next === request) assertSameOriginWrite(requestInfo, status, from, to);
	if (to.origin === from.origin) return { ...next, url: to.href };
	return {
		...next,
		url: to.href,
		headers: pickHeaders(next.headers, safeHeaders),
		authorization: crossOriginReach(next),
		clientCertificate: crossOriginCertificate(next),
	};
}

const askAdministrator = "Ask the server's administrator, or the administrator of a gateway in front of it.";

/** A write is sent again only to the same origin, and only if the method stays the same (RFC 9110 §15.4.8, §15.4.9). */
function assertSameOriginWrite(requestInfo: RequestInfo, status: number, from: URL, to: URL): void {
	const keepsMethod = status === 307 || status === 308;
	if (keepsMethod && to.origin === from.origin) return;
	const elsewhere = to.origin === from.origin ? 'to another address' : `to ${to.origin}`;
	throw redirectFailure(
		requestInfo,
		status,
		`${from.host} redirects the ${requestInfo.method} request ${elsewhere}`,
		'The redirect was not followed, because that would change the request or show its content to another server. Enter the address that the server names as the Base URL.',
	);
}

function isRead({ method }: HttpRequest): boolean {
	return method === 'GET' || method === 'HEAD';
}

function asGet({ body: _body, headers, ...request }: HttpRequest): HttpRequest {
	const kept = Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('content-'));
	return { ...request, method: 'GET', headers: Object.fromEntries(kept), repeatable: true };
}

function pickHeaders(headers: HttpHeaders = {}, names: ReadonlySet<string>): HttpHeaders {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name.toLowerCase())));
}

/** What another origin says is not the word of the server itself: where it leads back, the base path counts. */
function crossOriginReach({ authorization }: HttpRequest): HttpRequest['authorization'] {
	return authorization === 'origin' ? 'own' : authorization;
}

/** `always` holds only for the URL that the caller named. */
function crossOriginCertificate({ clientCertificate }: HttpRequest): HttpRequest['clientCertificate'] {
	return clientCertificate === 'always' ? 'own' : clientCertificate;
}

function tooMany(request: HttpRequest, status: number, limit: number): Failure {
	const requestInfo = { method: request.method, url: request.url, repeatable: false };
	return redirectFailure(
		requestInfo,
		status,
		`${hostOf(request.url)} keeps redirecting (more than ${limit} times)`,
		'Check the Base URL. There may be a login page or a gateway in front of the server.',
	);
}
