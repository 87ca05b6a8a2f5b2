import type { PagingOptions, SearchPage } from '../rest/search/paging';
import type { FhirRequest } from '../rest/request/request';
import { isResource, type BundleEntry } from '../rest/model/resource';
import { simplify } from '../rest/model/simplify';
import type { OutputItem, Session } from '../actions/contract';
import type { Parameters } from '../form/parameters';

/** What an output item of a search holds: a resource, a resource as readable text, or a page as it came. */
export type SearchOutput = 'resources' | 'simplified' | 'bundles';

/** What *Options → Output* asks for. */
export function searchOutputOf(parameters: Parameters): SearchOutput {
	const chosen = parameters.optionText('output');
	return chosen === 'bundles' || chosen === 'simplified' ? chosen : 'resources';
}

/**
 * Runs a search over its pages and gives its items: matches first, in the server's order, each page's
 * included resources behind them. What the server warns of becomes a hint.
 */
export async function searchItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pageItems(session, request, options, output, (page) =>
		[...page.matches, ...page.included].map((entry) => entryJson(entry, output)),
	);
}

/** Goes over the pages of a request and gives what `jsonOf` makes of each, or the page as it came where that is wanted. */
export async function pageItems(
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
