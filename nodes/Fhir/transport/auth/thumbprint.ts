import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** The key's name where it has none: SHA-256 over its public members in their fixed order (RFC 7638 §3). */
export function thumbprint(key: KeyObject): string {
	return createHash('sha256')
		.update(JSON.stringify(publicMembers(key)))
		.digest('base64url');
}

/** The required members of RSA and EC keys in lexicographic order (RFC 7638 §3.2), taken one by one. */
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
