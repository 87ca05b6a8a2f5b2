import { type BundleEntry, isResource } from '../rest/model/resource';
import { simplify } from '../rest/model/simplify';
import type { FhirRequest } from '../rest/request/request';
import { historyVersion } from '../rest/search/historyVersion';
import type { PagingOptions, SearchPage } from '../rest/search/paging';
import type { OutputItem } from './output';
import type { Session } from './session';

/** What an output item of a search holds: a resource, a resource as readable text, or a page as it came. */
export type SearchOutput = 'resources' | 'simplified' | 'bundles';

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
	return await pagedItems(session, request, options, output, (page) =>
		[...page.matches, ...page.included].map((entry) => entryJson(entry, output)),
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
	return await pagedItems(session, request, options, output, (page) =>
		page.matches.map((entry) => {
			const { resource } = entry;
			return output === 'simplified' && isResource(resource) ? simplify(resource) : historyVersion(entry);
		}),
	);
}

async function pagedItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
	jsonOf: (page: SearchPage) => Array<OutputItem['json']>,
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	for await (const page of session.client.search(request, options, session.signal)) {
		page.warnings.forEach(session.hint);
		const jsons = output === 'bundles' ? [{ ...page.bundle }] : jsonOf(page);
		for (const json of jsons) items.push({ json });
	}
	return items;
}

function entryJson({ resource, ...rest }: BundleEntry, output: SearchOutput): Record<string, unknown> {
	if (!isResource(resource)) return { ...rest };
	return output === 'simplified' ? simplify(resource) : resource;
}
