import type { Resource } from '../rest/model/resource';
import { searchRequest } from '../rest/search/searchRequest';
import { serverRows } from '../rest/viewRun/serverRows';
import type { ViewCriteria } from '../rest/viewRun/criteria';
import { runOnServer } from '../rest/viewRun/viewRun';
import type { Table } from '../rest/view/table';
import type { Row } from '../rest/view/view';
import { wideSearch, type WideSearch } from '../rest/wideSearch/wideSearch';
import { Failure } from '../transport/errors/failure';
import type { OutputItem } from './output';
import { type PagedTable, rowsOfPages } from './pagedTable';
import type { Session } from './session';
import { openTableOf, tableItems, upTo } from './tableFile';

/** Where a view is run: on the server if it can, here from what is read, or on the server only. */
export type RunPlace = 'auto' | 'here' | 'server';

/** A view of all resources of a type, and how to get at its rows. */
export interface ServerTable extends PagedTable {
	/** The same view as a ViewDefinition for the server. */
	readonly view: Resource;
	readonly place: RunPlace;
	readonly criteria: ViewCriteria;
	/** Rows at most; undefined for all. */
	readonly limit: number | undefined;
	/** The search whose results are read where the view is run here. */
	readonly search: WideSearch;
	readonly maxPages: number | undefined;
}

/**
 * Runs a view on the server, or here where the server does not do it and that is allowed, which a hint says. Returns the rows
 * as items or as one item with a file. Rejects with the `Failure` of a view, a server or a resource that cannot be used.
 */
export async function serverTable(session: Session, settings: ServerTable): Promise<OutputItem[]> {
	const { definition, release, output, limit } = settings;
	const table = await openTableOf(definition, release, 'response');
	const rows = upTo(limit ?? Infinity, await rowsFrom(session, settings, table), session);
	return await tableItems(table.view.columns, rows, output, session);
}

async function rowsFrom(session: Session, settings: ServerTable, table: Table): Promise<AsyncIterable<Row[]>> {
	const { client, signal } = session;
	const { view, place, criteria, limit, search, maxPages } = settings;
	if (place !== 'here') {
		// One row more shows whether the limit leaves any out.
		const run = await runOnServer(
			client,
			{ view, criteria, limit: limit === undefined ? undefined : limit + 1 },
			place === 'server',
			signal,
		);
		if (run.response) {
			session.hint(`The server ran the view, by ${run.operation}.`);
			return serverRows(run.response, table.view.columns);
		}
		if (place === 'server' || criteria.group !== undefined) {
			throw new Failure({
				kind: 'response',
				message: `The server does not run views: ${run.reason}`,
				advice:
					criteria.group === undefined
						? 'Choose to run the view here: the node then reads the resources and makes the rows itself.'
						: 'Only servers that run views restrict them to a group. Bulk Data → Export takes a group too, and has the output Table.',
				effect: 'rejected',
			});
		}
		session.hint(
			run.refused
				? `The server did not run the view: the node read the resources instead, and made the rows itself. The reason: ${run.reason}`
				: 'The server does not run views: the node read the resources instead, and made the rows itself.',
		);
	}
	// A server that offers no search in the patient's compartment is asked in another way.
	const pages = search.scope
		? wideSearch(client, search, { maxPages }, signal)
		: client.search(searchRequest(search.settings), { maxPages }, signal);
	return rowsOfPages(session, pages, table);
}
