import type { Resource } from '../rest/model/resource';
import { searchRequest } from '../rest/search/searchRequest';
import { serverRows } from '../rest/viewRun/serverRows';
import type { ViewCriteria } from '../rest/viewRun/criteria';
import { runOnServer } from '../rest/viewRun/viewRun';
import { tableColumns } from '../rest/view/byType/typeTable';
import { wideSearch, type WideSearch } from '../rest/wideSearch/wideSearch';
import { Failure, inputFailure } from '../transport/errors/failure';
import type { OutputItem } from './output';
import { type PagedTable, rowsOfPages } from './pagedTable';
import type { Session } from './session';
import { openTableOf, tableItems, upTo } from './tableFile';

/** Where a view is run: on the server if it can, here from what is read, or on the server only. */
export type RunPlace = 'auto' | 'here' | 'server';

/** A view of all resources of a type, and how to get at its rows. */
export interface ServerTable extends PagedTable {
	/** The same view as a ViewDefinition for the server; undefined where only the node makes such a table. */
	readonly view: Resource | undefined;
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
	const { client, signal, hint } = session;
	const { definition, view, place, criteria, output, limit } = settings;
	if (place === 'here') return await tableMadeHere(session, settings);
	if (!view) return await withoutView(session, settings);
	// One row more shows whether the limit leaves any out.
	const maxRows = limit === undefined ? undefined : limit + 1;
	const run = await runOnServer(client, { view, criteria, limit: maxRows }, place === 'server', signal);
	if (!run.result) return await madeHereInstead(session, settings, run, runMessages);
	hint(`The server ran the view, by ${run.operation}.`);
	const columns = tableColumns(definition);
	return await tableItems(
		{ columns },
		upTo(limit ?? Infinity, serverRows(run.result, columns), session),
		output,
		session,
	);
}

/** A table with the columns of the type chooses among names, numbers and addresses, which no ViewDefinition says. */
async function withoutView(session: Session, settings: ServerTable): Promise<OutputItem[]> {
	if (settings.place === 'server' || settings.criteria.group !== undefined) throw onlyHere();
	session.hint(
		'The node read the resources and made the rows itself: servers cannot run the view "By Resource Type". They run a Ready View.',
	);
	return await tableMadeHere(session, settings);
}

/** The input `Failure` for a view that a server is to run and cannot. */
export function onlyHere(): Failure {
	return inputFailure(
		'The view "By Resource Type" cannot run on the server',
		'Choose a Ready View, which servers run too, or have the rows made here: Run View → Here, without "Group ID".',
	);
}

/** How messages name what the server does not do. */
interface Messages {
	readonly does: string;
	readonly did: string;
	/** What to choose instead where the server was to make the table. */
	readonly elsewhere: string;
}

const runMessages: Messages = {
	does: 'run views',
	did: 'run the view',
	elsewhere: 'Choose to run the view here: the node then reads the resources and makes the rows itself.',
};

/** The messages of *Export on Server*. */
export const exportMessages: Messages = {
	does: 'export tables',
	did: 'export the table',
	elsewhere:
		'Choose Run View → Automatic with the format CSV or NDJSON or the output Items: the node then reads the resources and makes the rows itself.',
};

/**
 * Makes the table here, because the server does not, which a hint says. Rejects with a `Failure` where that is not wanted, or
 * would not be the same table.
 */
export async function madeHereInstead(
	session: Session,
	settings: ServerTable,
	{ reason, refused }: { readonly reason: string; readonly refused: boolean },
	{ does, did, elsewhere }: Messages,
): Promise<OutputItem[]> {
	const { place, criteria } = settings;
	if (place === 'server' || criteria.group !== undefined) {
		throw new Failure({
			kind: 'response',
			message: `The server does not ${does}: ${reason}`,
			advice:
				criteria.group === undefined
					? elsewhere
					: 'Only servers that run views restrict them to a group. Bulk Data → Export takes a group too, and has the output Table.',
			effect: 'rejected',
		});
	}
	session.hint(
		refused
			? `The server did not ${did}: the node read the resources instead, and made the rows itself. The reason: ${reason}`
			: `The server does not ${does}: the node read the resources instead, and made the rows itself.`,
	);
	return await tableMadeHere(session, settings);
}

async function tableMadeHere(session: Session, settings: ServerTable): Promise<OutputItem[]> {
	const { client, signal } = session;
	const { definition, release, output, limit, search, maxPages } = settings;
	const table = await openTableOf(definition, release, 'response');
	// A server that offers no search in the patient's compartment is asked in another way.
	const pages = search.scope
		? wideSearch(client, search, { maxPages }, signal)
		: client.search(searchRequest(search.settings), { maxPages }, signal);
	const rows = upTo(limit ?? Infinity, rowsOfPages(session, pages, table), session);
	return await tableItems(table.view, rows, output, session);
}
