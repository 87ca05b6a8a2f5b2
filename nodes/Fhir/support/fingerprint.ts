import { createHash } from 'node:crypto';

/**
 * A key for this value: equal JSON gives equal keys. It is a SHA-256 hash in base64url, so it reveals no secret.
 */
export function fingerprint(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
