import type { BundleEntry } from '../rest/model/resource';
import type { SearchPage } from '../rest/search/paging';
import type { TableDefinition } from '../rest/view/byType/typeTable';
import type { FhirRelease } from '../rest/view/library';
import type { Table } from '../rest/view/table';
import type { Row } from '../rest/view/view';
import { counted } from '../support/text';
import type { OutputItem } from './output';
import type { Session } from './session';
import { openTableOf, tableItems, type TableOutput } from './tableFile';

/** The table that pages are put into. */
export interface PagedTable {
	readonly definition: TableDefinition;
	readonly release: FhirRelease;
	readonly output: TableOutput;
}

/**
 * Reads pages and returns the rows of their resources, as items or as one item with a file, page by page: no page is held
 * longer than it takes. Rows of included resources come last, since one may still turn out to be a match. `pages` is called
 * once the view is known to be usable. Rejects with the `Failure` of a view, a page or a resource that cannot be used.
 */
export async function tableOfPages(
	session: Session,
	pages: () => AsyncIterable<SearchPage>,
	{ definition, release, output }: PagedTable,
): Promise<OutputItem[]> {
	const table = await openTableOf(definition, release, 'response');
	return await tableItems(table.view, rowsOfPages(session, pages(), table), output, session);
}

/** The rows of the resources on pages, in groups. Fails as `tableOfPages` does. */
export async function* rowsOfPages(
	session: Session,
	pages: AsyncIterable<SearchPage>,
	table: Table,
): AsyncGenerator<Row[], void, undefined> {
	const { resource: type } = table.view;
	const included = new Set<BundleEntry>();
	let before = 0;
	let deletions = 0;
	const rows = (entries: Iterable<BundleEntry>) => {
		const resources = [...entries].flatMap(({ resource }) => (resource ? [resource] : []));
		const made = table.rowsOf(resources, (position) => `result ${before + position + 1} of the search`);
		before += resources.length;
		return made;
	};
	for await (const page of pages) {
		page.warnings.forEach(session.hint);
		deletions += page.matches.filter(isDeletion).length;
		page.replaced.forEach((entry) => included.delete(entry));
		const isViewed = ({ resource }: BundleEntry) => type === undefined || resource?.resourceType === type;
		page.included.filter(isViewed).forEach((entry) => included.add(entry));
		yield rows(page.matches);
		// They have no rows, are counted for the hint, and need not be held.
		rows(page.included.filter((entry) => !isViewed(entry)));
	}
	yield rows(included);
	table.remarks().forEach(session.hint);
	if (deletions > 0) {
		session.hint(`${counted(deletions, 'deletion')} ${deletions === 1 ? 'has' : 'have'} no row in the table.`);
	}
}

/** In a history, a version that deletes the resource (R4 §3.1.0.10). */
function isDeletion({ resource, request }: BundleEntry): boolean {
	return resource === undefined && request?.method === 'DELETE';
}
