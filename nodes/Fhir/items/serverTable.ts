import type { FhirRequest } from '../rest/request/request';
import type { Resource } from '../rest/model/resource';
import { serverRows } from '../rest/viewRun/serverRows';
import { runOnServer } from '../rest/viewRun/viewRun';
import type { Row } from '../rest/view/view';
import { Failure } from '../transport/errors/failure';
import type { OutputItem } from './output';
import { openPagedTable, type PagedTable } from './pagedTable';
import type { Session } from './session';
import { tableItems, upTo, viewOf } from './tableFile';

/** Where a view is run: on the server if it can, here from what is read, or on the server only. */
export type RunPlace = 'auto' | 'here' | 'server';

/** A view of all resources of a type, and how to get at its rows. */
export interface ServerTable extends PagedTable {
	/** The same view as a ViewDefinition for the server. */
	readonly view: Resource;
	readonly place: RunPlace;
	/** Rows at most; undefined for all. */
	readonly limit: number | undefined;
	/** The search whose results are read where the view is run here. */
	readonly request: FhirRequest;
	readonly maxPages: number | undefined;
}

/**
 * Runs a view on the server, or here where the server does not do it and that is allowed, which a hint says. Returns the rows
 * as items or as one item with a file. Rejects with the `Failure` of a view, a server or a resource that cannot be used.
 */
export async function serverTable(session: Session, settings: ServerTable): Promise<OutputItem[]> {
	const { definition, release, output, limit } = settings;
	const view = await viewOf(definition, release);
	const columns = view.columns.map(({ name }) => name);
	const rows = upTo(limit ?? Infinity, await rowsFrom(session, settings, columns), session);
	return await tableItems(columns, rows, output, session);
}

async function rowsFrom(
	session: Session,
	settings: ServerTable,
	columns: readonly string[],
): Promise<AsyncIterable<Row[]>> {
	const { client, signal } = session;
	const { view, place, limit, request, maxPages } = settings;
	if (place !== 'here') {
		// One row more shows whether the limit leaves any out.
		const run = await runOnServer(
			client,
			{ view, limit: limit === undefined ? undefined : limit + 1 },
			place === 'server',
			signal,
		);
		if (run.response) {
			session.hint(`The server ran the view, by ${run.operation}.`);
			return serverRows(run.response, columns);
		}
		if (place === 'server') {
			throw new Failure({
				kind: 'response',
				message: `The server does not run views: ${run.reason}`,
				advice: 'Choose to run the view here: the node then reads the resources and makes the rows itself.',
				effect: 'rejected',
			});
		}
		session.hint('The server does not run views: the node read the resources instead, and made the rows itself.');
	}
	return await openPagedTable(session, () => client.search(request, { maxPages }, signal), settings);
}
