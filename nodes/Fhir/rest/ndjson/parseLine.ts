import { parseJson } from '../../support/json';
import { Failure } from '../../transport/errors/failure';
import type { Line } from './lines';

/**
 * The value of a line. `onChangedNumbers` is called for a number that JavaScript cannot hold. Throws a `Failure` of kind
 * `response` that names the line (and shows nothing of it), if it is not JSON.
 */
export function parseLine({ number, text }: Line, onChangedNumbers?: () => void): unknown {
	try {
		return parseJson(text, onChangedNumbers);
	} catch (error) {
		throw invalidLine(number, error);
	}
}

/** The failure for a line that is not JSON: it names the line, and shows nothing of it. */
export function invalidLine(number: number, cause: unknown): Failure {
	return new Failure({
		kind: 'response',
		message: `Line ${number} is ${cause instanceof RangeError ? cause.message : 'not valid JSON'}`,
		advice:
			number === 1
				? 'In NDJSON each line is one resource. A JSON document that goes over several lines, such as a Bundle, is not NDJSON.'
				: 'The file may be damaged or cut off.',
		details: { line: number },
		cause,
	});
}
