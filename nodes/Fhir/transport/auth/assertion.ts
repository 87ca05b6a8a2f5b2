import { randomUUID, sign } from 'node:crypto';
import { tryParseJson } from '../../support/json';
import { textMember } from '../../support/jsonMembers';
import type { SigningKey } from './keys';

/** What a client assertion claims. */
export interface AssertionClaims {
	readonly clientId: string;
	/** `aud`: the token URL, unless the server expects something else. */
	readonly audience: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** URL of the client's public JWKS, for servers that look it up. */
	readonly jku?: string;
}

/**
 * Seconds until an assertion expires. SMART allows 300; half of that tolerates a clock that is two minutes fast or slow.
 * `iat` and `nbf` are left out for the same reason.
 */
const lifetimeSeconds = 150;

/**
 * Makes a signed client assertion (RFC 7523 §3, SMART App Launch 2.2, "Asymmetric authentication"), as a compact JWT. It is
 * valid for one request, since each has its own `jti`.
 */
export function signAssertion(key: SigningKey, claims: AssertionClaims): string {
	const header = { alg: key.algorithm, kid: key.keyId, typ: 'JWT', jku: claims.jku || undefined };
	const payload = {
		iss: claims.clientId,
		sub: claims.clientId,
		aud: claims.audience,
		exp: Math.floor(claims.now / 1000) + lifetimeSeconds,
		jti: randomUUID(),
	};
	const input = `${encode(header)}.${encode(payload)}`;
	// JWS has r and s of an ECDSA signature side by side, not in DER (RFC 7518 §3.4); RSA ignores the option.
	const signature = sign('sha384', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
	return `${input}.${signature.toString('base64url')}`;
}

/** The `jti` of an assertion, by which the server knows that it is used once only. */
export function jtiOf(assertion: string): string {
	const payload = tryParseJson(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
	return textMember(payload, 'jti') ?? '';
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
