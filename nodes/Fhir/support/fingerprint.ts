import { createHash } from 'node:crypto';

/** A name for these parts taken together: equal parts, equal name. As a hash it gives no secret among them away. */
export function identityOf(parts: readonly unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
