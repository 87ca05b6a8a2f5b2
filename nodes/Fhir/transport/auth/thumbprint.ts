import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** The thumbprint of a key, its default `kid`: SHA-256 over its public members, in base64url (RFC 7638 §3). */
export function thumbprint(key: KeyObject): string {
	return createHash('sha256')
		.update(JSON.stringify(publicMembers(key)))
		.digest('base64url');
}

/** The public JWK members that RFC 7638 §3.2 requires for RSA and EC keys, in lexicographic order. No others are copied. */
export function publicMembers(key: KeyObject): Record<string, string> {
	const { crv, e, kty, n, x, y } = createPublicKey(key).export({ format: 'jwk' });
	const members: Array<[string, string | undefined]> = [
		['crv', crv],
		['e', e],
		['kty', kty],
		['n', n],
		['x', x],
		['y', y],
	];
	return Object.fromEntries(members.filter((member): member is [string, string] => member[1] !== undefined));
}
