/** The text, cut to at most `length` characters; an ellipsis shows that it was cut. */
export function bounded(text: string, length: number): string {
	return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/** A text that is not blank, trimmed; undefined for any other value. */
export function nonBlankText(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A sentence without its full stop, to be used within another sentence. */
export function withoutFullStop(sentence: string): string {
	return withoutTrailing(sentence, '.');
}

/** The value of a field as text: empty if there is none, JSON if an expression gave an object. */
export function fieldText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The text with its first letter in upper case. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The text without the characters `end` at its end. A regular expression would take quadratic time for many of them. */
export function withoutTrailing(text: string, end: string): string {
	let length = text.length;
	while (length > 0 && text[length - 1] === end) length--;
	return text.slice(0, length);
}

/** A number with its noun: "1 file", "2 files". */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
