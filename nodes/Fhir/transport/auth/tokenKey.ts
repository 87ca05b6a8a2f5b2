import { createHash } from 'node:crypto';
import type { ClientCredentialsSettings } from './settings';

/**
 * The key that a token is kept by. All settings take part, secrets and TLS too, so that whoever changes one
 * never meets an old token; SHA-256 keeps them from being read out of it.
 */
export function tokenKey(settings: ClientCredentialsSettings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
}
