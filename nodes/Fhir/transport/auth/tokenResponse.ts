import { tryParseJson } from '../../support/json';
import { member, textMember } from '../../support/jsonMembers';
import { Failure } from '../errors/failure';
import { withoutQuery } from '../errors/redact';
import type { HttpResponse } from '../http';
import { tokenRefusal } from './refusal';
import type { TokenCall } from './tokenEndpoint';

/** What a token endpoint granted (RFC 6749 §5.1). */
export interface Grant {
	/** The value for the `Authorization` header. */
	readonly header: string;
	/** Milliseconds. */
	readonly lifetime: number;
	/** The granted scope. Undefined if the server does not name it: then it is the requested scope. */
	readonly scope?: string;
}

/** Used without a usable `expires_in`, which is only recommended: SMART's maximum for such a token. A 401 ends it sooner. */
const defaultLifetime = 300_000;
/** No token is used longer, however long the server says: some send milliseconds, or the time of expiry. */
const maxLifetime = 86_400_000;

/** Token types that need more than the token: a proof or a signature with each request (RFC 9449, RFC 7800). */
const otherSchemes = new Set(['dpop', 'hok', 'mac', 'n_a', 'pop']);

/**
 * Reads the response of a token endpoint (RFC 6749 §5.1) and checks everything in it. Throws a `Failure` of kind
 * `authorization` for a refusal (§5.2) and for a response without a usable token.
 */
export async function readGrant(response: HttpResponse, call: TokenCall): Promise<Grant> {
	const text = await response.text();
	const json = tryParseJson(text);
	const token = textMember(json, 'access_token');
	if (response.status > 299 || token === undefined) throw tokenRefusal(response, text, json, call);
	// Required by RFC 6749 §5.1, but some servers leave it out or send other words ("BearerToken", "JWT", "access_token").
	if (otherSchemes.has((textMember(json, 'token_type') ?? '').trim().toLowerCase())) {
		throw unusableToken('The token endpoint returned a token that is not of type Bearer', call);
	}
	// More than RFC 6750 §2.1 allows, because servers use more; nothing that could end the header.
	if (!/^[\x21-\x7e]+$/.test(token))
		throw unusableToken('The token endpoint returned a token with forbidden characters', call);
	return { header: `Bearer ${token}`, lifetime: lifetimeOf(json), scope: textMember(json, 'scope') };
}

/** `expires_in` in milliseconds. What is not a number above 0 says nothing: a 401 then shows that the token has expired. */
function lifetimeOf(json: unknown): number {
	const value = member(json, 'expires_in');
	const seconds = typeof value === 'string' ? Number(value) : value;
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return defaultLifetime;
	return Math.min(seconds * 1000, maxLifetime);
}

function unusableToken(message: string, { endpoint }: TokenCall): Failure {
	return new Failure({
		kind: 'authorization',
		message,
		advice: 'Check that "Token URL" is the OAuth2 token endpoint, and ask the server\'s administrator.',
		details: { tokenEndpoint: withoutQuery(endpoint.url) },
	});
}
