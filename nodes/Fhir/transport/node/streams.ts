import { Readable } from 'node:stream';
import type { ByteStream } from '../http';

/** Bytes that are at hand, as a stream. */
export function streamOf(bytes: Uint8Array): ByteStream {
	return Readable.from([bytes], { objectMode: false });
}

/** Bytes that come one after another, as a stream: no faster than it is read, and failing with what the source throws. */
export function streamFrom(source: AsyncIterable<Uint8Array>): ByteStream {
	return Readable.from(source, { objectMode: false });
}
