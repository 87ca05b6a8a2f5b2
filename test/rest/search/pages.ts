import type { FhirClientSettings } from '../../../nodes/Fhir/rest/client';
import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import type { PagingOptions } from '../../../nodes/Fhir/rest/search/paging';
import { startServer, type TestServer } from '../../servers/httpServer';
import { allOf, clientFor } from '../support';

export interface Page {
	ids?: string[];
	entry?: unknown[];
	next?: string;
	self?: string;
	status?: number;
}

/** The search that the tests run. */
export const search: FhirRequest = { interaction: 'search', method: 'GET', path: 'Patient', query: [['name', 'x']] };
export const patient = (id: string) => ({
	fullUrl: `http://h/fhir/Patient/${id}`,
	resource: { resourceType: 'Patient', id },
	search: { mode: 'match' },
});
export const bundleOf = ({ ids = [], entry, next, self }: Page) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	link: [...(self ? [{ relation: 'self', url: self }] : []), ...(next ? [{ relation: 'next', url: next }] : [])],
	entry: entry ?? ids.map(patient),
});

/** Servers to close after each test. */
export const open: TestServer[] = [];
/** Closes them. */
export async function closeAll() {
	await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A server with a page for each URL (without `_count`), and a client on it. */
export async function pagesAt(
	pages: (url: string) => Record<string, Page>,
	settings: Partial<FhirClientSettings> = {},
) {
	let all: Record<string, Page> = {};
	const server = await startServer(({ url = '' }, response) => {
		const page = all[url.replace(/[?&]_count=200$/, '')];
		const status = page?.status ?? (page ? 200 : 404);
		response.writeHead(status, { 'content-type': 'application/fhir+json' });
		response.end(
			JSON.stringify(
				page && !page.status
					? bundleOf(page)
					: {
							resourceType: 'OperationOutcome',
							issue: [{ severity: 'error', code: 'processing', diagnostics: 'Words' }],
						},
			),
		);
	});
	open.push(server);
	all = pages(server.url);
	const client = clientFor(`${server.url}/fhir`, settings);
	const ids = async (options?: PagingOptions, request = search) =>
		(await allOf(client.search(request, options))).flatMap(({ matches }) =>
			matches.map(({ resource }) => resource?.id),
		);
	return { server, client, ids, urls: () => server.requests.map(({ url }) => url) };
}

/** Where that search begins. */
export const first = '/fhir/Patient?name=x';
