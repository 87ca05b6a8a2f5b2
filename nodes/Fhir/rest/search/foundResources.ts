import { isResource, type Resource } from '../model/resource';
import type { FhirRequest } from '../request/request';
import type { PagingOptions, SearchPage } from './paging';

/** What can be searched: a client. */
export interface Searchable {
	search(
		request: FhirRequest,
		options?: PagingOptions,
		signal?: AbortSignal,
	): AsyncGenerator<SearchPage, void, undefined>;
}

/** The first resources, at most `limit`, that match a search. Throws what `FhirClient.search` throws. */
export async function foundResources(
	client: Searchable,
	request: FhirRequest,
	limit: number,
	signal?: AbortSignal,
): Promise<Resource[]> {
	const found: Resource[] = [];
	for await (const { matches } of client.search(request, { limit }, signal)) {
		for (const { resource } of matches) if (isResource(resource)) found.push(resource);
	}
	return found;
}
