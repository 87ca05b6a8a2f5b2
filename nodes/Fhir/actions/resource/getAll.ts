import { resourcePath } from '../../rest/path';
import { searchRequest } from '../../rest/search';
import { limitFields, limitOf, maxPagesOf, maxPagesOption } from '../fields/paging';
import { resourceTypeField } from '../fields/resource';
import { searchFields, searchOptions } from '../fields/search';
import { criteriaOf, handlingHeader, resultParametersOf, searchMethodOf } from '../fields/searchReading';
import type { WorkOperation } from '../operation';
import { searchOutputOf, searchItems } from '../run/searchItems';

/** Search in one type (R4 §3.1.1), over as many pages as it takes. */
export const getAll: WorkOperation = {
	choice: {
		name: 'Get Many',
		value: 'getAll',
		description: 'Search for resources of one type; without search parameters, list them',
		action: 'Get many resources',
	},
	fields: [resourceTypeField, ...searchFields, ...limitFields],
	options: [...searchOptions, maxPagesOption],
	work: (parameters) => {
		const request = searchRequest({
			path: resourcePath(parameters.locator('resourceType')),
			query: [...criteriaOf(parameters), ...resultParametersOf(parameters)],
			method: searchMethodOf(parameters),
			headers: handlingHeader(parameters),
		});
		const limit = limitOf(parameters);
		const maxPages = maxPagesOf(parameters);
		const output = searchOutputOf(parameters);
		return { run: async (session) => await searchItems(session, request, { limit, maxPages }, output) };
	},
};
