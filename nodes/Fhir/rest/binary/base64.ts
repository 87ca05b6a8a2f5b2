import { Failure } from '../../transport/errors/failure';
import type { Wrapper } from './wrapper';

/** Of what follows the data, this number of characters is kept. */
const maxTailLength = 1024 * 1024;

/**
 * The bytes of the base64 text that begins at `start` of the body and ends at the next `quote`; no bytes if `start` is
 * undefined. `onTail` is called with the text from there on, and may throw. Throws a `Failure` of kind `response` for text
 * that is not base64, or that has no end.
 */
export async function* base64Decoded(
	chunks: AsyncIterable<Uint8Array>,
	{ dataAt, quote }: Pick<Wrapper, 'dataAt' | 'quote'>,
	onTail?: (tail: string) => void,
): AsyncGenerator<Uint8Array> {
	let skip = dataAt ?? Infinity;
	let pending = '';
	let tail = '';
	let state: 'before' | 'inside' | 'after' = dataAt === undefined ? 'after' : 'before';
	for await (const chunk of chunks) {
		if (state === 'after') {
			if (onTail && tail.length < maxTailLength) tail += latin(chunk);
			continue;
		}
		let text = latin(chunk);
		if (state === 'before') {
			if (skip > text.length) {
				skip -= text.length;
				continue;
			}
			text = text.slice(skip);
			state = 'inside';
		}
		const end = text.indexOf(quote);
		if (end >= 0) {
			state = 'after';
			tail = text.slice(end + 1);
		}
		const joined = pending + (end < 0 ? text : text.slice(0, end));
		const usable = state === 'after' ? joined.length : beforeOpenEscape(joined);
		const base64 = plainBase64(joined.slice(0, usable));
		const whole = state === 'after' ? base64.length : base64.length - (base64.length % 4);
		pending = base64.slice(whole) + joined.slice(usable);
		if (whole > 0) yield Buffer.from(base64.slice(0, whole), 'base64');
	}
	if (state !== 'after') throw unreadable('ends in the middle of the file');
	onTail?.(tail);
}

const binary = 'The Binary that the server returned';

/** The bytes of a base64 text; `subject` is what holds it. Throws a `Failure` of kind `response` for text that is not base64. */
export function decodedBase64(text: string, subject: string): Buffer {
	return Buffer.from(plainBase64(text, subject), 'base64');
}

/** The `Failure` for a Binary, or for something else with a file in it, that cannot be read. */
export function unreadable(what: string, subject = binary): Failure {
	return new Failure({
		kind: 'response',
		message: `${subject} ${what}`,
		advice: "Try again. If the problem persists, tell the server's administrator.",
	});
}

/** One character for each byte, so that lengths stay the same. The relevant parts are ASCII. */
export function latin(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The position of an escape sequence of JSON or XML at the end that is not complete yet, else the length of the text. */
function beforeOpenEscape(text: string): number {
	const from = Math.max(0, text.length - 8);
	const at = text.slice(from).search(/(\\(u[0-9a-f]{0,3})?|&#?[0-9a-z]*)$/i);
	return at < 0 ? text.length : from + at;
}

/** Some serializers escape the slash, others the plus, and some insert line breaks. */
function plainBase64(text: string, subject = binary): string {
	if (!/[^A-Za-z0-9+/=]/.test(text)) return text;
	const plain = text
		.replace(/\\u([0-9a-f]{4})|&#x([0-9a-f]{1,6});/gi, (_, json: string | undefined, xml: string | undefined) =>
			String.fromCharCode(parseInt(json ?? xml ?? '', 16)),
		)
		.replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCharCode(Number(code)))
		.replace(/\\[nrt]|\s/g, '')
		.replaceAll('\\/', '/');
	if (/[^A-Za-z0-9+/=_-]/.test(plain)) throw unreadable('contains a file that is not base64', subject);
	return plain;
}
