import { asError } from '../../support/errors';
import { Failure } from '../../transport/errors/failure';
import type { HttpResponse } from '../../transport/http';
import type { FhirClient } from '../client';
import { capabilityStatement } from '../conformance/capabilities';
import type { Json, Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { criteriaParameters, type ViewCriteria } from './criteria';
import { declaredRunOperations, type RunOperation, runOperations } from './runOperations';

/** A view that a server is to run. */
export interface ServerView {
	/** A ViewDefinition. */
	readonly view: Resource;
	readonly criteria: ViewCriteria;
	/** Rows at most; undefined for all. */
	readonly limit: number | undefined;
}

/** What came of it: the response with the rows and the operation that gave it, or the reason why the server does not do it. */
export type ServerRun =
	| { readonly response: HttpResponse; readonly operation: string }
	| {
			readonly response?: undefined;
			readonly reason: string;
			/** Has the server refused an operation for it, and not just left out to offer one? */
			readonly refused: boolean;
	  };

/**
 * Has the server run a view (SQL on FHIR, operations), by the first of its names that the server knows. With `insist` all names
 * are tried where its CapabilityStatement lists none. A status of 400, 404, 405 or 501 counts as not done; rejects with the
 * `Failure` of any other.
 */
export async function runOnServer(
	client: FhirClient,
	view: ServerView,
	insist: boolean,
	signal?: AbortSignal,
): Promise<ServerRun> {
	const statement = await capabilityStatement(client, signal).catch((error: unknown) => {
		if (error instanceof Failure && (error.kind === 'http' || error.kind === 'response')) return undefined;
		throw asError(error);
	});
	const declared = statement ? declaredRunOperations(statement) : [];
	const candidates = declared.length === 0 && insist ? runOperations : declared;
	let reason: string | undefined;
	for (const operation of candidates) {
		try {
			const response = await client.open(requestOf(operation, view), signal);
			return { response, operation: operation.label };
		} catch (error) {
			if (!(error instanceof Failure) || ![400, 404, 405, 501].includes(error.status ?? 0)) throw asError(error);
			reason = error.message;
		}
	}
	return { reason: reason ?? 'it does not say that it offers an operation for that', refused: reason !== undefined };
}

function requestOf({ path, parameter }: RunOperation, { view, criteria, limit }: ServerView): FhirRequest {
	return {
		interaction: 'operation',
		method: 'POST',
		path,
		accept: 'application/x-ndjson, application/json;q=0.9, application/fhir+json;q=0.5',
		// It changes nothing.
		repeatable: true,
		body: {
			resourceType: 'Parameters',
			parameter: [
				{ name: parameter, resource: view as Json },
				{ name: '_format', valueCode: 'ndjson' },
				...criteriaParameters(criteria),
				...(limit === undefined ? [] : [{ name: '_limit', valueInteger: limit }]),
			],
		},
	};
}
