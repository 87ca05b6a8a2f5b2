import { readPages } from './paging';
import type { PageSource, PagingOptions, SearchPage } from './paging';
import type { FhirRequest } from '../request/request';
import type { FhirResponse } from '../response/response';

/** As `client.search`, where the first page has been read already: an operation's answer that turned out to be a Bundle. */
export function pagesFrom(
	first: FhirResponse,
	client: PageSource,
	request: FhirRequest,
	options: PagingOptions = {},
	signal?: AbortSignal,
): AsyncGenerator<SearchPage, void, undefined> {
	const source: PageSource = {
		baseUrl: client.baseUrl,
		rewriteLinks: client.rewriteLinks,
		// Only what follows a link has a URL of its own.
		send: async (asked, stop) => (asked.url === undefined ? first : await client.send(asked, stop)),
	};
	return readPages(source, request, options, signal);
}
