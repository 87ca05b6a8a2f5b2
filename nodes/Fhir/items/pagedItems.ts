import { type BundleEntry, isResource } from '../rest/model/resource';
import { simplifiedItem } from '../rest/model/simplify';
import type { FhirRequest } from '../rest/request/request';
import { historyVersion } from '../rest/search/historyVersion';
import type { PagingOptions, SearchPage } from '../rest/search/paging';
import { type WideSearch, wideSearch } from '../rest/wideSearch/wideSearch';
import type { OutputItem } from './output';
import type { Session } from './session';

/** What an output item of a search holds: a resource, a resource as readable text, or a page as it came. */
export type SearchOutput = 'resources' | 'simplified' | 'bundles';

/** Reads the pages that `request` stands for and returns their items. */
export type PagedItems<Request> = (
	session: Session,
	request: Request,
	options: PagingOptions,
	output: SearchOutput,
) => Promise<OutputItem[]>;

/**
 * Runs a search over its pages and returns its items: matches in the server's order, followed by the included resources,
 * page by page; an included resource that turns out to be a match on a later page is one item, the match. The server's
 * warnings become hints. Rejects with the `Failure` of the first page that cannot be read.
 */
export async function searchItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pagedItems(session, session.client.search(request, options, session.signal), output, (entry) =>
		entryJson(entry, output),
	);
}

/** Like `searchItems`, for a search across types or in a compartment. */
export async function wideSearchItems(
	session: Session,
	search: WideSearch,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pagedItems(session, wideSearch(session.client, search, options, session.signal), output, (entry) =>
		entryJson(entry, output),
	);
}

/**
 * Reads a history over its pages and returns an item for each version, newest first; a deletion is a version too. Hints
 * and failures as for `searchItems`.
 */
export async function historyItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pagedItems(session, session.client.search(request, options, session.signal), output, (entry) => {
		const { resource } = entry;
		return output === 'simplified' && isResource(resource) ? simplifiedItem(resource) : historyVersion(entry);
	});
}

async function pagedItems(
	session: Session,
	pages: AsyncIterable<SearchPage>,
	output: SearchOutput,
	jsonOf: (entry: BundleEntry) => OutputItem['json'],
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	const includedItems = new Map<BundleEntry, OutputItem>();
	const replaced = new Set<OutputItem | undefined>();
	for await (const page of pages) {
		page.warnings.forEach(session.hint);
		if (output === 'bundles') {
			items.push({ json: { ...page.bundle } });
			continue;
		}
		for (const entry of page.matches) items.push({ json: jsonOf(entry) });
		for (const entry of page.included) {
			const item = { json: jsonOf(entry) };
			includedItems.set(entry, item);
			items.push(item);
		}
		for (const entry of page.replaced) replaced.add(includedItems.get(entry));
	}
	return replaced.size === 0 ? items : items.filter((item) => !replaced.has(item));
}

function entryJson({ resource, ...rest }: BundleEntry, output: SearchOutput): Record<string, unknown> {
	if (!isResource(resource)) return { ...rest };
	return output === 'simplified' ? simplifiedItem(resource) : resource;
}
