import { inputFailure } from '../../transport/errors/failure';
import type { Json, Resource } from '../model/resource';
import { parseBody } from '../request/body';
import { typedValue } from '../request/typedValue';

/** One step of a FHIRPath Patch (R4 §3.1.5) as typed in the form. Which members are used depends on the type. */
export interface FhirPathStep {
	/** `add`, `insert`, `delete`, `replace` or `move`. */
	readonly type: string;
	/** A FHIRPath, e.g. `Patient.birthDate`. */
	readonly path: string;
	/** The name of the element that `add` adds. */
	readonly name: string;
	/** A FHIR data type. */
	readonly valueType: string;
	readonly value: unknown;
	/** Positions in a list, from 0: of `insert`, and of `move` from where to where. */
	readonly index: number;
	readonly source: number;
	readonly destination: number;
}

type Part = { [name: string]: Json };

/**
 * The Parameters resource of a FHIRPath Patch (R4 §3.1.5). Throws an input `Failure` with the number of the step if a
 * step is incomplete, or if there are no steps.
 */
export function fhirPathPatch(steps: readonly FhirPathStep[], field: string): Resource {
	if (steps.length === 0) throw inputFailure(`"${field}" is empty`, 'Enter at least one step.');
	return {
		resourceType: 'Parameters',
		parameter: steps.map((step, index) => ({
			name: 'operation',
			part: partsOf(step, `"${field}": step ${index + 1}`),
		})),
	};
}

/**
 * Parses a FHIRPath Patch as typed (JSON text or object). Throws an input `Failure` unless it is a Parameters resource
 * with operations.
 */
export function parseFhirPathPatch(typed: unknown, field: string): Resource {
	const patch = parseBody(typed, { type: 'Parameters', field });
	const parameters: unknown[] = Array.isArray(patch.parameter) ? patch.parameter : [];
	if (parameters.length > 0 && parameters.every(isOperation)) return patch;
	throw inputFailure(
		`"${field}" has no operations`,
		'Each `parameter` must be named `operation` and have the parts `type`, `path` and those that the type requires.',
	);
}

function isOperation(parameter: unknown): boolean {
	return typeof parameter === 'object' && parameter !== null && 'name' in parameter && parameter.name === 'operation';
}

function partsOf(step: FhirPathStep, name: string): Part[] {
	const { type, path } = step;
	if (path === '') {
		throw inputFailure(`${name} has no path`, 'Enter the place in the resource as FHIRPath, e.g. `Patient.birthDate`.');
	}
	const value = () => ({
		name: 'value',
		...typedValue(step.valueType, step.value, `Value of ${name.replaceAll('"', '')}`),
	});
	const number = (part: 'index' | 'source' | 'destination') => ({
		name: part,
		valueInteger: wholeNumber(step[part], part, name),
	});
	const head: Part[] = [
		{ name: 'type', valueCode: type },
		{ name: 'path', valueString: path },
	];
	switch (type) {
		case 'add':
			if (step.name === '') {
				throw inputFailure(
					`${name} does not say which element to add`,
					'Enter the name of the element, e.g. `birthDate`.',
				);
			}
			return [...head, { name: 'name', valueString: step.name }, value()];
		case 'insert':
			return [...head, value(), number('index')];
		case 'delete':
			return head;
		case 'replace':
			return [...head, value()];
		case 'move':
			return [...head, number('source'), number('destination')];
		default:
			throw inputFailure(`${name} has an unknown type`, 'Choose add, delete, insert, move or replace.');
	}
}

function wholeNumber(value: number, part: string, name: string): number {
	if (Number.isInteger(value) && value >= 0) return value;
	throw inputFailure(`${name}: ${part} is not a whole number of 0 or more`, 'Positions in a list are counted from 0.');
}
