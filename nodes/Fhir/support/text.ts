/** A text in at most this many characters, with an ellipsis where it was cut. */
export function bounded(text: string, length: number): string {
	return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/** A text that is not blank, trimmed; undefined for everything else, e.g. what a server sends in place of a text. */
export function nonBlankText(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A sentence as the middle of another: without the full stop at its end. */
export function withoutFullStop(sentence: string): string {
	return sentence.replace(/\.+$/, '');
}

/** A field's value as text: empty where there is none, JSON where an expression gave an object. */
export function fieldText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
