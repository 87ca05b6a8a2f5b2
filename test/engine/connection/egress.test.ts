import 'reflect-metadata';
import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { restoreProxyVariables, setProxyVariables } from '../../helpers/proxyVariables';
import { TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { startProxy } from '../../servers/proxy';
import { tested } from '../credentials/credentialDialog';
import { outputOf, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';

const policy = Container.get(SsrfProtectionConfig);
// The administrator allows the host name of the FHIR server. n8n's defaults block all other local addresses.
Object.assign(policy, { allowedHostnames: ['localhost'] });

const ca = TestCa.create('Hospital Root CA');
const patient = { resourceType: 'Patient', id: '1' };

let home: TestServer;
let blocked: TestServer;
let script: (path: string) => { status?: number; location?: string; body?: object } | undefined;

beforeAll(async () => {
	home = await startServer(
		({ url = '' }, response) => {
			const { status = 200, location, body = patient } = script(url) ?? {};
			response.writeHead(status, { 'content-type': 'application/fhir+json', ...(location && { location }) });
			response.end(JSON.stringify(body));
		},
		{ tls: ca.issue() },
	);
	blocked = await startServer((_request, response) => void response.end('{}'), { tls: ca.issue() });
});
afterAll(async () => await Promise.all([home.close(), blocked.close()]));
beforeEach(() => {
	policy.enabled = true;
	script = () => undefined;
});
afterEach(() => {
	policy.enabled = false;
	// The node has not even connected to the blocked server.
	expect(blocked.connections()).toBe(0);
});

const forbidden = () => `https://127.0.0.1:${blocked.port}`;
const login = (fields: IDataObject = {}): IDataObject => ({
	baseUrl: `${home.url}/fhir`,
	user: 'u',
	password: 'p',
	clientId: 'client',
	clientSecret: 'secret',
	clientAuthentication: 'secretHeader',
	...fields,
});

async function read(parameters: IDataObject = {}, fields: IDataObject = {}): Promise<RunResult> {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'basic',
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			options: { retries: 0 },
			...parameters,
		},
		credentials: {
			fhirBasicAuthApi: login(fields),
			fhirOAuth2Api: login(fields),
			fhirCaBundleApi: { caBundle: ca.certificate },
		},
	});
}

describe('n8n’s egress filter:', () => {
	const refusal = 'This n8n may not send requests to 127.0.0.1';

	test('a request to an allowed server is sent', async () => {
		expect(outputOf(await read())).toEqual([patient]);
	});

	test('a blocked address as the base URL is refused in every TLS mode', async () => {
		for (const tlsValidation of ['default', 'custom', 'skip']) {
			const { error } = await read({ tlsValidation }, { baseUrl: `${forbidden()}/fhir` });
			expect(error?.message).toBe(refusal);
			expect(error?.description).toContain('administrator');
		}
	});

	test('a blocked address in a next link is refused', async () => {
		const link = [{ relation: 'next', url: `${forbidden()}/fhir/page` }];
		script = () => ({ body: { resourceType: 'Bundle', type: 'searchset', link } });
		expect((await read({ operation: 'getAll', returnAll: true })).error?.message).toContain(refusal);
	});

	test.each([301, 302, 303, 307, 308])('a blocked address in a redirect with status %d is refused', async (status) => {
		script = () => ({ status, location: `${forbidden()}/fhir/Patient/1` });
		expect((await read()).error?.message).toBe(refusal);
	});

	test('a blocked address as the token endpoint is refused, entered or discovered', async () => {
		const typed = await read({ authentication: 'oAuth2' }, { tokenUrl: `${forbidden()}/token` });
		expect(typed.error?.message).toContain(refusal);
		script = (url) => (url.includes('smart-') ? { body: { token_endpoint: `${forbidden()}/token` } } : undefined);
		const named = await read({ authentication: 'oAuth2' });
		expect(named.error?.message).toContain(refusal);
	});

	test('a blocked address is refused in the connection tests of all credentials', async () => {
		const test = {
			testTlsValidation: 'custom',
			testCaBundle: ca.certificate,
			testUrl: forbidden(),
			caBundle: ca.certificate,
		};
		const data = { ...login({ baseUrl: `${forbidden()}/fhir`, tokenUrl: `${forbidden()}/token` }), ...test } as never;
		for (const name of ['fhirBasicAuthApiTest', 'fhirOAuth2ApiTest', 'fhirCaBundleApiTest'] as const) {
			expect(await tested(name, data)).toMatchObject({ status: 'Error', message: expect.stringContaining(refusal) });
		}
	});

	test('a connection test of an allowed server sends only its own requests', async () => {
		home.requests.length = 0;
		script = (url) => (url.endsWith('/metadata') ? { body: { resourceType: 'CapabilityStatement' } } : undefined);
		const data = { ...login(), testTlsValidation: 'custom', testCaBundle: ca.certificate } as never;
		expect(await tested('fhirBasicAuthApiTest', data)).toMatchObject({ status: 'OK' });
		expect(home.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
			'GET /fhir/metadata',
			'GET /fhir/Patient',
		]);
	});

	test('a proxy at a blocked address is not used', async () => {
		const proxy = await startProxy();
		setProxyVariables({ HTTPS_PROXY: proxy.url });
		await closeConnections();
		const { error } = await read();
		restoreProxyVariables();
		await closeConnections();
		await proxy.close();
		expect(error?.message).toBe(refusal);
		expect(proxy.connects).toEqual([]);
	});

	test('a host name that does not exist is reported as such, not as blocked', async () => {
		const { error } = await read({}, { baseUrl: 'https://fhir.hospital.invalid/r4' });
		expect(error?.message).toMatch(/fhir\.hospital\.invalid/);
		expect(error?.message).toMatch(/no host named|name server/);
	});
});

test('n8n’s egress filter: a filter that is switched on later applies to open connections too', async () => {
	policy.enabled = false;
	const baseUrl = `https://127.0.0.1:${home.port}/fhir`;
	expect(outputOf(await read({}, { baseUrl }))).toEqual([patient]);
	policy.enabled = true;
	home.requests.length = 0;
	expect((await read({}, { baseUrl })).error?.message).toContain('may not send requests to 127.0.0.1');
	expect(home.requests).toEqual([]);
	policy.enabled = false;
	expect(outputOf(await read({}, { baseUrl }))).toEqual([patient]);
});

test('n8n’s egress filter: a connection that was opened without the filter is not reused with it, and vice versa', async () => {
	await closeConnections();
	const handshakesOf = async (enabled: boolean) => {
		policy.enabled = enabled;
		const before = home.handshakes();
		outputOf(await read());
		return home.handshakes() - before;
	};
	expect(await handshakesOf(false)).toBe(1);
	expect(await handshakesOf(true)).toBe(1);
	expect(await handshakesOf(false)).toBe(0);
	expect(await handshakesOf(true)).toBe(0);
});
