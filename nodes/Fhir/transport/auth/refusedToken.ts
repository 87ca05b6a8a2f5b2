import { tryParseJson } from '../../support/json';
import { textMember } from '../../support/jsonMembers';
import type { HttpHeaders, HttpRequest, HttpResponse } from '../http';

/** Statuses that are not about the login by themselves, but with which some servers refuse a token. */
const otherStatuses = new Set([400, 403]);

/** Characters of a body that is examined: a larger one is a result, such as that of a batch. */
const maxLength = 64 * 1024;

/** Can a response with this status say, in its headers or its body, that the login was not accepted? */
export function mayRefuseToken(status: number): boolean {
	return otherStatuses.has(status);
}

/** Does the server say in `WWW-Authenticate` that the token is expired, revoked or otherwise invalid (RFC 6750 §3.1)? */
export function saysInvalidToken(headers: HttpHeaders): boolean {
	return /\berror\s*=\s*"?invalid_token\b/i.test(headers['www-authenticate']?.slice(0, 2_000) ?? '');
}

/**
 * Did the server refuse the token, so that it carried out nothing and a new token may help? 401 says so; with 400 or 403 it is
 * for the header, OAuth's code in the body, or what the layer above finds there. The body must be readable again.
 */
export async function isTokenRefused(response: HttpResponse, request: HttpRequest): Promise<boolean> {
	const { status, headers } = response;
	if (status === 401) return true;
	if (!mayRefuseToken(status)) return false;
	if (saysInvalidToken(headers)) return true;
	if (!/json|^$/i.test(headers['content-type'] ?? '')) return false;
	// A body that cannot be read says nothing: the error for its status is made without it.
	const text = await response.text().catch(() => '');
	const body = text.length <= maxLength ? tryParseJson(text) : undefined;
	return textMember(body, 'error') === 'invalid_token' || request.refusesLogin?.(body) === true;
}
