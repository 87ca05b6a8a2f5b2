import { inputFailure } from '../../transport/errors/failure';
import { parametersQuery, parametersResource } from './parameters';
import type { OperationParameter } from './parameters';
import { operationPath } from '../request/path';
import type { FhirRequest } from '../request/request';
import type { Resource } from '../model/resource';

/** What an operation is called on (R4 §3.2.0.1): an instance, a type, or the system where neither is named. */
export interface OperationTarget {
	readonly name: string;
	readonly type?: string;
	readonly id?: string;
}

/** How the parameters travel: by GET in the query, or by POST. */
export type OperationMethod = 'GET' | 'POST';

/** An operation with a list of parameters; throws an input `Failure` for a value that its type or the method cannot carry. */
export function operationRequest(
	{ name, type, id }: OperationTarget,
	method: OperationMethod,
	parameters: readonly OperationParameter[],
	field?: string,
): FhirRequest {
	const request = { interaction: 'operation', method, path: operationPath(name, type, id) } as const;
	if (method === 'GET') return { ...request, query: parametersQuery(parameters, field) };
	// FHIR's JSON has no empty lists.
	const body = parameters.length > 0 ? parametersResource(parameters, field) : { resourceType: 'Parameters' };
	return { ...request, body };
}

/** An operation by POST with a body that is at hand: Parameters, or the one resource that the operation takes (R4 §3.2.0.4). */
export function operationWithBody({ name, type, id }: OperationTarget, body: Resource): FhirRequest {
	return { interaction: 'operation', method: 'POST', path: operationPath(name, type, id), body };
}

/** A parameter of an operation, by its name and FHIR data type. */
export function parameter(name: string, type: string, value: unknown): OperationParameter {
	return { name, type, value };
}

/** The parameters that have a value: a form leaves most of them empty. */
export function givenParameters(parameters: readonly OperationParameter[]): OperationParameter[] {
	return parameters.filter(({ value }) => value !== undefined && value !== '');
}

/** A canonical URL as typed, with or without its version (R4 §2.24.0.1): `http://loinc.org|2.70`. Throws an input `Failure` where it is empty. */
export function canonical(typed: string, field: string): { url: string; version: string | undefined } {
	const [url = '', version] = typed.split('|', 2).map((part) => part.trim());
	if (url !== '') return { url, version: version === '' ? undefined : version };
	throw inputFailure(`"${field}" is empty`, 'Enter the URL that identifies it, e.g. `http://loinc.org`.');
}
