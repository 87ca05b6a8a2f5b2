import { constants, randomUUID, sign } from 'node:crypto';
import { tryParseJson } from '../../support/json';
import { textMember } from '../../support/jsonMembers';
import type { SigningKey } from './keys';
import type { SigningAlgorithm } from './settings';

/** What a JWT says beside its times and its ID. */
export interface JwtContent {
	/** Members of the header beside `alg`; undefined ones are left out. */
	readonly header: Readonly<Record<string, unknown>>;
	/** Claims beside `iat`, `exp` and `jti`; undefined ones are left out. */
	readonly claims: Readonly<Record<string, unknown>>;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Seconds from `iat` to `exp`. */
	readonly lifetime?: number;
}

/** Seconds until an assertion expires. SMART allows 300; half of that tolerates a clock that is two minutes fast or slow. */
export const defaultLifetime = 150;

/**
 * Seconds by which `iat` lies in the past: some servers refuse a JWT from the future, and allow clocks to differ by no more
 * than 10 seconds (Auth0, Redox). `nbf` is left out for the same reason: it could only make a JWT invalid.
 */
const backdating = 10;

/**
 * Makes a signed JWT (RFC 7519, RFC 7515 §7.1). It is for one request only, since each has its own `jti`: as client assertion
 * (RFC 7523 §3, SMART App Launch 2.2, "Asymmetric authentication") or as grant (RFC 7523 §2.1).
 */
export function signJwt(
	key: Pick<SigningKey, 'privateKey' | 'algorithm'>,
	{ header, claims, now, lifetime = defaultLifetime }: JwtContent,
): string {
	const issuedAt = Math.floor(now / 1000) - backdating;
	const times = { iat: issuedAt, exp: issuedAt + lifetime, jti: randomUUID() };
	const input = `${encode({ ...header, alg: key.algorithm })}.${encode({ ...claims, ...times })}`;
	const signature = sign(hashOf(key.algorithm), Buffer.from(input), {
		key: key.privateKey,
		...signatureForm(key.algorithm),
	});
	return `${input}.${signature.toString('base64url')}`;
}

/** The `jti` of an assertion, by which the server knows that it is used once only. */
export function jtiOf(assertion: string): string {
	const payload = tryParseJson(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
	return textMember(payload, 'jti') ?? '';
}

/** The hash is part of the algorithm's name, except for EdDSA, which has its own. */
function hashOf(algorithm: SigningAlgorithm): string | null {
	return algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`;
}

function signatureForm(algorithm: SigningAlgorithm) {
	switch (algorithm.slice(0, 2)) {
		// JWS has r and s of an ECDSA signature side by side, not in DER (RFC 7518 §3.4).
		case 'ES':
			return { dsaEncoding: 'ieee-p1363' } as const;
		// The salt is as long as the hash (RFC 7518 §3.5).
		case 'PS':
			return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
		default:
			return {};
	}
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
