import { Failure } from '../../transport/errors/failure';
import { readErrorBody } from '../response/errorBody';
import { readIssues } from '../response/outcome';
import type { ReadIssue } from '../response/outcome';
import { operationPath } from '../request/path';
import type { FhirRequest, Query } from '../request/request';
import type { Json, Resource } from '../model/resource';
import type { FhirResponse } from '../response/response';
import { withoutFullStop } from '../../support/text';

/** What a validation found. Warnings leave content valid. */
export interface Validation {
	readonly valid: boolean;
	/** Worst first, all of them. */
	readonly issues: ReadIssue[];
}

/** What to validate (R4 Resource-validate): content, or what the server has under an id. */
export interface ValidationSettings {
	readonly type: string;
	/** The modes `update` and `delete`, and a validation without content, need one. */
	readonly id?: string;
	readonly content?: Resource;
	readonly mode?: string;
	/** Canonical URL of a profile. */
	readonly profile?: string;
}

/** `$validate`. Content that cannot even be read is answered with 400, and that is an answer here. */
export function validationRequest({ type, id, content, mode, profile }: ValidationSettings): FhirRequest {
	const path = operationPath('$validate', type, id);
	const given: Query = [
		...(mode === undefined ? [] : [['mode', mode] as const]),
		...(profile === undefined ? [] : [['profile', profile] as const]),
	];
	const request = { interaction: 'operation', path, accepts: [400, 412, 422] } as const;
	if (content === undefined) return { ...request, method: 'GET', query: given };
	return { ...request, method: 'POST', body: given.length === 0 ? content : parametersOf(content, mode, profile) };
}

/** Reads the answer; throws a `Failure` of kind `http` or `answer` where the server did not validate at all. */
export function validationOf(response: FhirResponse): Validation {
	const { status, outcome } = response;
	if (outcome) {
		const issues = readIssues(outcome, Infinity);
		return {
			valid: status < 300 && !issues.some(({ severity }) => severity === 'fatal' || severity === 'error'),
			issues,
		};
	}
	const said = readErrorBody(response.text ?? (response.json === undefined ? '' : JSON.stringify(response.json))).text;
	const what =
		status < 300
			? 'The server did not answer with the outcome of a validation'
			: `The server refused to validate (status ${status})`;
	throw new Failure({
		kind: status < 300 ? 'response' : 'http',
		status,
		message: said ? `${what}: ${withoutFullStop(said)}` : what,
		advice: 'Server → Get Capabilities lists whether the server offers the operation `validate`.',
	});
}

function parametersOf(resource: Resource, mode?: string, profile?: string): Resource {
	const parameter: Json[] = [{ name: 'resource', resource: resource as Json }];
	if (mode !== undefined) parameter.push({ name: 'mode', valueCode: mode });
	if (profile !== undefined) parameter.push({ name: 'profile', valueUri: profile });
	return { resourceType: 'Parameters', parameter };
}
