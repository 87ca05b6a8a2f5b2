import type { IDataObject } from 'n8n-workflow';
import { createServer, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { covers, parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { scripted } from '../engine/support/scripted';
import { startServer } from '../servers/httpServer';
import { TestCa } from '../servers/certificates';

describe('E38: an address below the base URL is not own', () => {
	const base = parseBaseUrl('https://fhir.example/tenant/r4');
	it.each([
		'..%3b/x',
		'..%253b/x',
		'..;/x',
		'..;a=b/x',
		'%c0%ae%c0%ae/x',
		'%c0%ae%c0%ae%c0%afx',
		'%e0%80%ae%e0%80%ae/x',
		'%25c0%25ae%25c0%25ae/x',
		'%2e%2e%2fx',
		'%252e%252e%252fx',
		'%2525252e%2525252e/x',
		'..%5cx',
		'..%255cx',
		'..%2fx',
		'a%2f..%2f..%2fx',
		'%uff0e%uff0e/x',
		'%u002e%u002e/x',
		'%ef%bc%8e%ef%bc%8e/x',
		'%e2%80%a5/x',
		'%ef%bc%8f..',
		'..%20/x',
		'..%2520/x',
		'..%09/x',
		'..%00/x',
		'..%0d%0a',
		'..%3fx',
		'..%23x',
		'.%3b/x',
		'%2e%3b/..%3b/x',
		'x\u2025/..%c2%a0/',
		'Patient%2f1',
		'Patient%5c1',
		'Patient/1%00',
	])('if a gateway could decode it into another path: %s', (path) => {
		expect(covers(base, `${base.href}/${path}`)).toBe(false);
	});

	it.each([
		'Patient/1',
		'Patient/a%20b',
		'Patient/M%C3%BCller',
		'Patient/100%25',
		'Patient/a%25b',
		'Patient/a;b=c',
		'Patient/a%3Ab',
		'Patient/a..b',
		'.well-known/smart-configuration',
		'Patient?name=..%2f..%3b',
		'Patient/$everything',
		'Patient/..a',
		'urn%3Aoid%3A1.2',
	])('unless it is harmless: %s', (path) => {
		expect(covers(base, `${base.href}/${path}`)).toBe(true);
	});

	it('and gets no login, where a server links to it', async () => {
		for (const escape of ['..%3b/admin', '..%253b/admin', '%c0%ae%c0%ae/admin']) {
			const server = await startServer(({ url = '' }, response) => {
				const link = url.includes('admin') ? [] : [{ relation: 'next', url: `${server.url}/fhir/${escape}?page=2` }];
				response
					.writeHead(200, { 'content-type': 'application/fhir+json' })
					.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link }));
			});
			await runNode({
				parameters: {
					resource: 'resource',
					operation: 'getAll',
					returnAll: true,
					authentication: 'basic',
					resourceType: type('Patient'),
				},
				credentials: { fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, user: 'u', password: 'planted-password' } },
			});
			await server.close();
			expect(server.requests.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false]);
		}
	});
});

describe('E38: an impostor', () => {
	const ca = TestCa.create('Hospital Root CA');
	const other = TestCa.create('Impostor CA');
	const client = ca.issue({ client: true });

	it.each(['TLSv1.2', 'TLSv1.3'] as const)(
		'does not see the client certificate a second time through the diagnosis (%s)',
		async (version) => {
			const leaf = other.issue({ hosts: ['localhost'] });
			const connections: Array<number | undefined> = [];
			const shown: Array<number | undefined> = [];
			const options: TlsOptions = {
				cert: leaf.cert,
				key: leaf.key,
				requestCert: true,
				rejectUnauthorized: false,
				minVersion: version,
				maxVersion: version,
			};
			const server = createServer(options, (socket) => {
				if (Object.keys(socket.getPeerCertificate()).length > 0) shown.push(socket.remotePort);
				socket.on('error', () => undefined);
			});
			server.on('tlsClientError', () => undefined);
			server.on('connection', ({ remotePort }) => connections.push(remotePort));
			await new Promise<void>((resolve) => void server.listen(0, resolve));
			const { port } = server.address() as AddressInfo;
			const result = await runNode({
				parameters: {
					resource: 'resource',
					operation: 'get',
					authentication: 'none',
					baseUrl: `https://localhost:${port}/fhir`,
					tlsValidation: 'custom',
					resourceType: type('Patient'),
					resourceId: '1',
					options: { retries: 0 },
				},
				credentials: {
					fhirCaBundleApi: {
						caBundle: ca.certificate,
						mutualTls: true,
						clientCertificate: client.cert,
						clientPrivateKey: client.key,
					},
				},
			});
			await new Promise((resolve) => void server.close(resolve));
			expect(result.error?.message).toContain('Impostor CA');
			expect(connections.length).toBeGreaterThan(1);
			expect(connections.slice(1).filter((port) => shown.includes(port))).toEqual([]);
		},
	);
});

describe('E38: what a server returns does not land on the error branch:', () => {
	const run = { resource: 'operation', operation: 'run', level: 'system', operationName: '$check', httpMethod: 'POST' };
	const json = { 'content-type': 'application/json' };
	const hint = expect.stringMatching(/has|with a member "error".*field "data"/);

	it.each<[string, IDataObject, object, Record<string, string>]>([
		['JSON of an operation', run, { error: 'none', message: 'All is well' }, json],
		['JSON of an operation with details', run, { error: { code: 0 }, details: {} }, json],
		['JSON of an operation with more members', run, { error: 'none', count: 3 }, json],
		['a member $error', run, { $error: { message: 'x' }, $json: {} }, json],
		[
			'the SMART configuration',
			{ resource: 'server', operation: 'getSmartConfiguration' },
			{ error: 'x', message: 'y' },
			json,
		],
	])('%s', async (_what, parameters, body, headers) => {
		const result = await scripted([{ headers, body: JSON.stringify(body) }], parameters, {
			onError: 'continueErrorOutput',
		});
		expect(result.errors).toEqual([]);
		expect(outputOf(result)).toEqual([{ data: body }]);
		expect(result.hints).toEqual([hint]);
	});

	it('Parameters with a parameter of that name', async () => {
		const parameter = [
			{ name: 'error', valueString: 'none' },
			{ name: 'message', valueString: 'well' },
		];
		const result = await scripted([{ body: { resourceType: 'Parameters', parameter } }], run, {
			onError: 'continueErrorOutput',
		});
		expect(result.errors).toEqual([]);
		expect(outputOf(result)).toEqual([{ data: { error: 'none', message: 'well' } }]);
	});

	it('data of a GraphQL query with a field of that name', async () => {
		const query = { resource: 'server', operation: 'graphql', graphqlQuery: '{ error: Patient(id: 1) { id } }' };
		const result = await scripted([{ headers: json, body: JSON.stringify({ data: { error: { id: '1' } } }) }], query, {
			onError: 'continueErrorOutput',
		});
		expect(result.errors).toEqual([]);
		expect(outputOf(result)).toEqual([{ data: { error: { id: '1' } } }]);
	});

	const manifest = { transactionTime: '2026-01-01T00:00:00Z', output: [], error: [] };
	const manifestResponse = [{ headers: json, body: JSON.stringify(manifest) }];

	it('the manifest of an export stays as it is: its list of error files is no error', async () => {
		const result = await scripted(manifestResponse, run, { onError: 'continueErrorOutput' });
		expect(result.errors).toEqual([]);
		expect(outputOf(result)).toEqual([manifest]);
		expect(result.hints).toEqual([]);
	});

	it('the manifest of an export does not make Retry On Fail repeat the node', async () => {
		const result = await scripted(manifestResponse, run, { retryOnFail: true });
		expect(result.sent).toHaveLength(1);
		expect(outputOf(result)).toEqual([{ data: manifest }]);
		expect(result.hints).toEqual([hint]);
	});

	it('without such a member, or with an empty one, it stays as it is', async () => {
		for (const body of [{ error: null, message: 'x' }, { error: false }, { message: 'x' }]) {
			const result = await scripted([{ headers: json, body: JSON.stringify(body) }], run, {
				onError: 'continueErrorOutput',
			});
			expect(outputOf(result)).toEqual([body]);
			expect(result.hints).toEqual([]);
		}
	});
});
