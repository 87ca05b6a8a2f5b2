import { randomUUID, sign } from 'node:crypto';
import type { SigningKey } from './keys';

/** What a client assertion says. */
export interface AssertionClaims {
	readonly clientId: string;
	/** The token URL, unless the server wants something else. */
	readonly audience: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	readonly jku?: string;
}

/**
 * Seconds until an assertion expires. SMART allows 300; half of that forgives a clock that is two
 * minutes off in either direction. `iat` and `nbf` are left out for the same reason.
 */
const lifetime = 150;

/**
 * A signed client assertion (RFC 7523 §3, SMART "Asymmetric authentication"), good for one request:
 * each has its own `jti`.
 */
export function signAssertion(key: SigningKey, claims: AssertionClaims): string {
	const header = { alg: key.algorithm, kid: key.keyId, typ: 'JWT', jku: claims.jku || undefined };
	const payload = {
		iss: claims.clientId,
		sub: claims.clientId,
		aud: claims.audience,
		exp: Math.floor(claims.now / 1000) + lifetime,
		jti: randomUUID(),
	};
	const input = `${encode(header)}.${encode(payload)}`;
	// JWS wants r and s of an ECDSA signature side by side, not in DER (RFC 7518 §3.4); RSA ignores the option.
	const signature = sign('sha384', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
	return `${input}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
