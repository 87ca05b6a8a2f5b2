import { toJson } from '../../support/exactNumber';
import { byName, isObject } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';
import { isResource, type Json, type Resource } from '../model/resource';
import { parseBody } from '../request/body';
import type { Query } from '../request/request';
import { primitiveTypes, typedValue } from '../request/typedValue';

/** One parameter of an operation as typed in the form (R4 §3.2.0.4). Names may repeat. */
export interface OperationParameter {
	readonly name: string;
	/** A FHIR data type, or `resource` for a resource as JSON. */
	readonly type: string;
	/** Text, or whatever an expression returned. */
	readonly value: unknown;
}

/**
 * The parameters as a Parameters resource. `field` names the list in error messages. Throws an input `Failure`
 * for a value that is not of its type, or a parameter without a name.
 */
export function parametersResource(parameters: readonly OperationParameter[], field = 'Parameters'): Resource {
	return {
		resourceType: 'Parameters',
		parameter: parameters.map(({ name, type, value }) => {
			const label = labelOf(name, field);
			const part =
				type === 'resource' ? { resource: parseBody(value, { field: label }) as Json } : typedValue(type, value, label);
			return { name: name.trim(), ...part };
		}),
	};
}

/**
 * The parameters as the query of a GET, which allows only primitive types (R4 §3.2.0.4). Throws an input `Failure` for
 * others, and as `parametersResource` does.
 */
export function parametersQuery(parameters: readonly OperationParameter[], field = 'Parameters'): Query {
	return parameters.map(({ name, type, value }) => {
		const label = labelOf(name, field);
		if (!primitiveTypes.includes(type)) {
			throw inputFailure(
				`"${label}" cannot be sent by GET: its type is ${type}`,
				'Choose POST, which accepts parameters of all types.',
			);
		}
		const [primitive = null] = Object.values(typedValue(type, value, label));
		return [name.trim(), typeof primitive === 'string' ? primitive : toJson(primitive)] as const;
	});
}

/** The values of a member after `unwrapParameters`, where only a parameter that repeats is a list. */
export function listOf(value: Json | undefined): Json[] {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/**
 * The result of an operation without the Parameters around it (R4 §3.2.0.5): a resource that is the only parameter,
 * `return`, is returned itself. Other Parameters become an object by name, in which a repeated name has a list, `part`
 * becomes an object, and a resource stays as it is. Any other resource is returned unchanged.
 */
export function unwrapParameters(resource: Resource): Resource | { [name: string]: Json } {
	if (resource.resourceType !== 'Parameters') return resource;
	const parts = partsOf(resource.parameter);
	const [only] = parts;
	if (parts.length === 1 && only?.name === 'return' && isResource(only.resource)) return only.resource;
	return unwrapParts(parts);
}

type Part = { [name: string]: Json | undefined };

function unwrapParts(parts: readonly Part[]): { [name: string]: Json } {
	const lists = new Map<string, Json[]>();
	for (const part of parts) {
		const name = typeof part.name === 'string' ? part.name : '';
		const list = lists.get(name) ?? [];
		lists.set(name, list);
		list.push(parameterValue(part));
	}
	return byName([...lists].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list] as const));
}

function parameterValue(part: Part): Json {
	if (part.resource !== undefined) return part.resource;
	const value = Object.entries(part).find(([name]) => name.startsWith('value'));
	return value?.[1] ?? (Array.isArray(part.part) ? unwrapParts(partsOf(part.part)) : null);
}

function partsOf(value: unknown): Part[] {
	const parts: unknown[] = Array.isArray(value) ? value : [];
	return parts.filter(isPart);
}

function isPart(value: unknown): value is Part {
	return isObject(value);
}

function labelOf(name: string, field: string): string {
	if (name.trim() !== '') return `${field}: ${name.trim()}`;
	throw inputFailure(
		`"${field}" has a parameter without a name`,
		'Enter the name from the definition of the operation.',
	);
}
