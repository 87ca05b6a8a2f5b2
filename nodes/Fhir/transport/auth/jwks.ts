import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { SigningKey } from './keys';

/** A public key as a server's registration page takes it (RFC 7517). */
export type PublicJwk = Readonly<Record<string, string | readonly string[]>>;

/** A JWKS with one public key. */
export interface PublicJwks {
	readonly keys: readonly PublicJwk[];
}

/** The JWKS to register with the server: the public half of the key, and nothing of the private one. */
export function publicJwks(key: SigningKey): PublicJwks {
	return {
		keys: [{ ...publicMembers(key.privateKey), kid: key.keyId, alg: key.algorithm, use: 'sig', key_ops: ['verify'] }],
	};
}

/** The key's name where it has none: SHA-256 over its public members in their fixed order (RFC 7638 §3). */
export function thumbprint(key: KeyObject): string {
	return createHash('sha256')
		.update(JSON.stringify(publicMembers(key)))
		.digest('base64url');
}

/** The required members of RSA and EC keys in lexicographic order (RFC 7638 §3.2), taken one by one. */
function publicMembers(key: KeyObject): Record<string, string> {
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
