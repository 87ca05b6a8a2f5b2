import { Readable } from 'node:stream';
import type { ByteStream } from '../http';

/**
 * The bytes as a stream of Node.js, which n8n's file storage and undici accept. It reads its source no faster than it is
 * read itself, and fails with what the source throws. A stream of Node.js is returned as it is.
 */
export function toReadable(source: ByteStream): Readable {
	return source instanceof Readable ? source : Readable.from(source, { objectMode: false });
}
