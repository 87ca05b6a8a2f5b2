import type { Issued } from '../servers/certificates';
import { startServer, type TestServer } from '../servers/httpServer';
import { serve } from './child';
import { patient } from './task';

let server: TestServer | undefined;

/** `/<total>/Patient?_count=…&from=…`: a search with as many matches as the path says, made up page by page. */
function pageOf(address: string, host: string): string {
	const url = new URL(address, `https://${host}`);
	const total = Number(url.pathname.split('/')[1]);
	const from = Number(url.searchParams.get('from') ?? 0);
	const size = Math.min(Number(url.searchParams.get('_count') ?? 100), 1_000);
	const end = Math.min(from + size, total);
	const entry = [];
	for (let number = from; number < end; number++) {
		const id = `patient-${number}`;
		entry.push({
			fullUrl: `${url.origin}/${total}/Patient/${id}`,
			resource: { ...patient(number), id },
			search: { mode: 'match' },
		});
	}
	const next = `${url.origin}/${total}/Patient?_count=${size}&from=${end}`;
	const link = end < total ? [{ relation: 'next', url: next }] : [];
	return JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total, link, entry });
}

serve({
	start: async ({ tls }: { tls: Issued }): Promise<string> => {
		server = await startServer(
			({ url = '/', headers }, response) => {
				response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(pageOf(url, headers.host ?? ''));
			},
			{ tls, keep: 1 },
		);
		return server.url;
	},
	requests: () => server?.received(),
});
