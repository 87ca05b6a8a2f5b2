/** A line longer than this is not one resource. */
const maxLineLength = 64 * 1024 * 1024;

/**
 * The lines of UTF-8 text, in groups as they come with the chunks of the stream, without their ends (`\n` or `\r\n`). Holds
 * one chunk and one line. Throws a `RangeError` for a line of more than 64 MB.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[], void, undefined> {
	const decoder = new TextDecoder();
	let rest: string[] = [];
	let length = 0;
	for await (const chunk of bytes) {
		const lines = decoder.decode(chunk, { stream: true }).split('\n');
		const last = lines.pop() ?? '';
		const [first] = lines;
		if (first !== undefined) {
			lines[0] = rest.join('') + first;
			rest = [];
			length = 0;
			yield lines.map(withoutReturn);
		}
		rest.push(last);
		length += last.length;
		if (length > maxLineLength) throw new RangeError('a line is longer than 64 MB');
	}
	const last = rest.join('') + decoder.decode();
	if (last !== '') yield [withoutReturn(last)];
}

function withoutReturn(line: string): string {
	return line.endsWith('\r') ? line.slice(0, -1) : line;
}
