import { withExactNumbers } from '../../support/exactNumber';
import { asError } from '../../support/errors';
import { parseJson } from '../../support/json';
import { linesOf } from '../../support/lines';
import { Failure } from '../../transport/errors/failure';

/** Characters of a group: so many that work on it is worth starting, so few that it takes no memory to speak of. */
const groupLength = 512 * 1024;

/**
 * The resources of an NDJSON file, one a line, in groups as they are read; numbers stay as they are written. Empty lines are
 * passed over. Throws an input `Failure` that names the line for what is not JSON, after the resources before it.
 */
export function ndjsonResources(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown[], void, undefined> {
	return ndjsonValues(bytes, notJson);
}

/** The values of NDJSON, one a line, likewise; `notJson` makes the failure for a line that is not JSON, from 1. */
export async function* ndjsonValues(
	bytes: AsyncIterable<Uint8Array>,
	notJson: (line: number) => Failure,
): AsyncGenerator<unknown[], void, undefined> {
	let count = 0;
	let group: unknown[] = [];
	let length = 0;
	const lines = linesOf(bytes);
	for (;;) {
		const read = await lines.next().catch((error: unknown) => {
			throw error instanceof RangeError ? notJson(count + 1) : asError(error);
		});
		if (read.done) break;
		for (const line of read.value) {
			count++;
			if (line.trim() === '') continue;
			try {
				group.push(withExactNumbers(line, parseJson));
				length += line.length;
			} catch {
				yield group;
				throw notJson(count);
			}
		}
		if (length < groupLength) continue;
		yield group;
		group = [];
		length = 0;
	}
	yield group;
}

function notJson(line: number): Failure {
	return new Failure({
		kind: 'input',
		message: `Line ${line} of the file is not JSON`,
		advice: 'The file has to be NDJSON: one FHIR resource on each line, as bulk exports write it.',
		details: { line },
	});
}
