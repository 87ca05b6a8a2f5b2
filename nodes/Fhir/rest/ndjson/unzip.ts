import type { ByteStream } from '../../transport/http';

/** Undoes gzip (RFC 1952); the platform has it. Fails with an error of zlib for what is damaged. */
export type Gunzip = (source: ByteStream) => ByteStream;

type Chunks = AsyncIterator<Uint8Array>;
type Chunk = IteratorResult<Uint8Array, unknown>;

/** NDJSON in a file that is compressed once more when it is transferred. */
const maxLayers = 2;

/**
 * The stream without gzip, however its name and its headers call it. Fails with what the source fails with, and with an error of
 * zlib for what is damaged.
 */
export async function* unzipped(source: ByteStream, gunzip: Gunzip, layers = maxLayers): AsyncGenerator<Uint8Array> {
	const { content, isGzip } = await peeked(source);
	if (layers > 0 && isGzip) yield* unzipped(gunzip(content), gunzip, layers - 1);
	else yield* content;
}

/**
 * Reads as much of a stream as it takes to see whether it is a gzip file, which begins with two bytes that no text begins with,
 * and gives it back whole. Rejects with what the source fails with before that.
 */
export async function peeked(source: ByteStream): Promise<{ content: AsyncGenerator<Uint8Array>; isGzip: boolean }> {
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
	return { content: continued(first, chunks), isGzip: first[0] === 0x1f && first[1] === 0x8b };
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
