import type { ByteStream } from '../../transport/http';

/** Undoes gzip (RFC 1952); the platform has it. Fails with an error of zlib for what is damaged. */
export type Gunzip = (source: ByteStream) => ByteStream;

type Chunks = AsyncIterator<Uint8Array>;
type Chunk = IteratorResult<Uint8Array, unknown>;

/** NDJSON in a file that is compressed once more when it is transferred. */
const maxLayers = 2;

/**
 * The stream without gzip, however its name and its headers call it: a gzip file begins with two bytes that no text
 * begins with.
 */
export async function* unzipped(source: ByteStream, gunzip: Gunzip, layers = maxLayers): AsyncGenerator<Uint8Array> {
	const chunks = source[Symbol.asyncIterator]();
	const start: Uint8Array[] = [];
	let size = 0;
	while (size < 2) {
		const next: Chunk = await chunks.next();
		if (next.done) break;
		start.push(next.value);
		size += next.value.length;
	}
	const first = start.length === 1 && start[0] ? start[0] : Buffer.concat(start);
	const whole = continued(first, chunks);
	if (layers > 0 && first[0] === 0x1f && first[1] === 0x8b) yield* unzipped(gunzip(whole), gunzip, layers - 1);
	else yield* whole;
}

/** The chunk and all that follow it. A reader that stops early ends the source. */
async function* continued(first: Uint8Array, rest: Chunks): AsyncGenerator<Uint8Array> {
	let ended = false;
	try {
		if (first.length > 0) yield first;
		for (;;) {
			const next: Chunk = await rest.next();
			if (next.done) break;
			yield next.value;
		}
		ended = true;
	} finally {
		if (!ended) await rest.return?.();
	}
}
