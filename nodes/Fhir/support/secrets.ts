import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret of 256 random bits, in characters that a header takes as they are. */
export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** What may be kept and shown of a secret with 256 random bits: its SHA-256 hash, from which it cannot be computed. */
export function secretHash(secret: string): string {
	return createHash('sha256').update(secret).digest('base64url');
}

/** Is this the secret with that hash? Takes the same time wherever the two differ. */
export function matchesHash(secret: string, hash: string): boolean {
	const given = Buffer.from(secretHash(secret));
	const expected = Buffer.from(hash);
	return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Proves that who has made it has the key, and that the text is as they wrote it: HMAC-SHA-256 (RFC 2104). */
export function signature(key: string, text: string): string {
	return createHmac('sha256', key).update(text).digest('base64url');
}

/** Is this the signature of the text under the key? Takes the same time wherever the two differ. */
export function matchesSignature(given: string, key: string, text: string): boolean {
	return matchesHash(given, secretHash(signature(key, text)));
}
