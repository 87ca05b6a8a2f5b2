import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import type { ClientCredentialsSettings } from '../../../nodes/Fhir/transport/auth/settings';
import { selfSigned, TestCa } from '../../servers/certificates';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { failureOf, grant, headerOf, testClient, testRuntime, testSettings, tokenServer } from './support';

const token = grant({ access_token: 'token' });

/** A FHIR server at /fhir with these pages; its token endpoint accepts any path. */
async function fhirServer(pages: Record<string, unknown>): Promise<TestServer> {
	return await tokenServer((request, response) => {
		const path = request.url ?? '';
		if (request.method === 'POST') return token(request, response);
		if (!(path in pages)) return void response.writeHead(404).end('{"resourceType":"OperationOutcome"}');
		response.end(typeof pages[path] === 'string' ? pages[path] : JSON.stringify(pages[path]));
	});
}

const smart = '/fhir/.well-known/smart-configuration';
const capabilities = (valueUri: string) => ({
	resourceType: 'CapabilityStatement',
	rest: [
		{
			mode: 'server',
			security: {
				extension: [
					{ url: 'http://example.org/other', valueString: 'x' },
					{
						url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
						extension: [
							{ url: 'authorize', valueUri: 'https://login.example.org/authorize' },
							{ url: 'token', valueUri },
						],
					},
				],
			},
		},
	],
});

const visits = (server: TestServer) => server.requests.map(({ method, url }) => `${method} ${url}`);

describe('OAuth2 discovery: the token endpoint is read from', () => {
	it("the FHIR server's SMART configuration", async () => {
		const other = await tokenServer(token);
		const server = await fhirServer({ [smart]: { token_endpoint: `${other.url}/oauth/token` } });
		expect(await headerOf(testSettings(`${server.url}/fhir`))).toBe('Bearer token');
		expect(visits(server)).toEqual([`GET ${smart}`]);
		expect(visits(other)).toEqual(['POST /oauth/token']);
	});

	it.each([
		['relative to the root', '/auth/token', '/auth/token'],
		['relative to the base URL', 'auth/token', '/fhir/auth/token'],
	])('the SMART configuration as a relative URL, %s', async (_what, token_endpoint, path) => {
		const server = await fhirServer({ [smart]: { token_endpoint } });
		await headerOf(testSettings(`${server.url}/fhir`));
		expect(visits(server)).toEqual([`GET ${smart}`, `POST ${path}`]);
	});

	it.each<[string, Record<string, unknown>]>([
		['is missing', {}],
		['names no token endpoint', { [smart]: { authorization_endpoint: 'https://login.example.org' } }],
		['is an HTML page', { [smart]: '<html></html>' }],
	])('the OAuth extension of the CapabilityStatement if the SMART configuration %s', async (_why, pages) => {
		const server = await fhirServer({ ...pages, '/fhir/metadata': capabilities('/token') });
		expect(await headerOf(testSettings(`${server.url}/fhir`))).toBe('Bearer token');
		expect(visits(server)).toEqual([`GET ${smart}`, 'GET /fhir/metadata', 'POST /token']);
	});

	it('a cache for an hour', async () => {
		const server = await fhirServer({ [smart]: { token_endpoint: '/token' } });
		const runtime = testRuntime();
		const settings = testSettings(`${server.url}/fhir`);
		const again = async (more: Partial<ClientCredentialsSettings>) => {
			server.requests.length = 0;
			await headerOf({ ...settings, ...more }, runtime);
			return visits(server);
		};
		expect(await again({})).toEqual([`GET ${smart}`, 'POST /token']);
		expect(await again({ scope: 'a' })).toEqual(['POST /token']);
		expect(await again({ scope: 'b', tlsKey: 'other' })).toEqual([`GET ${smart}`, 'POST /token']);
		runtime.time += 3_599_999;
		expect(await again({ scope: 'still b' })).toEqual(['POST /token']);
		runtime.time += 1;
		expect(await again({ scope: 'c' })).toEqual([`GET ${smart}`, 'POST /token']);
	});

	it('the FHIR server again after a token call has failed', async () => {
		let endpoint = '/gone';
		const server = await tokenServer((request, response) => {
			if (request.url === smart) response.end(JSON.stringify({ token_endpoint: endpoint }));
			else if (request.url === '/moved') return token(request, response);
			else response.writeHead(404).end();
			return undefined;
		});
		const runtime = testRuntime();
		const settings = testSettings(`${server.url}/fhir`);
		const failure = await failureOf(headerOf(settings, runtime));
		expect(failure.advice).toContain('The FHIR server named this address itself');
		endpoint = '/moved';
		runtime.time += 6_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token');
	});
});

describe('OAuth2 discovery: a failure reports that the FHIR server names', () => {
	it.each<[string, Record<string, unknown>, string]>([
		['no token endpoint', {}, 'The FHIR server does not say where to get access tokens'],
		[
			'something that is not a web address',
			{ [smart]: { token_endpoint: 'javascript:alert(1)' } },
			'The FHIR server names a token endpoint that is not a web address',
		],
		[
			'a token endpoint with a password in its URL',
			{ [smart]: { token_endpoint: 'https://a:b@login.example.org/' } },
			'The FHIR server names a token endpoint that is not a web address',
		],
		[
			'nothing usable in invalid JSON structures',
			{ [smart]: ['x'], '/fhir/metadata': { rest: [null, { security: { extension: 'x' } }] } },
			'The FHIR server does not say where to get access tokens',
		],
	])('%s', async (_what, pages, message) => {
		const server = await fhirServer(pages);
		const failure = await failureOf(headerOf(testSettings(`${server.url}/fhir`)));
		expect(failure).toMatchObject({ kind: 'authorization', message });
		expect(failure.advice).toContain('"Token URL"');
		expect(visits(server).filter((visit) => visit.startsWith('POST'))).toEqual([]);
	});

	it('a token endpoint that is not encrypted although the server is, and nothing is sent there', async () => {
		const plain = await tokenServer(token);
		const server = await startServer(
			(_request, response) => void response.end(JSON.stringify({ token_endpoint: `${plain.url}/token` })),
			{ tls: selfSigned() },
		);
		const failure = await failureOf(headerOf(testSettings(`${server.url}/fhir`)));
		await server.close();
		expect(failure.message).toBe('The FHIR server names a token endpoint that is not encrypted');
		expect(plain.requests).toEqual([]);
	});
});

describe('OAuth2 discovery and token calls:', () => {
	it('neither carries headers of the FHIR server, and discovery carries no secret', async () => {
		const elsewhere = await tokenServer(token);
		const pages: Handler = (request, response) =>
			void response.end(JSON.stringify(request.url === smart ? { token_endpoint: `${elsewhere.url}/token` } : {}));
		const server = await tokenServer(pages);
		const runtime = testRuntime();
		const settings = testSettings(`${server.url}/fhir`);
		const http = testClient(`${server.url}/fhir`, runtime, {
			authorization: clientCredentials(settings, runtime),
			headers: { 'x-api-key': 'planted', cookie: 'planted' },
		});
		await (await http.send({ method: 'GET', url: `${server.url}/fhir/Patient` })).discard();
		const [discovery, read] = server.requests;
		expect(read?.headers).toMatchObject({ authorization: 'Bearer token', 'x-api-key': 'planted' });
		expect(discovery?.headers).not.toHaveProperty('authorization');
		const [call] = elsewhere.requests;
		expect(call?.headers.authorization).toMatch(/^Basic /);
		for (const name of ['x-api-key', 'cookie']) expect(call?.headers).not.toHaveProperty(name);
	});

	it('the client certificate is shown to a typed token URL, but not to another host that the server names', async () => {
		const ca = TestCa.create();
		const { chain: cert, key } = ca.issue();
		const server: { fhir?: TestServer; token?: TestServer } = {};
		const options = { cert, key, ca: ca.certificate, requestCert: true, rejectUnauthorized: false };
		server.token = await startServer(token, { tls: options });
		server.fhir = await startServer(
			(_request, response) => void response.end(JSON.stringify({ token_endpoint: `${server.token?.url}/named` })),
			{ tls: options },
		);
		const own = ca.issue({ client: true, commonName: 'engine' });
		const base = `${server.fhir.url}/fhir`;
		const runtime = testRuntime();
		const http = testClient(base, runtime, {
			tls: { mode: 'skip', clientCertificate: { certificate: own.chain, key: own.key } },
		});
		await clientCredentials(testSettings(base), runtime).header(http);
		await clientCredentials(testSettings(base, { tokenUrl: `${server.token.url}/typed` }), runtime).header(http);
		const shown = [server.fhir, server.token].flatMap(({ requests }) =>
			requests.map(({ url, clientCertificate }) => [url, clientCertificate]),
		);
		await Promise.all([server.fhir.close(), server.token.close()]);
		expect(shown).toEqual([
			[smart, 'engine'],
			['/named', undefined],
			['/typed', 'engine'],
		]);
	});
});
