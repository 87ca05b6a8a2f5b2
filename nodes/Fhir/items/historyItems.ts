import { versionIn } from '../rest/search/historyVersion';
import type { PagingOptions } from '../rest/search/paging';
import type { FhirRequest } from '../rest/request/request';
import { isResource } from '../rest/model/resource';
import { simplify } from '../rest/model/simplify';
import type { OutputItem, Session } from '../actions/contract';
import { pageItems, type SearchOutput } from './searchItems';

/** Reads a history over its pages and gives an item for each version, newest first; a deletion is one too. */
export async function historyItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	return await pageItems(session, request, options, output, (page) =>
		page.matches.map((entry) => {
			const { resource } = entry;
			return output === 'simplified' && isResource(resource) ? simplify(resource) : versionIn(entry);
		}),
	);
}
