import type { Query } from '../../rest/request/request';
import { searchRequest } from '../../rest/search/searchRequest';
import { limitOf, maxPagesOf } from '../../form/fields/paging';
import { criteriaOf, handlingHeader, resultParametersOf, searchMethodOf } from '../../form/fields/searchCriteria';
import type { Work } from '../contract';
import type { Parameters } from '../../form/parameters';
import { searchItems, searchOutputOf } from '../../items/searchItems';

/** A search in `path` with all that the form's search fields and options say; `query` comes before that. */
export function searchWork(parameters: Parameters, path: string, query: Query = []): Work {
	const request = searchRequest({
		path,
		query: [...query, ...criteriaOf(parameters), ...resultParametersOf(parameters)],
		method: searchMethodOf(parameters),
		headers: handlingHeader(parameters),
	});
	const paging = { limit: limitOf(parameters), maxPages: maxPagesOf(parameters) };
	const output = searchOutputOf(parameters);
	return { run: async (session) => await searchItems(session, request, paging, output) };
}
