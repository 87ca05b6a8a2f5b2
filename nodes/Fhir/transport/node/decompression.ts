import { Duplex, pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { ByteStream } from '../http';
import { toReadable } from './streams';

/** The content codings that can be undone, as `Accept-Encoding` lists them (RFC 9110 §12.5.3). */
export const acceptedEncodings = 'gzip, deflate, br';

/** Undoes one content coding. */
export interface Coding {
	whole(bytes: Buffer, options: { maxOutputLength: number }): Promise<Buffer>;
	stream(): Duplex;
}

const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

const gunzipWhole = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);

const gzip: Coding = {
	whole: async (bytes, options) => gunzipSmall(bytes, options.maxOutputLength) ?? (await gunzipWhole(bytes, options)),
	stream: () => zlib.createGunzip(),
};

/** Bytes of a body, before and after compression, for which another thread takes longer than the work itself. */
const small = { compressed: 256 * 1024, plain: 1024 * 1024 };

/** A small body at once; undefined for any other. */
function gunzipSmall(bytes: Buffer, limit: number): Buffer | undefined {
	// It ends with the length of what was compressed (RFC 1952 §2.3.1).
	if (bytes.length < 18 || bytes.length > small.compressed || bytes.readUInt32LE(bytes.length - 4) > small.plain) {
		return undefined;
	}
	try {
		return zlib.gunzipSync(bytes, { maxOutputLength: Math.min(limit, small.plain) });
	} catch {
		// More than it claims to be, or damaged: as any other body.
		return undefined;
	}
}

/** By their names in `Content-Encoding` (RFC 9110 §8.4.1). */
const codings: Readonly<Record<string, Coding>> = {
	gzip,
	'x-gzip': gzip,
	br: {
		whole: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
		stream: () => zlib.createBrotliDecompress(),
	},
	deflate: {
		// The zlib format is meant, but some servers send raw deflate data.
		whole: async (bytes, options) => await (isZlib(bytes) ? inflate : inflateRaw)(bytes, options),
		stream: () => Duplex.from(inflated),
	},
};

/** Undoes `deflate` in either form, as the first byte says. */
async function* inflated(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
	const chunks = source[Symbol.asyncIterator]();
	const first = await chunks.next();
	if (first.done) return;
	async function* all() {
		yield first.value as Buffer;
		yield* { [Symbol.asyncIterator]: () => chunks };
	}
	const transform = isZlib(first.value) ? zlib.createInflate() : zlib.createInflateRaw();
	yield* pipeline(Readable.from(all()), transform, () => undefined) as AsyncIterable<Buffer>;
}

/** The zlib format begins with its method, 8, in the low half of the first byte (RFC 1950 §2.2). */
function isZlib(bytes: Buffer): boolean {
	return ((bytes[0] ?? 0) & 0x0f) === 8;
}

/** Real servers apply one coding; each additional one multiplies the cost of a malicious response. */
const maxCodings = 3;

/**
 * The codings of a `Content-Encoding` header in the order in which they are undone: empty if the body is not encoded,
 * undefined if a coding is unknown or there are too many.
 */
export function codingsOf(header: string | undefined): readonly Coding[] | undefined {
	if (header === undefined) return [];
	const found: Coding[] = [];
	for (const part of header.toLowerCase().split(',')) {
		const name = part.trim();
		if (name === '' || name === 'identity') continue;
		const coding = Object.hasOwn(codings, name) ? codings[name] : undefined;
		if (!coding || found.length === maxCodings) return undefined;
		found.unshift(coding);
	}
	return found;
}

/** The highest output limit that zlib accepts. */
const maxLimit = 2 ** 31 - 1;

/** Undoes these codings. Rejects with `ERR_BUFFER_TOO_LARGE` as soon as the output of a step exceeds `limit` bytes. */
export async function decompress(bytes: Buffer, applied: readonly Coding[], limit: number): Promise<Buffer> {
	const maxOutputLength = Math.max(1, Math.min(limit, maxLimit));
	let result = bytes;
	for (const coding of applied) result = await coding.whole(result, { maxOutputLength });
	return result;
}

/** Undoes gzip while it is read, also of several members in a row. Fails with what its source or zlib fails with. */
export function gunzip(source: ByteStream): ByteStream {
	return pipeline(toReadable(source), zlib.createGunzip(), () => undefined);
}
