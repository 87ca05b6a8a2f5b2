import { withoutFullStop } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import type { Json, Resource } from '../model/resource';
import { operationPath } from '../request/path';
import type { FhirRequest, Query } from '../request/request';
import { readErrorBody } from '../response/errorBody';
import { type ReadIssue, readIssues } from '../response/outcome';
import type { FhirResponse } from '../response/response';

/** The result of a validation. */
export interface Validation {
	/** No errors: warnings do not make the content invalid. */
	readonly valid: boolean;
	/** All issues, worst first. */
	readonly issues: ReadIssue[];
}

/** What to validate (R4 Resource-validate): the given content, or the resource that the server has under an id. */
export interface ValidationSettings {
	readonly type: string;
	/** Required by the modes `update` and `delete`, and for a validation without content. */
	readonly id?: string;
	readonly content?: Resource;
	/** `create`, `update`, `delete` or `profile`. */
	readonly mode?: string;
	/** The canonical URL of a profile. */
	readonly profile?: string;
}

/**
 * The request for `$validate`. It accepts status 400, 412 and 422: for invalid content, some servers return their
 * OperationOutcome with an error status. Throws an input `Failure` for an invalid type or id.
 */
export function validationRequest({ type, id, content, mode, profile }: ValidationSettings): FhirRequest {
	const path = operationPath('$validate', type, id);
	const parameters: Query = [
		...(mode === undefined ? [] : [['mode', mode] as const]),
		...(profile === undefined ? [] : [['profile', profile] as const]),
	];
	const request = { interaction: 'operation', path, accepts: [400, 412, 422] } as const;
	if (content === undefined) return { ...request, method: 'GET', query: parameters };
	return { ...request, method: 'POST', body: parameters.length === 0 ? content : parametersOf(content, mode, profile) };
}

/**
 * Reads the response to `validationRequest`. Throws a `Failure` of kind `http` or `response` if the server did not
 * validate.
 */
export function validationResult(response: FhirResponse): Validation {
	const { status, outcome, mask } = response;
	if (outcome) {
		const issues = readIssues(outcome, mask, Infinity);
		return {
			valid: status < 300 && !issues.some(({ severity }) => severity === 'fatal' || severity === 'error'),
			issues,
		};
	}
	const serverMessage = readErrorBody(
		response.text ?? (response.json === undefined ? '' : JSON.stringify(response.json)),
		mask,
	).text;
	const what =
		status < 300
			? 'The server did not return the outcome of a validation'
			: `The server refused to validate (status ${status})`;
	throw new Failure({
		kind: status < 300 ? 'response' : 'http',
		status,
		message: serverMessage ? `${what}: ${withoutFullStop(serverMessage)}` : what,
		advice: 'Server → Get Capabilities shows whether the server offers the operation `validate`.',
	});
}

function parametersOf(resource: Resource, mode?: string, profile?: string): Resource {
	const parameter: Json[] = [{ name: 'resource', resource: resource as Json }];
	if (mode !== undefined) parameter.push({ name: 'mode', valueCode: mode });
	if (profile !== undefined) parameter.push({ name: 'profile', valueUri: profile });
	return { resourceType: 'Parameters', parameter };
}
