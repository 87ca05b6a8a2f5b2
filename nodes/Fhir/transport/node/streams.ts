import { Readable } from 'node:stream';
import type { ByteStream } from '../http';

/**
 * The bytes as a stream of Node.js, which is what n8n's store for files takes: read no faster than asked for, and failing
 * with what the source throws. A stream of Node.js is given back as it is.
 */
export function toReadable(source: ByteStream): Readable {
	return source instanceof Readable ? source : Readable.from(source, { objectMode: false });
}
