import { versionIn } from '../../rest/history';
import type { PagingOptions } from '../../rest/paging';
import type { FhirRequest } from '../../rest/request';
import { isResource } from '../../rest/resource';
import { simplify } from '../../rest/simplify';
import type { OutputItem, Session } from '../operation';
import type { SearchOutput } from './searchItems';

/** Reads a history over its pages and gives an item for each version, newest first; a deletion is one too. */
export async function historyItems(
	session: Session,
	request: FhirRequest,
	options: PagingOptions,
	output: SearchOutput,
): Promise<OutputItem[]> {
	const items: OutputItem[] = [];
	for await (const page of session.client.search(request, options, session.signal)) {
		if (output === 'bundles') {
			items.push({ json: { ...page.bundle } });
			continue;
		}
		for (const entry of page.matches) {
			const { resource } = entry;
			const simple = output === 'simplified' && isResource(resource);
			items.push({ json: simple ? simplify(resource) : versionIn(entry) });
		}
	}
	return items;
}
