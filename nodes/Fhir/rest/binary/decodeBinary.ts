import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import { streamFrom } from '../../transport/node/streams';
import { readBinaryHeader, type BinaryHeader } from './binaryHeader';

/** A file as it came, or taken out of the Binary resource that it came in. */
export interface FileContent {
	readonly content: ByteStream;
	/** What the resource says the file is; nothing where there was no resource. */
	readonly contentType?: string;
}

/** Characters in which a Binary resource comes to its data. */
const longestHead = 64 * 1024;

/**
 * The file in an answer that may be a Binary resource with the file as base64 (R4 §2.15), although the bytes
 * themselves were asked for. Streamed, since such a resource is a third larger than its file. `isFhir`: does the
 * answer say that it is FHIR? Files that are other JSON come through as they are.
 */
export async function unwrapped(answer: ByteStream, isFhir: boolean): Promise<FileContent> {
	const chunks: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]();
	const read: Uint8Array[] = [];
	let text = '';
	let head: BinaryHeader | 'more' | undefined = 'more';
	let ended = false;
	while (head === 'more' && !ended && text.length < longestHead) {
		const next = await chunks.next();
		if (next.done) ended = true;
		else {
			read.push(next.value);
			text += latin(next.value);
		}
		head = readBinaryHeader(text, isFhir);
	}
	const whole = rest(read, chunks);
	if (head === undefined || head === 'more') return { content: streamFrom(whole) };
	return { content: streamFrom(decoded(whole, head.dataAt)), contentType: head.contentType };
}

/** What was read already, and what comes after it; whoever stops early stops the answer. */
async function* rest(read: readonly Uint8Array[], chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	try {
		yield* read;
		for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
	} finally {
		await chunks.return?.();
	}
}

/** The bytes of the base64 text that begins at `start` and ends with its quote; without a start there are none. */
async function* decoded(chunks: AsyncIterable<Uint8Array>, start: number | undefined): AsyncGenerator<Uint8Array> {
	let skip = start ?? Infinity;
	let pending = '';
	let state: 'before' | 'within' | 'behind' = start === undefined ? 'behind' : 'before';
	for await (const chunk of chunks) {
		if (state === 'behind') continue;
		let text = latin(chunk);
		if (state === 'before') {
			if (skip > text.length) {
				skip -= text.length;
				continue;
			}
			text = text.slice(skip);
			state = 'within';
		}
		const end = text.indexOf('"');
		if (end >= 0) state = 'behind';
		const joined = pending + (end < 0 ? text : text.slice(0, end));
		const usable = state === 'behind' ? joined.length : beforeOpenEscape(joined);
		const base64 = plainBase64(joined.slice(0, usable));
		const whole = state === 'behind' ? base64.length : base64.length - (base64.length % 4);
		pending = base64.slice(whole) + joined.slice(usable);
		if (whole > 0) yield Buffer.from(base64.slice(0, whole), 'base64');
	}
	if (state !== 'behind') throw unreadable('ends in the middle of the file');
}

/** Where an escape begins that the next chunk completes. */
function beforeOpenEscape(text: string): number {
	const at = text.slice(-6).search(/\\(u[0-9a-f]{0,3})?$/i);
	return at < 0 ? text.length : Math.max(0, text.length - 6) + at;
}

/** Some serializers escape the slash, others the plus; some break lines. */
function plainBase64(text: string): string {
	if (!/[^A-Za-z0-9+/=]/.test(text)) return text;
	const plain = text
		.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
		.replace(/\\[nrt]|\s/g, '')
		.replaceAll('\\/', '/');
	if (/[^A-Za-z0-9+/=_-]/.test(plain)) throw unreadable('holds a file that is not base64');
	return plain;
}

function unreadable(what: string): Failure {
	return new Failure({
		kind: 'response',
		message: `The Binary that the server sent ${what}`,
		advice: 'Try again; if it stays, show it to whoever runs the server.',
	});
}

/** Byte by byte: what is looked at is ASCII, and lengths stay those of the bytes. */
function latin(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
