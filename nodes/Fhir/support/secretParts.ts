/** Parts that are shorter are words such as the names of schemes and cookies. */
const minPart = 8;

/**
 * What must not be shown of a header value that is secret: the value, and its parts (a token after its scheme, the values of
 * cookies, a password in Base64).
 */
export function secretParts(value: string): string[] {
	const parts = value.split(/[\s;,]+/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
	const [scheme = '', encoded = ''] = value.trim().split(/\s+/, 2);
	const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(encoded, 'base64').toString() : '';
	const password = pair.slice(pair.indexOf(':') + 1);
	return [value, password, ...parts.filter((part) => part.length >= minPart)];
}
