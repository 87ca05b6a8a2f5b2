import type { HttpResponse } from '../../transport/http';
import type { FhirClient } from '../client';
import type { Json, Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { criteriaParameters, type ViewCriteria } from './criteria';
import { firstOffered, type Offered, runOperations, type ViewOperation } from './viewOperations';

/** A view that a server is to run. */
export interface ServerView {
	/** A ViewDefinition. */
	readonly view: Resource;
	readonly criteria: ViewCriteria;
	/** Rows at most; undefined for all. */
	readonly limit: number | undefined;
}

/**
 * Has the server run a view (SQL on FHIR, operations), by the first of its names that the server knows; the result is the
 * response with the rows. `insist` and what it rejects with: see `firstOffered`.
 */
export async function runOnServer(
	client: FhirClient,
	view: ServerView,
	insist: boolean,
	signal?: AbortSignal,
): Promise<Offered<HttpResponse>> {
	const run = async (operation: ViewOperation) => await client.open(requestOf(operation, view), signal);
	return await firstOffered(client, runOperations, insist, run, signal);
}

function requestOf({ path, calls }: ViewOperation, { view, criteria, limit }: ServerView): FhirRequest {
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
				{ name: `${calls}Resource`, resource: view as Json },
				{ name: '_format', valueCode: 'ndjson' },
				...criteriaParameters(criteria),
				...(limit === undefined ? [] : [{ name: '_limit', valueInteger: limit }]),
			],
		},
	};
}
