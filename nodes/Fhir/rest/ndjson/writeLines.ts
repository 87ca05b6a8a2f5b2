const chunkLength = 64 * 1024;

/** NDJSON of these JSON texts, which have no line breaks, as a stream: as fast as it is read, in chunks of about 64 KB. */
export async function* writeLines(texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Uint8Array> {
	let parts: string[] = [];
	let length = 0;
	for await (const text of texts) {
		parts.push(text, '\n');
		length += text.length + 1;
		if (length < chunkLength) continue;
		yield Buffer.from(parts.join(''));
		parts = [];
		length = 0;
	}
	if (length > 0) yield Buffer.from(parts.join(''));
}
