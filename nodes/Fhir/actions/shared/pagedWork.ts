import type { Work } from '../../execution/work';
import { everythingQuery } from '../../form/fields/everything';
import { historyQuery } from '../../form/fields/history';
import { limitOf, maxPagesOf } from '../../form/fields/paging';
import {
	criteriaOf,
	handlingHeader,
	resultParametersOf,
	searchMethodOf,
	searchOutputOf,
} from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import { historyItems, searchItems } from '../../items/pagedItems';
import { operationPath, resourceId } from '../../rest/request/path';
import type { FhirRequest, Query } from '../../rest/request/request';
import { searchRequest } from '../../rest/search/searchRequest';

/**
 * A search in `path` with all that the form's search fields and options say. `query` is put before that. Throws an input
 * `Failure` that names the field at fault.
 */
export function searchWork(parameters: Parameters, path: string, query: Query = []): Work {
	const request = searchRequest({
		path,
		query: [...query, ...criteriaOf(parameters), ...resultParametersOf(parameters)],
		method: searchMethodOf(parameters),
		headers: handlingHeader(parameters),
	});
	return pagedWork(parameters, request, searchItems);
}

/**
 * `$everything` of the patient or encounter with the form's *Resource ID*, page by page (R4 Patient-everything,
 * Encounter-everything). Throws an input `Failure` that names the field at fault.
 */
export function everythingWork(parameters: Parameters, type: 'Patient' | 'Encounter'): Work {
	const id = resourceId(parameters.text('resourceId'), `${type} ID`);
	const path = operationPath('$everything', type, id);
	const query = everythingQuery(parameters);
	return pagedWork(parameters, { interaction: 'operation', method: 'GET', path, query }, searchItems);
}

/**
 * The history at `path` with what the form's options say, page by page (R4 §3.1.0.10). Throws an input `Failure` that
 * names the field at fault.
 */
export function historyWork(parameters: Parameters, path: string): Work {
	const query = historyQuery(parameters);
	return pagedWork(parameters, { interaction: 'history', method: 'GET', path, query }, historyItems);
}

function pagedWork(parameters: Parameters, request: FhirRequest, itemsOf: typeof searchItems): Work {
	const paging = { limit: limitOf(parameters), maxPages: maxPagesOf(parameters) };
	const output = searchOutputOf(parameters);
	return { run: async (session) => await itemsOf(session, request, paging, output) };
}
