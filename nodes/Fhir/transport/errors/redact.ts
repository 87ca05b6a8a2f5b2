import { bounded } from '../../support/text';

/** The URL without user info, query and fragment, where names, identifiers and tokens stand. */
export function withoutQuery(url: string): string {
	if (!URL.canParse(url)) return '(not a URL)';
	const { origin, pathname } = new URL(url);
	return origin + pathname;
}

/** Host and port, for a sentence; a default port is left out. */
export function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'the server';
}

/** The text with a mark in place of what looks like a token: a JWT, also when cut short, or the value of a header. */
export function maskTokens(text: string): string {
	return text
		.replace(/\beyJ[\w-]{8,}(\.[\w-]*)*/g, '[token]')
		.replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [token]');
}

/**
 * A server's own words, fit to be shown and logged: in at most this many characters, without control characters, and
 * without a token or password that it may have echoed.
 */
export function serverText(text: string, length: number): string {
	const plain = maskTokens(text.slice(0, 4 * length)).replace(/[\s\p{Cc}]+/gu, ' ');
	return bounded(plain.trim(), length);
}
