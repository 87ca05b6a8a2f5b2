/** A text in at most so many characters, with a mark where it was cut. */
export function bounded(text: string, length: number): string {
	return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/**
 * A server's own words, fit to be shown and logged: bounded, without control characters, and without a
 * token or password that it may have echoed.
 */
export function serverWords(text: string, length: number): string {
	const plain = text
		.slice(0, 4 * length)
		.replace(/\beyJ[\w-]{8,}(\.[\w-]*)*/g, '[token]')
		.replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [token]')
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim();
	return bounded(plain, length);
}

/** A text with something in it, trimmed; nothing for whatever else a server sends in its place. */
export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A sentence as the middle of another: the full stop at its end goes. */
export function withoutStop(sentence: string): string {
	return sentence.replace(/\.+$/, '');
}

/** Whatever was thrown, as an error that can be thrown on. */
export function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
