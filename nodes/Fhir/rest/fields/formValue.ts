import { inputFailure } from '../../transport/errors/failure';
import type { Json } from '../model/resource';
import { inputText } from '../request/inputText';
import { valueOf } from '../request/typedValue';
import type { Field } from './fieldModel';
import { type Choice, chosenValue, plain, tokenText } from './tokens';
import { dateValue, timeOfDay, timeValue } from './times';

/** How a value is read. */
export interface ValueReading {
	/** What the form calls the field, for errors. */
	readonly title: string;
	/** The choices of the field in the form, where it has such. */
	readonly choices?: readonly Choice[];
	/** The zone of times that have none, such as `Europe/Berlin`. */
	readonly timeZone: string;
	/** Is called where that zone was needed. */
	readonly onZoneAssumed: () => void;
}

const yes = new Set(['true', 'yes', 'y', '1']);
const no = new Set(['false', 'no', 'n', '0']);

/** Types of numbers: from a text they are read as they are typed, so that the zeros at the end of a decimal stay. */
const numbers = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

/** How HL7 v2 and many spreadsheets write the gender (table 0001), where FHIR has words. */
const genders: ReadonlyMap<string, string> = new Map([
	['m', 'male'],
	['f', 'female'],
	['o', 'other'],
	['u', 'unknown'],
]);
const genderCodes = 'female male other unknown';

/**
 * The value of a field in a resource, from what a form or a spreadsheet gives: trimmed texts, numbers and dates as people write
 * them, yes and no. Undefined where it is empty. Throws an input `Failure` that names the field where it is not clear.
 */
export function formValue(field: Field, typed: unknown, reading: ValueReading): Json | undefined {
	const { title } = reading;
	if (typeof typed === 'object' && typed !== null && isTime(field.type)) return timeOf(field, typed, reading);
	const text = inputText(typed, title).trim();
	if (text === '') return undefined;
	if (field.codes) return codeOf(text, field.codes, title);
	if (field.type === 'token') return tokenText(chosenValue(text, reading.choices ?? []) ?? text, title);
	if (field.type === 'code' && reading.choices) return chosenValue(text, reading.choices) ?? text;
	if (isTime(field.type)) return timeOf(field, text, reading);
	if (field.type === 'boolean') return booleanOf(text, title);
	if (field.type === 'time') return timeOfDay(text, title);
	if (numbers.has(field.type)) return valueOf(field.type, text, title);
	if (isReference(field)) assertReference(text, title);
	return text;
}

function isTime(type: string): boolean {
	return type === 'date' || type === 'dateTime' || type === 'instant';
}

function timeOf({ type }: Field, typed: unknown, { title, timeZone, onZoneAssumed }: ValueReading): Json {
	if (type === 'date') return dateValue(typed, title);
	const { text, zoneAssumed } = timeValue(typed, title, timeZone, type === 'instant');
	if (zoneAssumed) onZoneAssumed();
	return text;
}

function booleanOf(text: string, title: string): boolean {
	const word = text.toLowerCase();
	if (yes.has(word)) return true;
	if (no.has(word)) return false;
	throw inputFailure(`"${title}" is neither yes nor no`, 'Write `true` or `false`, `yes` or `no`.');
}

/** Codes are found in whatever case, and with spaces for their hyphens. */
function codeOf(text: string, codes: readonly string[], title: string): string {
	if (codes.includes(text)) return text;
	const wanted = plain(text);
	const found = codes.filter((code) => plain(code) === wanted);
	const [only] = found;
	if (only !== undefined && wanted !== '' && found.length === 1) return only;
	const gender = [...codes].sort().join(' ') === genderCodes ? genders.get(wanted) : undefined;
	if (gender !== undefined) return gender;
	throw inputFailure(
		`"${title}" has a value that FHIR does not allow there`,
		`Use one of these codes: ${codes.map((code) => `\`${code}\``).join(', ')}. Translate the values of a column in an Edit Fields node.`,
	);
}

function isReference({ steps }: Field): boolean {
	return steps.at(-1)?.name === 'reference' && steps.at(-2)?.element.type === 'Reference';
}

/** An ID alone does not say of which type it is. */
function assertReference(text: string, title: string): void {
	if (/[/:#]/.test(text)) return;
	throw inputFailure(
		`"${title}" is not a reference`,
		'Write the type and the ID of the other resource, e.g. `Patient/{{ $json.patientId }}`.',
	);
}
