import { Readable } from 'node:stream';
import type { ByteStream } from '../http';

/**
 * The bytes as a stream of Node.js, which n8n's file storage and undici accept. It reads its source no faster than it is
 * read itself, and fails with what the source throws. A stream of Node.js is returned as it is.
 */
export function toReadable(source: ByteStream): Readable {
	return source instanceof Readable ? source : Readable.from(source, { objectMode: false });
}

/** Calls `ready` once there are bytes to read or the stream has ended, or else `failed`, if it fails or is closed before. */
export function whenReadable(stream: Readable, ready: () => void, failed: (error: Error) => void): void {
	const settle = (settled: () => void) => {
		stream.off('readable', onReady).off('end', onReady).off('error', onError).off('close', onClose);
		settled();
	};
	const onReady = () => settle(ready);
	const onError = (error: Error) => settle(() => failed(error));
	const onClose = () => onError(stream.errored ?? new Error('The stream was closed'));
	if (stream.destroyed) onClose();
	// A stream without bytes may have told of its end before, and is then not readable again.
	else stream.on('readable', onReady).on('end', onReady).on('error', onError).on('close', onClose);
}
