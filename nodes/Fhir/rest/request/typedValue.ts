import { capitalized, withoutTrailing } from '../../support/text';
import { exactNumber } from '../../support/exactNumber';
import { inputFailure } from '../../transport/errors/failure';
import type { Json } from '../model/resource';
import { inputText, isDate } from './inputText';
import { parseJsonObject } from './jsonField';

/** The primitive data types of `value[x]` in Parameters (R4 §2.1.28.0.1, and `integer64` from R5). */
export const primitiveTypes = (
	'base64Binary boolean canonical code date dateTime decimal id instant integer integer64 markdown oid positiveInt ' +
	'string time unsignedInt uri url uuid'
).split(' ');
/** The complex data types of `value[x]` in Parameters (R4 §2.1.28.0.1, and `CodeableReference` and others from R5). */
export const complexTypes = (
	'Address Age Annotation Attachment CodeableConcept CodeableReference Coding ContactDetail ContactPoint Count ' +
	'DataRequirement Distance Dosage Duration Expression Extension HumanName Identifier Meta Money ' +
	'ParameterDefinition Period Quantity Range Ratio RatioRange Reference RelatedArtifact SampledData Signature Timing ' +
	'TriggerDefinition UsageContext'
).split(' ');

const wholeNumbers: Readonly<Record<string, { pattern: RegExp; what: string }>> = {
	integer: { pattern: /^[+-]?\d+$/, what: 'a whole number' },
	positiveInt: { pattern: /^\+?0*[1-9]\d*$/, what: 'a whole number above 0' },
	unsignedInt: { pattern: /^\+?\d+$/, what: 'a whole number of 0 or more' },
};

/**
 * A value with its FHIR data type as the element `value[x]`: `{ valueDate: "1974-12-25" }`. Text is converted to what
 * the type requires; a complex type takes an object, or JSON text. Throws an input `Failure` for a value that is not of
 * the type.
 */
export function typedValue(type: string, typed: unknown, field: string): { [name: string]: Json } {
	return { [`value${capitalized(type)}`]: valueOf(type, typed, field) };
}

/** The same without the name of the element. */
export function valueOf(type: string, typed: unknown, field: string): Json {
	if (complexTypes.includes(type)) return parseJsonObject(typed, field);
	if (!primitiveTypes.includes(type)) {
		throw inputFailure(`"${field}" has the unknown type ${type}`, 'Choose a FHIR data type, e.g. `string`.');
	}
	if (typeof typed === 'object' && typed !== null && !isDate(typed)) {
		throw inputFailure(
			`"${field}" is an object, but its type is ${type}`,
			'Choose the data type of the object, e.g. `CodeableConcept`, or let the expression return a single value.',
		);
	}
	const text = inputText(typed, field);
	if (text === '') throw inputFailure(`"${field}" is empty`, `Enter a value of type ${type}.`);
	if (type === 'boolean') {
		if (text === 'true' || text === 'false') return text === 'true';
		throw inputFailure(`"${field}" is neither true nor false`, 'Enter `true` or `false`.');
	}
	if (type === 'decimal') {
		if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim())) return decimal(text.trim());
		throw inputFailure(`"${field}" is not a number`, 'Enter e.g. `7.2`, with a decimal point.');
	}
	const whole = Object.hasOwn(wholeNumbers, type) ? wholeNumbers[type] : undefined;
	if (whole === undefined) return text;
	if (whole.pattern.test(text.trim())) return Number(text);
	throw inputFailure(`"${field}" is not ${whole.what}`, `Enter e.g. \`12\`.`);
}

/** With the digits that were typed, since zeros at its end say how precise it is (R4 §2.24.0.1). */
function decimal(text: string): Json {
	const value = Number(text);
	const json = text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
	// Where JSON is written, an exact number is as good as any other.
	return digitsOf(json) === digitsOf(String(value)) ? value : ((exactNumber(json) ?? value) as Json);
}

/** The digits of a number without its exponent; zeros at the end count only behind a decimal point. */
function digitsOf(number: string): string {
	const [digits = ''] = number.split(/e/i);
	return (digits.includes('.') ? digits.replace('.', '') : withoutTrailing(digits, '0')).replace(/^-?0*/, '');
}
