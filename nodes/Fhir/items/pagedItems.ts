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
 * page by page. The server's warnings become hints. Rejects with the `Failure` of the first page that cannot be read.
 */
export async function searchItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pagedItems(session, session.client.search(request, options, session.signal), output, (page) =>
		foundIn(page, output),
	);
}

/** Like `searchItems`, for a search across types or in a compartment. */
export async function wideSearchItems(
	session: Session,
	search: WideSearch,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pagedItems(session, wideSearch(session.client, search, options, session.signal), output, (page) =>
		foundIn(page, output),
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
	return await pagedItems(session, session.client.search(request, options, session.signal), output, (page) =>
		page.matches.map((entry) => {
			const { resource } = entry;
			return output === 'simplified' && isResource(resource) ? simplifiedItem(resource) : historyVersion(entry);
		}),
	);
}

async function pagedItems(
	session: Session,
	pages: AsyncIterable<SearchPage>,
	output: SearchOutput,
	jsonOf: (page: SearchPage) => Array<OutputItem['json']>,
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	for await (const page of pages) {
		page.warnings.forEach(session.hint);
		const jsons = output === 'bundles' ? [{ ...page.bundle }] : jsonOf(page);
		for (const json of jsons) items.push({ json });
	}
	return items;
}

function foundIn({ matches, included }: SearchPage, output: SearchOutput): Array<OutputItem['json']> {
	return [...matches, ...included].map((entry) => entryJson(entry, output));
}

function entryJson({ resource, ...rest }: BundleEntry, output: SearchOutput): Record<string, unknown> {
	if (!isResource(resource)) return { ...rest };
	return output === 'simplified' ? simplifiedItem(resource) : resource;
}
