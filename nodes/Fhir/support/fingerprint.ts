import { createHash } from 'node:crypto';

/**
 * A key for this value: equal JSON, equal key. As a SHA-256 hash (base64url) it reveals no secret that the value holds.
 */
export function fingerprint(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
