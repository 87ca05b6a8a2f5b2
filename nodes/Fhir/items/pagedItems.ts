import { type BundleEntry, isResource } from '../rest/model/resource';
import { simplifiedItem } from '../rest/model/simplify';
import type { FhirRequest } from '../rest/request/request';
import { historyVersion } from '../rest/search/historyVersion';
import type { PagingOptions, SearchPage } from '../rest/search/paging';
import { type WideSearch, wideSearch } from '../rest/wideSearch/wideSearch';
import type { OutputItem } from './output';
import type { Session } from './session';

/** What an output item of a search holds: a resource, a resource as readable text, a page as it came, or the number that it gives. */
export type SearchOutput = 'resources' | 'simplified' | 'bundles' | 'total';

/** Where pages come from, and what an item of an entry holds. */
export interface PagedSource<Request> {
	/** Yields the pages that `request` stands for; throws the `Failure` of the first page that cannot be read. */
	readonly pages: (session: Session, request: Request, options: PagingOptions) => AsyncIterable<SearchPage>;
	readonly jsonOf: (entry: BundleEntry, output: SearchOutput) => OutputItem['json'];
}

/** A search: an item for each resource. */
export const searches: PagedSource<FhirRequest> = {
	pages: ({ client, signal }, request, options) => client.search(request, options, signal),
	jsonOf: entryJson,
};

/** A search across types or in a compartment. */
export const wideSearches: PagedSource<WideSearch> = {
	pages: ({ client, signal }, search, options) => wideSearch(client, search, options, signal),
	jsonOf: entryJson,
};

/** A history: an item for each version, newest first; a deletion is a version too. */
export const histories: PagedSource<FhirRequest> = {
	pages: searches.pages,
	jsonOf: (entry, output) => {
		const { resource } = entry;
		return output === 'simplified' && isResource(resource) ? simplifiedItem(resource) : historyVersion(entry);
	},
};

/**
 * Reads pages and returns their items: matches in the server's order, followed by the included resources, page by page; an
 * included resource that turns out to be a match on a later page is one item, the match. The server's warnings become
 * hints. Rejects with the `Failure` of the first page that cannot be read.
 */
export async function pagedItems(
	session: Session,
	pages: AsyncIterable<SearchPage>,
	output: SearchOutput,
	jsonOf: PagedSource<unknown>['jsonOf'],
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	const includedItems = new Map<BundleEntry, OutputItem>();
	const replaced = new Set<OutputItem | undefined>();
	for await (const page of pages) {
		page.warnings.forEach(session.hint);
		if (output === 'total') {
			items.push({ json: { total: page.bundle.total ?? null } });
			continue;
		}
		if (output === 'bundles') {
			items.push({ json: { ...page.bundle } });
			continue;
		}
		for (const entry of page.matches) items.push({ json: jsonOf(entry, output) });
		for (const entry of page.included) {
			const item = { json: jsonOf(entry, output) };
			includedItems.set(entry, item);
			items.push(item);
		}
		for (const entry of page.replaced) replaced.add(includedItems.get(entry));
		if (session.isFull?.(items)) break;
	}
	return replaced.size === 0 ? items : items.filter((item) => !replaced.has(item));
}

function entryJson({ resource, ...rest }: BundleEntry, output: SearchOutput): Record<string, unknown> {
	if (!isResource(resource)) return { ...rest };
	return output === 'simplified' ? simplifiedItem(resource) : resource;
}
