import type { SigningKey } from './keys';
import { publicMembers } from './thumbprint';

/** A public key, as a server's registration page expects it (RFC 7517). */
export type PublicJwk = Readonly<Record<string, string | readonly string[]>>;

/** A JWKS with one public key. */
export interface PublicJwks {
	readonly keys: readonly PublicJwk[];
}

/** The JWKS to register with the server: the public half of the key only. */
export function publicJwks(key: SigningKey): PublicJwks {
	return {
		keys: [{ ...publicMembers(key.privateKey), kid: key.keyId, alg: key.algorithm, use: 'sig', key_ops: ['verify'] }],
	};
}
