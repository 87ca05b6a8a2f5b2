import { Readable } from 'node:stream';
import type { ByteStream } from './http';

/** Bytes that are at hand, as a stream. */
export function streamOf(bytes: Uint8Array): ByteStream {
	return Readable.from([bytes], { objectMode: false });
}
