import { startServer } from '../servers/httpServer';
import { outputOf } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';

/** Sends Bundles, each with one entry, and gives the number of requests that were under way at the same time at most. */
async function parallel(urls: readonly string[], methods: readonly string[] = []) {
	let running = 0;
	let most = 0;
	const server = await startServer(async (_request, response) => {
		most = Math.max(most, ++running);
		await new Promise((resolve) => setTimeout(resolve, 60));
		running--;
		response.writeHead(200, { 'content-type': 'application/fhir+json' });
		response.end('{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"200"}}]}');
	});
	const base = `${server.url}/fhir`;
	try {
		const input = urls.map((url, index) => ({
			resourceType: 'Bundle',
			type: 'batch',
			entry: [
				{
					resource: { resourceType: 'Patient' },
					request: { method: methods[index] ?? 'PUT', url: url.replace('{base}', base) },
				},
			],
		}));
		const parameters = { resource: 'bundle', operation: 'send', authentication: 'none', baseUrl: base };
		outputOf(await runNode({ parameters, input: input }));
		return most;
	} finally {
		await server.close();
	}
}

describe('E38: two Bundles that write one resource', () => {
	it.each([
		['/Patient/1'],
		['{base}/Patient/1'],
		['Patient/1/_history/2'],
		['Patient/1/'],
		['{base}/Patient/1/_history/2'],
		['Patient?_id=1'],
		['/Patient?_id=1'],
	])('are sent one after another, also as %s', async (url) => {
		expect(await parallel(['Patient/1', url])).toBe(1);
	});

	it.each([['/Patient?identifier=a|1&name=x'], ['{base}/Patient?name=x&identifier=a|1']])(
		'are sent one after another under the same condition, also as %s',
		async (url) => {
			expect(await parallel(['Patient?identifier=a|1&name=x', url])).toBe(1);
		},
	);

	it('are sent at the same time where the resources differ', async () => {
		expect(await parallel(['Patient/1', '{base}/Patient/2', '/Observation/1'])).toBe(3);
	});
});
