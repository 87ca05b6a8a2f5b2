import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import { type BinaryHeader, readBinaryHeader } from './binaryHeader';

/** The content of a file, decoded if it was sent in a Binary resource. */
export interface FileContent {
	readonly content: ByteStream;
	/** The `contentType` of the Binary resource; undefined if the file was sent as it is. */
	readonly contentType?: string;
}

/** The data of a Binary resource must begin within this number of bytes. */
const maxHeaderLength = 64 * 1024;

/**
 * The file in a response body that may be a Binary resource with the file as base64 (R4 §2.15), although the file
 * itself was requested. The body is decoded as a stream. `isFhir`: does the response have the media type of FHIR? Files
 * that are other JSON are returned unchanged. The stream throws a `Failure` of kind `response` if the base64 text is
 * not valid.
 */
export async function decoded(body: ByteStream, isFhir: boolean): Promise<FileContent> {
	const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
	const read: Uint8Array[] = [];
	let text = '';
	let header: BinaryHeader | 'more' | undefined = 'more';
	let ended = false;
	while (header === 'more' && !ended && text.length < maxHeaderLength) {
		const next = await chunks.next();
		if (next.done) ended = true;
		else {
			read.push(next.value);
			text += latin(next.value);
		}
		header = readBinaryHeader(text, isFhir);
	}
	const whole = wholeBody(read, chunks);
	if (header === undefined || header === 'more') return { content: whole };
	return { content: base64Decoded(whole, header.dataAt), contentType: header.contentType };
}

/** The chunks that were read already, and then the rest. A consumer that stops early also stops the response. */
async function* wholeBody(read: readonly Uint8Array[], chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	try {
		yield* read;
		for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
	} finally {
		await chunks.return?.();
	}
}

/** The bytes of the base64 text from `start` up to the next quotation mark; no bytes if `start` is undefined. */
async function* base64Decoded(
	chunks: AsyncIterable<Uint8Array>,
	start: number | undefined,
): AsyncGenerator<Uint8Array> {
	let skip = start ?? Infinity;
	let pending = '';
	let state: 'before' | 'inside' | 'after' = start === undefined ? 'after' : 'before';
	for await (const chunk of chunks) {
		if (state === 'after') continue;
		let text = latin(chunk);
		if (state === 'before') {
			if (skip > text.length) {
				skip -= text.length;
				continue;
			}
			text = text.slice(skip);
			state = 'inside';
		}
		const end = text.indexOf('"');
		if (end >= 0) state = 'after';
		const joined = pending + (end < 0 ? text : text.slice(0, end));
		const usable = state === 'after' ? joined.length : beforeOpenEscape(joined);
		const base64 = plainBase64(joined.slice(0, usable));
		const whole = state === 'after' ? base64.length : base64.length - (base64.length % 4);
		pending = base64.slice(whole) + joined.slice(usable);
		if (whole > 0) yield Buffer.from(base64.slice(0, whole), 'base64');
	}
	if (state !== 'after') throw unreadable('ends in the middle of the file');
}

/** The position of an escape sequence at the end that is not complete yet, else the length of the text. */
function beforeOpenEscape(text: string): number {
	const at = text.slice(-6).search(/\\(u[0-9a-f]{0,3})?$/i);
	return at < 0 ? text.length : Math.max(0, text.length - 6) + at;
}

/** Some serializers escape the slash, others the plus, and some insert line breaks. */
function plainBase64(text: string): string {
	if (!/[^A-Za-z0-9+/=]/.test(text)) return text;
	const plain = text
		.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
		.replace(/\\[nrt]|\s/g, '')
		.replaceAll('\\/', '/');
	if (/[^A-Za-z0-9+/=_-]/.test(plain)) throw unreadable('contains a file that is not base64');
	return plain;
}

function unreadable(what: string): Failure {
	return new Failure({
		kind: 'response',
		message: `The Binary that the server returned ${what}`,
		advice: "Try again. If the problem persists, tell the server's administrator.",
	});
}

/** One character for each byte, so that lengths stay the same. The relevant parts are ASCII. */
function latin(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
