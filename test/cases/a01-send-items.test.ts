import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../engine/support/fixtures';
import { runNode, type RunSettings } from '../engine/support/n8n';
import { basicAuth } from '../helpers/http';
import type { TestServer } from '../servers/httpServer';
import { header, startEcho, tenants } from './a01-fixture';

describe('A1: Bundle → Send Items, what differs by item', () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await startEcho();
	});
	afterAll(async () => await server.close());
	beforeEach(() => server.requests.splice(0));

	const bundles = () => server.requests.map(({ url, headers, body }) => ({ url, headers, ...bundleIn(body) }));
	const run = async (input: IDataObject[], parameters: IDataObject, settings: Partial<RunSettings> = {}) =>
		await runNode({
			parameters: {
				resource: 'bundle',
				operation: 'sendItems',
				authentication: 'none',
				baseUrl: `${server.url}/fhir`,
				body: '={{ { resourceType: "Patient", id: $json.id } }}',
				...parameters,
			},
			input,
			...settings,
		});

	it('Headers: each tenant has Bundles of its own, and the output has the order of the input', async () => {
		const options = header('x-tenant', '={{ $json.tenant }}');
		const output = outputOf(await run(tenants, { options }));
		expect(output.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'a']);
		const sent = bundles().map(({ headers, ids: patients }) => [headers['x-tenant'], patients]);
		expect(Object.fromEntries(sent)).toEqual({ a: ['p0', 'p3'], b: ['p1'], c: ['p2'] });
	});

	it('a credential whose fields are expressions: each server gets its own items with its own password', async () => {
		const credentials = {
			fhirBasicAuthApi: { baseUrl: `=${server.url}/{{ $json.tenant }}`, user: 'u', password: '={{ $json.tenant }}' },
		};
		outputOf(await run(tenants, { authentication: 'basic' }, { credentials }));
		const sent = bundles().map(({ url, headers, ids: patients }) => [url, [headers.authorization, patients]]);
		expect(Object.fromEntries(sent)).toEqual({
			'/a': [basicAuth('u', 'a'), ['p0', 'p3']],
			'/b': [basicAuth('u', 'b'), ['p1']],
			'/c': [basicAuth('u', 'c'), ['p2']],
		});
	});

	it('Return and Entries per Bundle: items with equal settings share a Bundle', async () => {
		const input = [
			{ entries: 2, back: 'minimal' },
			{ entries: 3, back: 'minimal' },
			{ entries: 2, back: 'representation' },
			{ entries: 2, back: 'minimal' },
			{ entries: 2, back: 'minimal' },
		].map((item, index) => ({ ...item, id: `p${index}` }));
		const options = { return: '={{ $json.back }}', bundleEntries: '={{ $json.entries }}' };
		outputOf(await run(input, { options }));
		const sent = bundles().map(({ headers, ids: patients }) => `${String(headers.prefer)} ${patients.join()}`);
		expect(sent.sort()).toEqual([
			'return=minimal p0,p3',
			'return=minimal p1',
			'return=minimal p4',
			'return=representation p2',
		]);
	});

	it('two writes of one resource keep their order, also where they are in Bundles of different settings', async () => {
		const input = ['minimal', 'representation', 'minimal'].map((back) => ({ back, id: 'same' }));
		const parameters = {
			itemMethod: 'update',
			resourceId: '={{ $json.id }}',
			options: { return: '={{ $json.back }}' },
		};
		outputOf(await run(input, parameters));
		expect(bundles().map(({ headers }) => headers.prefer)).toEqual([
			'return=minimal',
			'return=representation',
			'return=minimal',
		]);
	});

	it('equal full URLs are possible in the Bundles of two tenants, and not in those of one', async () => {
		const options = {
			...header('x-tenant', '={{ $json.tenant }}'),
			fullUrl: 'urn:uuid:7d1c2f9e-8b1c-4f0e-9a4f-000000000001',
		};
		const parameters = { bundleType: 'transaction', options };
		const result = await run(tenants, parameters, { onError: 'continueErrorOutput' });
		expect(result.output).toHaveLength(3);
		expect(result.errors.map(({ json }) => json.error)).toEqual(['"Full URL" is the same as that of item 0']);
	});

	it('items of different tenants that refer to each other by full URL are refused, and nothing is sent', async () => {
		const urn = 'urn:uuid:7d1c2f9e-8b1c-4f0e-9a4f-000000000001';
		const input = [
			{ tenant: 'a', urn },
			{ tenant: 'b', link: urn },
		];
		const options = { ...header('x-tenant', '={{ $json.tenant }}'), fullUrl: '={{ $json.urn ?? "" }}' };
		const body =
			'={{ { resourceType: "Patient", managingOrganization: { reference: $json.link ?? "Organization/1" } } }}';
		const { error } = await run(input, { bundleType: 'transaction', body, options });
		expect(error?.message).toMatch(
			/^Items 0, 1 refer to each other by their full URLs, but cannot be sent in one Bundle/,
		);
		expect(server.requests).toEqual([]);
	});

	it('Bundles in Parallel: a value that differs from that of the first item is an input error', async () => {
		const input = [2, 3].map((parallel) => ({ parallel, id: 'p0' }));
		const { error } = await run(input, { options: { bundleConcurrency: '={{ $json.parallel }}' } });
		expect(error?.message).toMatch(/^"Bundles in Parallel" differs from that of the first item/);
		expect(server.requests).toEqual([]);
	});
});

function bundleIn(body: string): { type: string; ids: unknown[] } {
	const { type: bundleType, entry } = JSON.parse(body) as { type: string; entry: Array<{ resource: IDataObject }> };
	return { type: bundleType, ids: entry.map(({ resource }) => resource.id) };
}
