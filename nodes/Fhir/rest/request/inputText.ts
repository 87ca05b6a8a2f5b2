import { isObject } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';

/** The path to one value in each of FHIR's data types that people drag into a text field, by an element that it has. */
const usualPaths: ReadonlyArray<readonly [element: string, path: string]> = [
	['resourceType', '.id'],
	['coding', '.coding[0].code'],
	['family', '.family'],
	['given', '.given[0]'],
	['reference', '.reference'],
	['attachment', '.attachment.url'],
	['value', '.value'],
	['code', '.code'],
	['url', '.url'],
	['city', '.city'],
	['line', '.line[0]'],
	['start', '.start'],
	['text', '.text'],
	['id', '.id'],
];

/** JavaScript's text for an object within another text, as in `http://h|{{ $json.x }}`. */
const objectInText = '[object Object]';

/**
 * The value of a field that is a text, not trimmed: empty where there is none; numbers, switches and dates as FHIR writes
 * them. Throws an input `Failure` for an object or a list, also where it has become part of a text, and for what is not a
 * number (NaN, Infinity). `expression` is what was typed into the field: the failure names the path that is likely meant.
 */
export function inputText(value: unknown, field: string, expression?: unknown): string {
	switch (typeof value) {
		case 'string':
			if (value.includes(objectInText)) throw objectInTextFailure(field);
			return value;
		case 'boolean':
		case 'bigint':
			return String(value);
		case 'number':
			if (Number.isFinite(value)) return String(value);
			throw inputFailure(
				`"${field}" is not a text but the result of a failed calculation (${String(value)})`,
				'Check the expression, and that the input item has the values that it uses.',
			);
		case 'object':
			if (value === null) return '';
			if (isDate(value)) return String(value.toJSON());
			throw objectFailure(value, field, expression);
		default:
			return '';
	}
}

/** Is a text what JavaScript makes of a missing value? No server assigns such an ID. */
export function isMissingValue(text: string): boolean {
	return /^(undefined|null|NaN)$/.test(text.trim());
}

function objectFailure(value: object, field: string, expression: unknown) {
	const [, typed = '$json.name'] = /^=\s*\{\{\s*(\$[\w$.[\]"'()-]+)\s*\}\}\s*$/.exec(String(expression)) ?? [];
	return inputFailure(
		`"${field}" is ${Array.isArray(value) ? 'a list' : 'an object'}, not a text`,
		`Point the expression at one value in it, e.g. \`{{ ${typed}${likelyPath(value)} }}\`.`,
	);
}

function objectInTextFailure(field: string) {
	return inputFailure(
		`"${field}" contains "${objectInText}": an expression in it gives an object or a list, not a text`,
		'Point the expression at one value, e.g. `{{ $json.identifier[0].value }}` and not `{{ $json.identifier }}`.',
	);
}

/** From an object or a list to the value that is most likely meant; only names of FHIR's own are in it. */
function likelyPath(value: unknown): string {
	if (Array.isArray(value)) return `[0]${likelyPath(value[0])}`;
	if (!isObject(value)) return '';
	return usualPaths.find(([element]) => value[element] !== undefined)?.[1] ?? '.id';
}

/** Is it a date of JavaScript or of Luxon, from another realm as well? */
export function isDate(value: object): value is { toJSON(): unknown } {
	return 'toJSON' in value && typeof value.toJSON === 'function';
}
