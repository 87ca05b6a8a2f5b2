import type { Work } from '../../execution/work';
import { everythingQuery } from '../../form/fields/everything';
import { historyQuery } from '../../form/fields/history';
import { defaultLimit, limitOf, maxPagesOf } from '../../form/fields/paging';
import {
	criteriaOf,
	freshHeader,
	onlyCounts,
	resultParametersOf,
	searchHeaders,
	searchMethodOf,
	searchOutputOf,
} from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import { tableOptionSettings } from '../../form/fields/tableSettings';
import { histories, pagedItems, type PagedSource, searches, wideSearches } from '../../items/pagedItems';
import { tableOfPages } from '../../items/pagedTable';
import { operationPath, resourceId } from '../../rest/request/path';
import type { Query } from '../../rest/request/request';
import { searchRequest, type SearchSettings } from '../../rest/search/searchRequest';
import type { CompartmentScope } from '../../rest/wideSearch/narrowSearches';

/**
 * A search in `path` with all that the form's search fields and options say. Throws an input `Failure` that names the field
 * at fault.
 */
export function searchWork(parameters: Parameters, path: string): Work {
	return pagedWork(parameters, searchRequest(searchSettings(parameters, path)), searches);
}

/**
 * A search of several types in `path`: across types, or in a compartment (`scope`). `query` is put before what the form's
 * search fields and options say. Throws an input `Failure` that names the field at fault.
 */
export function wideSearchWork(
	parameters: Parameters,
	path: string,
	{ query, scope }: { query?: Query; scope?: CompartmentScope },
): Work {
	return pagedWork(parameters, { settings: searchSettings(parameters, path, query), scope }, wideSearches);
}

function searchSettings(parameters: Parameters, path: string, query: Query = []): SearchSettings {
	return {
		path,
		query: [...query, ...criteriaOf(parameters), ...resultParametersOf(parameters)],
		method: searchMethodOf(parameters),
		headers: searchHeaders(parameters),
	};
}

/**
 * `$everything` of the patient or encounter with the form's *Resource ID*, page by page (R4 Patient-everything,
 * Encounter-everything). Throws an input `Failure` that names the field at fault.
 */
export function everythingWork(parameters: Parameters, type: 'Patient' | 'Encounter'): Work {
	const id = resourceId(parameters.id('resourceId', type), `${type} ID`);
	const path = operationPath('$everything', type, id);
	const [query, headers] = [everythingQuery(parameters), freshHeader(parameters)];
	return pagedWork(parameters, { interaction: 'operation', method: 'GET', path, query, headers }, searches, true);
}

/**
 * The history at `path` with what the form's options say, page by page (R4 §3.1.0.10). Throws an input `Failure` that
 * names the field at fault.
 */
export function historyWork(parameters: Parameters, path: string): Work {
	const [query, headers] = [historyQuery(parameters), freshHeader(parameters)];
	return pagedWork(parameters, { interaction: 'history', method: 'GET', path, query, headers }, histories);
}

/** `whole`: the operation promises all results, so that a limit which leaves some out is always said. */
function pagedWork<Request>(
	parameters: Parameters,
	request: Request,
	source: PagedSource<Request>,
	whole = false,
): Work {
	const limit = limitOf(parameters);
	const paging = { limit, maxPages: maxPagesOf(parameters) };
	const table = onlyCounts(parameters) ? undefined : tableOptionSettings(parameters);
	const output = searchOutputOf(parameters);
	// Somebody who typed a limit wants no more than that.
	const isSaid = limit !== undefined && (whole || limit === defaultLimit);
	return {
		run: async (session) => {
			const onLimit = (total: number | undefined) => session.hint(describeLimit(limit ?? defaultLimit, total));
			const pages = () => source.pages(session, request, isSaid ? { ...paging, onLimit } : paging);
			if (table) return await tableOfPages(session, pages, table);
			return await pagedItems(session, pages(), output, source.jsonOf);
		},
	};
}

/** The server may estimate its total, or count more than what it delivers. */
function describeLimit(limit: number, total: number | undefined): string {
	const rest = total !== undefined && total > limit ? `the server counts ${total}` : 'the server may have more';
	const origin = limit === defaultLimit ? `${limit} is the default of Limit: ` : '';
	return `Only the first ${limit} results are in the output, and ${rest}. ${origin}${origin ? 'switch' : 'Switch'} on Return All to get all of them, or choose another Limit.`;
}
