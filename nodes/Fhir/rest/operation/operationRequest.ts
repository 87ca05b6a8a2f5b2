import { inputFailure } from '../../transport/errors/failure';
import type { Resource } from '../model/resource';
import { operationPath } from '../request/path';
import type { FhirRequest } from '../request/request';
import { type OperationParameter, parametersQuery, parametersResource } from './parameters';

/** An operation and what it is called on (R4 §3.2.0.1): an instance, a type, or the system if neither is named. */
export interface OperationTarget {
	/** With or without `$`. */
	readonly name: string;
	readonly type?: string;
	readonly id?: string;
}

/** How the parameters are sent: by GET in the query, or by POST as a Parameters resource. */
export type OperationMethod = 'GET' | 'POST';

/**
 * The request for an operation with a list of parameters (R4 §3.2.0.4). `field` names the list in error messages.
 * Throws an input `Failure` for a value that is not of its type, or that cannot be sent by GET.
 */
export function operationRequest(
	{ name, type, id }: OperationTarget,
	method: OperationMethod,
	parameters: readonly OperationParameter[],
	field?: string,
): FhirRequest {
	const request = { interaction: 'operation', method, path: operationPath(name, type, id) } as const;
	if (method === 'GET') return { ...request, query: parametersQuery(parameters, field) };
	// FHIR's JSON does not allow empty lists (R4 §2.6.2).
	const body = parameters.length > 0 ? parametersResource(parameters, field) : { resourceType: 'Parameters' };
	return { ...request, body };
}

/**
 * The request for an operation by POST with a given body: Parameters, or the only resource that the operation takes (R4
 * §3.2.0.2). Throws an input `Failure` for an invalid name, type or id.
 */
export function operationWithBody({ name, type, id }: OperationTarget, body: Resource): FhirRequest {
	return { interaction: 'operation', method: 'POST', path: operationPath(name, type, id), body };
}

/** A parameter of an operation: its name, its FHIR data type and its value as typed. */
export function parameter(name: string, type: string, value: unknown): OperationParameter {
	return { name, type, value };
}

/** Only the parameters that have a value: most optional fields of a form stay empty. */
export function givenParameters(parameters: readonly OperationParameter[]): OperationParameter[] {
	return parameters.filter(({ value }) => value !== undefined && value !== '');
}

/**
 * Splits a canonical URL as typed, `http://loinc.org` or `http://loinc.org|2.70` (R4 §2.24.0.1). Throws an input
 * `Failure` if it is empty.
 */
export function canonical(typed: string, field: string): { url: string; version: string | undefined } {
	const { url, version } = splitCanonical(typed.trim());
	if (url !== '') return { url, version };
	throw inputFailure(`"${field}" is empty`, 'Enter the URL that identifies it, e.g. `http://loinc.org`.');
}

/**
 * A bar separates the version, except in the URL of an implicit value set that is defined by an expression: there, bars
 * enclose terms (`…?fhir_vs=ecl/<< 73211009 |Diabetes mellitus|`), so that a version follows only a bar without a partner.
 */
function splitCanonical(typed: string): { url: string; version: string | undefined } {
	const bars = typed.split('|').length - 1;
	const hasTerms = typed.includes('?');
	const at = hasTerms ? typed.lastIndexOf('|') : typed.indexOf('|');
	if (at < 0 || (hasTerms && bars % 2 === 0)) return { url: typed, version: undefined };
	const version = typed.slice(at + 1).trim();
	return { url: typed.slice(0, at).trim(), version: version === '' ? undefined : version };
}
