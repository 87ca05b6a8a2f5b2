import type { Query } from '../../rest/request';
import { searchRequest } from '../../rest/search';
import { limitOf, maxPagesOf } from '../fields/paging';
import { criteriaOf, handlingHeader, resultParametersOf, searchMethodOf } from '../fields/searchReading';
import type { Work } from '../operation';
import type { Parameters } from './parameters';
import { searchItems, searchOutputOf } from './searchItems';

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
