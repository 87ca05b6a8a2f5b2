import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** What the client asks servers for (RFC 9110 §12.5.3). */
export const acceptedEncodings = 'gzip, deflate, br';

/** How one content coding is undone. */
export interface Coding {
	whole(bytes: Buffer, options: { maxOutputLength: number }): Promise<Buffer>;
	stream(): Transform;
}

const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

const gzip: Coding = {
	whole: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
	stream: () => zlib.createGunzip(),
};

/** RFC 9110 §8.4.1. */
const codings: Readonly<Record<string, Coding>> = {
	gzip,
	'x-gzip': gzip,
	br: {
		whole: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
		stream: () => zlib.createBrotliDecompress(),
	},
	deflate: {
		// Meant is the zlib format; some servers send the bare one.
		whole: async (bytes, options) => await (isZlib(bytes) ? inflate : inflateRaw)(bytes, options),
		stream: () => zlib.createInflate(),
	},
};

/** The zlib format begins with its method, 8, in the low half of the first byte (RFC 1950 §2.2). */
function isZlib(bytes: Buffer): boolean {
	return ((bytes[0] ?? 0) & 0x0f) === 8;
}

/** Real servers apply one; each more multiplies what a hostile answer can cost. */
const mostCodings = 3;

/**
 * The codings of a `Content-Encoding` header in the order in which they are undone; none where the
 * body is plain, `undefined` where one is unknown.
 */
export function codingsOf(header: string | undefined): readonly Coding[] | undefined {
	if (header === undefined) return [];
	const found: Coding[] = [];
	for (const part of header.toLowerCase().split(',')) {
		const name = part.trim();
		if (name === '' || name === 'identity') continue;
		const coding = Object.hasOwn(codings, name) ? codings[name] : undefined;
		if (!coding || found.length === mostCodings) return undefined;
		found.unshift(coding);
	}
	return found;
}

/** zlib takes no higher one. */
const highestLimit = 2 ** 31 - 1;

/** Undoes them all. Rejects with `ERR_BUFFER_TOO_LARGE` as soon as a step's output passes the limit. */
export async function decompress(bytes: Buffer, applied: readonly Coding[], limit: number): Promise<Buffer> {
	const maxOutputLength = Math.max(1, Math.min(limit, highestLimit));
	let result = bytes;
	for (const coding of applied) result = await coding.whole(result, { maxOutputLength });
	return result;
}
