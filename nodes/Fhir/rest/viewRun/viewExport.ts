import type { FhirClient } from '../client';
import { startJob, type StartedJob } from '../jobs/asyncJob';
import type { Json, Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { criteriaParameters, type ViewCriteria } from './criteria';
import { exportOperations, firstOffered, type Offered, type ViewOperation } from './viewOperations';

/** A view whose rows a server is to write into files. */
export interface ExportedView {
	/** A ViewDefinition. */
	readonly view: Resource;
	readonly criteria: ViewCriteria;
	/** `_format`. */
	readonly format: string;
}

/**
 * Starts the export of a view (SQL on FHIR, `$sql-export` and the names that it had before), by the first of its names that the
 * server knows. `insist` and what it rejects with: see `firstOffered`.
 */
export async function startViewExport(
	client: FhirClient,
	view: ExportedView,
	insist: boolean,
	signal?: AbortSignal,
): Promise<Offered<StartedJob>> {
	const start = async (operation: ViewOperation) => await startJob(client, requestOf(operation, view), signal);
	return await firstOffered(client, exportOperations, insist, start, signal);
}

function requestOf({ path, calls }: ViewOperation, { view, criteria, format }: ExportedView): FhirRequest {
	const name = typeof view.name === 'string' && view.name !== '' ? view.name : 'table';
	return {
		interaction: 'operation',
		method: 'POST',
		path,
		body: {
			resourceType: 'Parameters',
			parameter: [
				{
					name: calls,
					part: [
						{ name: 'name', valueString: name },
						{ name: `${calls}Resource`, resource: view as Json },
					],
				},
				{ name: '_format', valueCode: format },
				...criteriaParameters(criteria),
			],
		},
	};
}
