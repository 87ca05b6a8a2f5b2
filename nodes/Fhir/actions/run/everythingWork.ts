import { operationPath, resourceId } from '../../rest/path';
import { everythingQuery } from '../fields/everything';
import { limitOf, maxPagesOf } from '../fields/paging';
import type { Work } from '../operation';
import type { Parameters } from './parameters';
import { searchItems, searchOutputOf } from './searchItems';

/** `$everything` of a patient or an encounter, page by page. */
export function everythingWork(parameters: Parameters, type: 'Patient' | 'Encounter'): Work {
	const id = resourceId(parameters.text('resourceId'), `${type} ID`);
	const request = {
		interaction: 'operation',
		method: 'GET',
		path: operationPath('$everything', type, id),
		query: everythingQuery(parameters),
	} as const;
	const paging = { limit: limitOf(parameters), maxPages: maxPagesOf(parameters) };
	const output = searchOutputOf(parameters);
	return { run: async (session) => await searchItems(session, request, paging, output) };
}
