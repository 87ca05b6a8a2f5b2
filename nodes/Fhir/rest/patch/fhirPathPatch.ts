import { inputFailure } from '../../transport/errors/failure';
import { parseBody } from '../request/body';
import type { Json, Resource } from '../model/resource';
import { typedValue } from '../request/typedValue';

/** One step of a FHIRPath Patch (R4 §3.1.5) as typed in a form: which of its members count, its type says. */
export interface FhirPathStep {
	readonly type: string;
	readonly path: string;
	/** The element that `add` adds. */
	readonly name: string;
	readonly valueType: string;
	readonly value: unknown;
	readonly index: number;
	readonly source: number;
	readonly destination: number;
}

type Part = { [name: string]: Json };

/** Steps as the Parameters that a FHIRPath Patch is sent as. Throws an input `Failure` that counts the step where one is incomplete. */
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

/** A FHIRPath Patch as typed; throws an input `Failure` where it is no Parameters with operations. */
export function parseFhirPathPatch(typed: unknown, field: string): Resource {
	const patch = parseBody(typed, { type: 'Parameters', field });
	const parameters: unknown[] = Array.isArray(patch.parameter) ? patch.parameter : [];
	if (parameters.length > 0 && parameters.every(isOperation)) return patch;
	throw inputFailure(
		`"${field}" holds no operations`,
		'Each `parameter` is named `operation` and has the parts `type`, `path` and what the type needs.',
	);
}

function isOperation(parameter: unknown): boolean {
	return typeof parameter === 'object' && parameter !== null && 'name' in parameter && parameter.name === 'operation';
}

function partsOf(step: FhirPathStep, name: string): Part[] {
	const { type, path } = step;
	if (path === '') {
		throw inputFailure(`${name} has no path`, 'Enter where in the resource, as FHIRPath, e.g. `Patient.birthDate`.');
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
			throw inputFailure(
				`${name} has no type that FHIRPath Patch knows`,
				'Choose add, delete, insert, move or replace.',
			);
	}
}

function wholeNumber(value: number, part: string, name: string): number {
	if (Number.isInteger(value) && value >= 0) return value;
	throw inputFailure(`${name}: ${part} is not a whole number from 0 on`, 'Positions in a list are counted from 0.');
}
