import { operationPath, resourceId } from '../../rest/request/path';
import { everythingQuery } from '../../form/fields/everything';
import { limitOf, maxPagesOf } from '../../form/fields/paging';
import type { Work } from '../contract';
import type { Parameters } from '../../form/parameters';
import { searchItems, searchOutputOf } from '../../items/searchItems';

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
