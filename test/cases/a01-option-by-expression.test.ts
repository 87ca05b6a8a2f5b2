import { ExecuteContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode, type RunSettings } from '../engine/support/n8n';
import { basicAuth, fhirJson } from '../helpers/http';
import { TestCa } from '../servers/certificates';
import { type Recorded, startServer, type TestServer } from '../servers/httpServer';
import { header, ids, startEcho, tenants } from './a01-fixture';

/** A read of each item's patient. */
const read = { resource: 'resource', operation: 'get', resourceType: type('Patient'), resourceId: '={{ $json.id }}' };

describe('A1: what differs by item', () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await startEcho();
	});
	afterAll(async () => await server.close());
	beforeEach(() => server.requests.splice(0));

	/** What was sent for each item, by the ID at the end of the URL. */
	const sent = (of: (request: Recorded) => unknown) =>
		Object.fromEntries(server.requests.map((request) => [request.url.replace(/^.*\//, ''), of(request)]));
	const run = async (parameters: IDataObject, settings: Omit<RunSettings, 'parameters'> = { input: tenants }) =>
		await runNode({
			parameters: { authentication: 'none', baseUrl: `${server.url}/fhir`, ...read, ...parameters },
			...settings,
		});

	it.each([
		['in a row of Headers', header('X-Tenant', '={{ $json.tenant }}')],
		['in the name of a header', header('={{ "x-" + "tenant" }}', '={{ $json.tenant }}')],
	])('Headers: an expression %s sends each item with its own tenant', async (_where, options) => {
		expect(outputOf(await run({ options })).map(({ id }) => id)).toEqual(ids);
		expect(sent(({ headers }) => headers['x-tenant'])).toEqual({ p0: 'a', p1: 'b', p2: 'c', p3: 'a' });
	});

	it('FHIR Version', async () => {
		const input = ['4.0', '5.0', ''].map((version, index) => ({ version, id: ids[index] }));
		outputOf(await run({ options: { fhirVersion: '={{ $json.version }}' } }, { input }));
		const versions = sent(({ headers }) => /fhirVersion=([\d.]+)/.exec(headers.accept ?? '')?.[1] ?? 'none');
		expect(versions).toEqual({ p0: '4.0', p1: '5.0', p2: 'none' });
	});

	it('Timeout: only the item with the short one runs into it', async () => {
		const input = [60_000, 50].map((timeout) => ({ timeout, id: 'slow' }));
		const options = { retries: 0, timeout: '={{ $json.timeout }}' };
		const { output, errors } = await run({ options }, { input, onError: 'continueErrorOutput' });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
		expect(errors.map(({ json }) => json.error)).toEqual([expect.stringMatching(/did not respond|took longer/)]);
	});

	it('Rewrite Links to Base URL: only the item that asks for it has its next link rewritten', async () => {
		const paged = await startServer(({ url = '' }, response) => {
			const link = [{ relation: 'next', url: 'http://127.0.0.1:1/fhir/Patient?page=2' }];
			const bundle = { resourceType: 'Bundle', type: 'searchset', ...(!url.includes('page=2') && { link }) };
			response.writeHead(200, fhirJson).end(JSON.stringify(bundle));
		});
		const options = { retries: 0, rewriteLinks: '={{ $json.rewrite }}' };
		const { output, errors } = await run(
			{
				baseUrl: `${paged.url}/fhir`,
				operation: 'getAll',
				returnAll: true,
				options: { ...options, output: 'bundles' },
			},
			{ input: [{ rewrite: true }, { rewrite: false }], onError: 'continueErrorOutput' },
		);
		await paged.close();
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		expect(errors.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});

	it('a credential whose fields are expressions: each item goes to its own server with its own password', async () => {
		const credentials = {
			fhirBasicAuthApi: {
				baseUrl: `=${server.url}/{{ $json.tenant }}`,
				user: '={{ $json.tenant }}',
				password: '={{ $json.tenant }}-secret',
			},
		};
		const result = await run({ authentication: 'basic' }, { input: tenants, credentials });
		expect(outputOf(result).map(({ id }) => id)).toEqual(ids);
		expect(sent(({ url, headers }) => [url, headers.authorization])).toEqual(
			Object.fromEntries(
				tenants.map(({ tenant, id }) => [id, [`/${tenant}/Patient/${id}`, basicAuth(tenant, `${tenant}-secret`)]]),
			),
		);
	});

	it('a credential that cannot be used for one item fails for that item alone', async () => {
		const credentials = { fhirBasicAuthApi: { baseUrl: '={{ $json.url }}', user: 'u', password: 'p' } };
		const input = ['nowhere', `${server.url}/fhir`].map((url) => ({ url, id: 'p0' }));
		const result = await run({ authentication: 'basic' }, { input, credentials, onError: 'continueErrorOutput' });
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(result.errors.map(({ json }) => json.error)).toEqual(['"Base URL" is not a web address']);
	});

	it('a CA bundle whose text is an expression: only the server of its own CA is trusted', async () => {
		const cas = [TestCa.create('CA of a'), TestCa.create('CA of b')];
		const servers = await Promise.all(cas.map(async (ca) => await startEcho(ca.issue())));
		const [a, b] = servers.map(({ url }) => `${url}/fhir`);
		const [caA, caB] = cas.map(({ certificate }) => certificate);
		const input = [
			{ url: a, ca: caA },
			{ url: b, ca: caB },
			{ url: b, ca: caA },
		].map((item) => ({ ...item, id: 'p0' }));
		const result = await run(
			{ baseUrl: '={{ $json.url }}', tlsValidation: 'custom', options: { retries: 0 } },
			{ input, credentials: { fhirCaBundleApi: { caBundle: '={{ $json.ca }}' } }, onError: 'continueErrorOutput' },
		);
		await Promise.all(servers.map(async (one) => await one.close()));
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(result.errors.map(({ json }) => json.details)).toMatchObject([{ kind: 'tls' }]);
	});

	it('a credential without expressions is read once, also where options differ', async () => {
		const spy = jest.spyOn(ExecuteContext.prototype, 'getCredentials');
		const credentials = { fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, user: 'u', password: 'p' } };
		const parameters = { authentication: 'basic', options: header('x-tenant', '={{ $json.tenant }}') };
		outputOf(await run(parameters, { input: tenants, credentials }));
		const reads = spy.mock.calls.length;
		spy.mockRestore();
		expect(reads).toBe(1);
	});

	it('a connection that many items share says once what is to be said', async () => {
		const ca = TestCa.create('Old CA', { days: -1 } as never);
		const input = tenants;
		const credentials = { fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: true } };
		const options = header('x-tenant', '={{ $json.tenant }}');
		const { hints } = await run({ tlsValidation: 'custom', options }, { input, credentials });
		expect(hints.filter((hint) => /expired/.test(hint))).toEqual([expect.not.stringMatching(/times|more like/)]);
	});

	it('300 tenants are sent over no more sockets than items run in parallel', async () => {
		const input = Array.from({ length: 300 }, (_, index) => ({ id: `p${index}`, tenant: `t${index}` }));
		const before = server.connections();
		outputOf(await run({ options: { concurrency: 5, ...header('x-tenant', '={{ $json.tenant }}') } }, { input }));
		expect(new Set(server.requests.map(({ headers }) => headers['x-tenant'])).size).toBe(300);
		expect(server.connections() - before).toBeLessThanOrEqual(5);
	});

	it('Items in Parallel: a value that differs from that of the first item is refused for that item', async () => {
		const input = [2, 2, 3].map((parallel, index) => ({ parallel, id: ids[index] }));
		const options = { concurrency: '={{ $json.parallel }}' };
		const { output, errors } = await run({ options }, { input, onError: 'continueErrorOutput' });
		expect(output).toHaveLength(2);
		expect(errors.map(({ json }) => json.error)).toEqual([
			'"Items in Parallel" differs from that of the first item, but it applies to all items together',
		]);
	});
});
