import { withExactNumbers } from '../../support/exactNumber';
import { parseJson } from '../../support/json';
import type { Failure } from '../../transport/errors/failure';
import type { ByteStream } from '../../transport/http';
import { readLines } from './lines';

/** Characters of a group: enough to make work on it worth starting, and too few to take much memory. */
const groupLength = 512 * 1024;

/** Makes the failure for a line that is not JSON; lines are counted from 1. */
export type InvalidLine = (line: number, cause: unknown) => Failure;

/**
 * The values of NDJSON, one a line, in groups as they are read; numbers stay as they are written. Blank lines are passed over.
 * Throws the failure that `invalidLine` makes, after the values before that line, and what `readLines` throws.
 */
export async function* exactValues(
	bytes: ByteStream,
	invalidLine: InvalidLine,
): AsyncGenerator<unknown[], void, undefined> {
	let group: unknown[] = [];
	let length = 0;
	for await (const lines of readLines(bytes)) {
		for (const { number, text } of lines) {
			try {
				group.push(withExactNumbers(text, parseJson));
			} catch (error) {
				yield group;
				throw invalidLine(number, error);
			}
			length += text.length;
		}
		if (length < groupLength) continue;
		yield group;
		group = [];
		length = 0;
	}
	yield group;
}
