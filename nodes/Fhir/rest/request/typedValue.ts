import { inputFailure } from '../../transport/errors/failure';
import { parseJsonObject } from './body';
import type { Json } from '../model/resource';

/** The data types that `value[x]` of a Parameters may have (R4 §2.1.28.0.1; integer64 and those of references to concepts: R5). */
export const primitiveTypes = (
	'base64Binary boolean canonical code date dateTime decimal id instant integer integer64 markdown oid positiveInt ' +
	'string time unsignedInt uri url uuid'
).split(' ');
export const complexTypes = (
	'Address Age Annotation Attachment CodeableConcept CodeableReference Coding ContactDetail ContactPoint Count ' +
	'DataRequirement Distance Dosage Duration Expression Extension HumanName Identifier Meta Money ' +
	'ParameterDefinition Period Quantity Range Ratio RatioRange Reference RelatedArtifact SampledData Signature Timing ' +
	'TriggerDefinition UsageContext'
).split(' ');

const wholeNumbers: Readonly<Record<string, { pattern: RegExp; what: string }>> = {
	integer: { pattern: /^[+-]?\d+$/, what: 'a whole number' },
	positiveInt: { pattern: /^\+?0*[1-9]\d*$/, what: 'a whole number above 0' },
	unsignedInt: { pattern: /^\+?\d+$/, what: 'a whole number from 0 on' },
};

/**
 * A typed value as the member that carries it: `{ valueDate: "1974-12-25" }`. Texts become what the type
 * demands, and complex types are JSON. Throws an input `Failure` for what the type cannot hold.
 */
export function typedValue(type: string, typed: unknown, field: string): { [name: string]: Json } {
	return { [`value${type.charAt(0).toUpperCase()}${type.slice(1)}`]: valueOf(type, typed, field) };
}

function valueOf(type: string, typed: unknown, field: string): Json {
	if (complexTypes.includes(type)) return parseJsonObject(typed, field);
	if (!primitiveTypes.includes(type)) {
		throw inputFailure(`"${field}" has the unknown type ${type}`, 'Choose a FHIR data type, e.g. `string`.');
	}
	if (typeof typed === 'object' && typed !== null) {
		throw inputFailure(
			`"${field}" is an object, but its type is ${type}`,
			'Choose the data type that the object has, e.g. `CodeableConcept`, or point the expression at one value.',
		);
	}
	const text =
		typeof typed === 'string' ? typed : typeof typed === 'number' || typeof typed === 'boolean' ? `${typed}` : '';
	if (text === '') throw inputFailure(`"${field}" is empty`, `Enter a value of the type ${type}.`);
	if (type === 'boolean') {
		if (text === 'true' || text === 'false') return text === 'true';
		throw inputFailure(`"${field}" is neither true nor false`, 'Enter `true` or `false`.');
	}
	if (type === 'decimal') {
		if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim())) return Number(text);
		throw inputFailure(`"${field}" is not a number`, 'Enter e.g. `7.2`, with a point.');
	}
	const whole = Object.hasOwn(wholeNumbers, type) ? wholeNumbers[type] : undefined;
	if (whole === undefined) return text;
	if (whole.pattern.test(text.trim())) return Number(text);
	throw inputFailure(`"${field}" is not ${whole.what}`, `Enter e.g. \`12\`.`);
}
