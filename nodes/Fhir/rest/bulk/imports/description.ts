import { listMember } from '../../../support/jsonMembers';
import type { BaseUrl } from '../../../transport/baseUrl';
import { type OperationParameter, parametersResource } from '../../operation/parameters';
import { operationPath } from '../../request/path';
import type { FhirRequest } from '../../request/request';
import type { Json, Resource } from '../../model/resource';

/** A file to import. */
export interface ImportFile {
	readonly type: string;
	readonly url: string;
}

/** What the form says about an import; each description uses what its servers take. */
export interface ImportInput {
	readonly files: readonly ImportFile[];
	/** The address of an export, or of its manifest, or of files in a bucket. */
	readonly source: string;
	/** Words of the description's own, such as a mode; empty for the server's default. */
	readonly mode: string;
	/** Name of the operation, where the form has another. */
	readonly operation: string;
	/** Parameters of the operation that only this server has. */
	readonly further: readonly OperationParameter[];
}

/** How one kind of server takes an import: what is sent, and how its job is looked at. Each is in a file of its own. */
export interface ImportDescription {
	/** The request that starts the job. Throws an input `Failure` for what the server would not understand. */
	request(input: ImportInput, baseUrl: BaseUrl): FhirRequest;
	/** Only where the job is not FHIR's own (202 and a status URL). */
	readonly operation?: ImportOperation;
	/** How many files, lines or resources the result says could not be imported. */
	failures(result: Record<string, unknown>): number;
}

/** A job that is not FHIR's: it is looked at by its name, and says in its body whether it has finished. */
export interface ImportOperation {
	/** The absolute URL of the job that a response names; undefined if it names none. */
	urlOf(started: unknown, baseUrl: BaseUrl): string | undefined;
	/** Undefined for what is no such job. */
	read(body: unknown): OperationState | undefined;
	/** The request that cancels it. */
	cancel(url: string): FhirRequest;
}

/** How far a job is. */
export interface OperationState {
	readonly done: boolean;
	readonly progress?: string;
	/** Why it failed. */
	readonly error?: string;
}

/**
 * A POST of Parameters to `$import`, or to the operation that the form names, with the form's further parameters behind these.
 * Throws an input `Failure` for one of those that has no name, or a value that is not of its type.
 */
export function importRequest(
	{ operation, further }: Pick<ImportInput, 'operation' | 'further'>,
	parameter: readonly Json[],
): FhirRequest {
	const more = parametersResource(further, 'Further Parameters').parameter as Json[];
	const body: Resource = { resourceType: 'Parameters', parameter: [...parameter, ...more] };
	return { interaction: 'operation', method: 'POST', path: operationPath(operation || '$import'), body };
}

/** The number of failures that a result lists. */
export function errorsIn(result: Record<string, unknown>): number {
	return listMember(result, 'error').length;
}
