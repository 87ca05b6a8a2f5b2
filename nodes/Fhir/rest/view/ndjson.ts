import { withExactNumbers } from '../../support/exactNumber';
import { parseJson } from '../../support/json';
import { linesOf } from '../../support/lines';
import { Failure } from '../../transport/errors/failure';

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
	const lines = linesOf(bytes);
	for (;;) {
		const group = await lines.next().catch(() => undefined);
		if (!group) throw notJson(count + 1);
		if (group.done) return;
		const resources: unknown[] = [];
		for (const line of group.value) {
			count++;
			if (line.trim() === '') continue;
			try {
				resources.push(withExactNumbers(line, parseJson));
			} catch {
				yield resources;
				throw notJson(count);
			}
		}
		yield resources;
	}
}

function notJson(line: number): Failure {
	return new Failure({
		kind: 'input',
		message: `Line ${line} of the file is not JSON`,
		advice: 'The file has to be NDJSON: one FHIR resource on each line, as bulk exports write it.',
		details: { line },
	});
}
