import { asError, codeOf } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';

/** The media type of NDJSON with resources (Bulk Data Access §2.4.2). */
export const ndjsonType = 'application/fhir+ndjson';

/** One line of an NDJSON file, without its line break. */
export interface Line {
	/** Counted from 1, blank lines included. */
	readonly number: number;
	readonly text: string;
}

/** The longest line that is read, in bytes: a resource with a large attachment is far below. */
const maxLineBytes = 128 * 1024 * 1024;

const newline = 0x0a;

/**
 * Reads NDJSON (one JSON value in each line; Bulk Data Access §2.4.2) and yields its lines that are not blank, all lines
 * that a chunk completes together. It holds no more than one chunk and one line. A byte order mark is skipped, and so is
 * the carriage return before a line break. Fails with a `Failure` of kind `response` for a line that is too long, and with
 * what the stream fails with.
 */
export async function* readLines(
	source: ByteStream,
	{ limit = maxLineBytes }: { readonly limit?: number } = {},
): AsyncGenerator<Line[], void, undefined> {
	let pending: Uint8Array[] = [];
	let pendingBytes = 0;
	let number = 0;
	for await (const chunk of source) {
		const bytes = asBuffer(chunk);
		const last = bytes.lastIndexOf(newline);
		if (last >= 0) {
			const lines: Line[] = [];
			let start = 0;
			if (pendingBytes > 0) {
				const end = bytes.indexOf(newline);
				const whole = Buffer.concat([...pending, bytes.subarray(0, end)], pendingBytes + end);
				[pending, pendingBytes] = [[], 0];
				addLine(lines, ++number, whole, 0, whole.length);
				start = end + 1;
			}
			while (start <= last) {
				const end = bytes.indexOf(newline, start);
				addLine(lines, ++number, bytes, start, end);
				start = end + 1;
			}
			if (start < bytes.length) pending = [Uint8Array.prototype.slice.call(bytes, start)];
			pendingBytes = bytes.length - start;
			if (lines.length > 0) yield lines;
		} else {
			pending.push(bytes);
			pendingBytes += bytes.length;
		}
		if (pendingBytes > limit) throw tooLong(number + 1, limit);
	}
	const lines: Line[] = [];
	if (pendingBytes > 0) addLine(lines, number + 1, Buffer.concat(pending), 0, pendingBytes);
	if (lines.length > 0) yield lines;
}

/** Adds the line between two positions, unless it is blank. */
function addLine(lines: Line[], number: number, bytes: Buffer, from: number, to: number): void {
	const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to;
	const start = number === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
	if (end <= start) return;
	const text = bytes.toString('utf8', start, end);
	// Only what is not an object can be blank.
	if (text.charCodeAt(0) === 0x7b || text.trim() !== '') lines.push({ number, text });
}

function asBuffer(chunk: Uint8Array): Buffer {
	return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function tooLong(number: number, limit: number): Failure {
	return new Failure({
		kind: 'response',
		message: `Line ${number} of the file is longer than ${Math.round(limit / (1024 * 1024))} MB`,
		advice: 'In NDJSON each line is one resource: check that the file is NDJSON, and not one large JSON document.',
	});
}

/** Counts the lines of a stream that are not blank while it passes through unchanged. */
export interface CountedStream {
	readonly content: ByteStream;
	/** Lines so far; all of them once the stream has ended. */
	lines(): number;
}

/** Passes a stream of NDJSON on, and counts its lines. A last line without a line break counts too. */
export function countLines(source: ByteStream): CountedStream {
	let lines = 0;
	/** Has the line that is not complete a character that is not white space? */
	let open = false;
	async function* content(): AsyncGenerator<Uint8Array> {
		for await (const chunk of source) {
			const bytes = asBuffer(chunk);
			let start = 0;
			for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
				if (open || hasText(bytes, start, end)) lines++;
				open = false;
				start = end + 1;
			}
			open ||= hasText(bytes, start, bytes.length);
			yield chunk;
		}
		if (open) lines++;
	}
	return { content: content(), lines: () => lines };
}

function hasText(bytes: Buffer, from: number, to: number): boolean {
	for (let at = from; at < to; at++) if ((bytes[at] ?? 0) > 0x20) return true;
	return false;
}

/** An error while a file is read, as a `Failure` that names the file; other errors are returned as they are. */
export function unreadableFile(error: unknown, file: string): Error {
	if (error instanceof Failure || !isZlibError(error)) return asError(error);
	return new Failure({
		kind: 'response',
		message: `${file} is not a complete gzip file`,
		advice: 'It may have been cut off while it was written or transferred: get it once more.',
		cause: error,
	});
}

function isZlibError(error: unknown): boolean {
	return codeOf(error)?.startsWith('Z_') === true;
}
