import { bounded } from '../../support/text';
import type { Mask } from '../../support/mask';

/** The URL without user info, query and fragment, which may contain names, identifiers and tokens. */
export function withoutQuery(url: string): string {
	if (!URL.canParse(url)) return '(not a URL)';
	const { origin, pathname } = new URL(url);
	return origin + pathname;
}

/** Host and port, for messages; a default port is left out. */
export function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'the server';
}

/** Replaces what looks like a token by `[token]`: a JWT, even if cut short, or the value of an `Authorization` header. */
export function maskTokens(text: string): string {
	return text
		.replace(/\beyJ[\w-]{8,}(\.[\w-]*)*/g, '[token]')
		.replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [token]');
}

/** Characters that are examined beyond those that are shown: control characters and tags may have to be left out. */
const maxExtra = 8_192;

/**
 * A text of the server, made safe to show and log: at most `length` characters, without control characters, and without the
 * secrets of the connection (`mask`) and other tokens and passwords that the server may have repeated.
 */
export function serverText(text: string, length: number, mask: Mask): string {
	// Secrets first: every later step could cut one in two.
	const plain = maskTokens(mask(text.slice(0, 4 * length + maxExtra))).replace(/[\s\p{Cc}]+/gu, ' ');
	return bounded(plain.trim(), length);
}
