import { maskTokens } from '../../../nodes/Fhir/transport/errors/redact';

/** A secret of fewer characters may be part of any word: it is masked only where it stands alone. */
const shortest = 5;

/**
 * A function that replaces the secrets in a text, also where they are encoded for a URL, a form or Basic Auth, and anything
 * that looks like a token. One pass: what it has put in is not searched again.
 */
export function masking(secrets: readonly string[]): (text: string) => string {
	const forms = secrets.flatMap((secret) => [
		secret,
		encodeURIComponent(secret),
		new URLSearchParams([['', secret]]).toString().slice(1),
		JSON.stringify(secret).slice(1, -1),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('base64url'),
	]);
	const distinct = [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
	if (distinct.length === 0) return maskTokens;
	const pattern = new RegExp(
		distinct
			.map((form) => {
				const literal = form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
				return form.length < shortest ? `(?<![\\w-])${literal}(?![\\w-])` : literal;
			})
			.join('|'),
		'g',
	);
	return (text) => maskTokens(text.replace(pattern, '[secret]'));
}
