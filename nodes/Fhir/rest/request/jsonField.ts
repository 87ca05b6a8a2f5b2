import { withExactNumbers } from '../../support/exactNumber';
import { isObject, parseJson, tryParseJson } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';
import type { Json } from '../model/resource';

/**
 * Parses a field that holds a JSON object: text, or an object that an expression returned. Throws an input `Failure` if
 * it is empty or anything else; for invalid JSON, with line and column.
 */
export function parseJsonObject(typed: unknown, field: string): { [name: string]: Json | undefined } {
	const value = typeof typed === 'string' ? parseJsonValue(typed, field) : typed;
	if (isObject(value)) return value as { [name: string]: Json | undefined };
	if (Array.isArray(value)) {
		throw inputFailure(
			`"${field}" is not a JSON object, but a list`,
			'Turn the list into items first (Split Out), so that each object is sent on its own, or point at one of them, e.g. `{{ $json.list[0] }}`.',
		);
	}
	if (typeof value === 'string' && isObject(tryParseJson(value))) {
		throw inputFailure(`"${field}" is not a JSON object, but JSON text in quotes`, 'Remove the quotes around it.');
	}
	throw inputFailure(
		value === undefined || value === null ? `"${field}" is empty` : `"${field}" is not a JSON object`,
		'Enter an object in braces, e.g. `{ "resourceType": "Patient" }`, or an expression that returns one, e.g. `{{ $json }}`.',
	);
}

/**
 * Parses JSON text; undefined where it is blank. A number that JavaScript would change is an `ExactNumber`. Throws an input
 * `Failure` with line and column if it is not valid JSON.
 */
export function parseJsonValue(typed: string, field: string): unknown {
	if (typed.trim() === '') return undefined;
	try {
		return withExactNumbers(typed, parseJson);
	} catch (error) {
		if (error instanceof RangeError)
			throw inputFailure(`"${field}" is ${error.message}`, 'FHIR resources are never nested that deeply.');
		throw inputFailure(
			`"${field}" is not valid JSON${locationOf(error, typed)}`,
			'Put names and text values in double quotes, separate members with commas, and leave out the comma after the last one. An expression that returns an object must be the whole field: `{{ $json }}`.',
		);
	}
}

/**
 * Line and column for `… at position 17` in the error of `JSON.parse`. The rest of that error quotes the body, which
 * must not appear in a message.
 */
function locationOf(error: unknown, text: string): string {
	const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
	if (position === undefined) return /end of JSON/i.test(String(error)) ? ': it ends too early' : '';
	const before = text.slice(0, Number(position)).split('\n');
	return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
