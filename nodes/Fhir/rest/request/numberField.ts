import { fieldText } from '../../support/text';
import { inputFailure } from '../../transport/errors/failure';

/** Which numbers a field takes. */
export interface NumberRange {
	readonly min: number;
	readonly max?: number;
	/** Default: whole numbers only. */
	readonly fractions?: boolean;
	/** A number to suggest in the error. */
	readonly example: number;
}

/** The longest time that a timer of Node.js can wait, in milliseconds (24.8 days): beyond it, it fires at once. */
const longestTimer = 2_147_483_647;

/** The range of a field with a time in milliseconds; `min` is 0 where the field takes that too. */
export function milliseconds(example: number, min = 1): NumberRange {
	return { min, max: longestTimer, fractions: true, example };
}

/**
 * The number in a field, from a number or from text that an expression returned; undefined where the field is empty.
 * Throws an input `Failure` that names the field for anything else and for a number out of range.
 */
export function numberField(typed: unknown, field: string, range: NumberRange): number | undefined {
	const text = fieldText(typed).trim();
	if (text === '') return undefined;
	const number = typeof typed === 'number' ? typed : typeof typed === 'string' ? Number(text) : NaN;
	const { min, max = Number.MAX_SAFE_INTEGER, fractions = false, example } = range;
	if (number >= min && number <= max && (fractions || Number.isInteger(number))) return number;
	throw inputFailure(
		`"${field}" is not a ${fractions ? '' : 'whole '}number ${describeRange(range)}`,
		`Enter e.g. ${example}, or an expression that returns a number.`,
	);
}

function describeRange({ min, max }: NumberRange): string {
	if (max !== undefined) return `from ${min} to ${max}`;
	return min > 0 && min <= 1 ? 'above 0' : `of ${min} or more`;
}
