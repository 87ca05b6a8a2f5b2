import { Failure } from '../errors/failure';
import { withoutQuery } from '../errors/redact';
import type { HttpResponse } from '../http';
import { tryParseJson } from '../../support/json';
import { member, textMember } from '../../support/jsonMembers';
import { refusal } from './refusal';
import type { TokenCall } from './tokenEndpoint';

/** What a token endpoint granted (RFC 6749 §5.1). */
export interface Grant {
	/** The value for the `Authorization` header. */
	readonly header: string;
	/** Milliseconds. */
	readonly lifetime: number;
	/** The scope granted, where the server says so. Without it, it is the one asked for. */
	readonly scope?: string;
}

/** `expires_in` is only recommended: SMART's longest life for such a token, and a 401 ends it sooner. */
const usualLifetime = 300_000;

/** Reads the answer of a token endpoint; everything in it is checked. Throws a `Failure` of kind `authorization`. */
export async function readGrant(response: HttpResponse, call: TokenCall): Promise<Grant> {
	const text = await response.text();
	const json = tryParseJson(text);
	const token = textMember(json, 'access_token');
	if (response.status > 299 || token === undefined) throw refusal(response, text, json, call);
	// Required by RFC 6749 §5.1; some servers leave it out, and Apigee says "BearerToken".
	if (!/^bearer(token)?$/i.test(textMember(json, 'token_type') ?? 'Bearer')) {
		throw nonsense('The token endpoint gave a token that is not of type Bearer', call);
	}
	// More than RFC 6750 §2.1 allows, since servers do; nothing that could end the header.
	if (!/^[\x21-\x7e]+$/.test(token)) throw nonsense('The token endpoint gave a token with forbidden characters', call);
	return { header: `Bearer ${token}`, lifetime: lifetimeOf(json, call), scope: textMember(json, 'scope') };
}

function lifetimeOf(json: unknown, call: TokenCall): number {
	const value = member(json, 'expires_in');
	if (value === undefined || value === null) return usualLifetime;
	const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
		throw nonsense('The token endpoint gave a token with a lifetime that is not a number', call);
	}
	return seconds * 1000;
}

function nonsense(message: string, { endpoint }: TokenCall): Failure {
	return new Failure({
		kind: 'authorization',
		message,
		advice: 'Check that "Token URL" is the OAuth2 token endpoint, and ask the operator of the server.',
		details: { tokenEndpoint: withoutQuery(endpoint.url) },
	});
}
