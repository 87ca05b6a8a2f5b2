import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { selfSigned, TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { startProxy, type TestProxy } from '../../servers/proxy';
import { outputOf, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';
import { tested } from '../credentials/credentialDialog';

const ca = TestCa.create('Hospital Root CA');
const clients = TestCa.create('Clients Root CA');
const own = clients.issue({ client: true, commonName: 'n8n' });
const patient = { resourceType: 'Patient', id: '1' };

const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
const inherited = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

let server: TestServer;
let stranger: TestServer;
let proxy: TestProxy;

/** As an administrator sets them before n8n starts: pools read them when they are made. */
async function setProxy(values: Record<string, string>): Promise<void> {
	for (const name of variables) Reflect.deleteProperty(process.env, name);
	Object.assign(process.env, values);
	await closeConnections();
}

beforeAll(async () => {
	const answer = (body: object) => JSON.stringify(body);
	const { chain, key } = ca.issue();
	server = await startServer(
		({ url = '' }, response) => {
			response.setHeader('content-type', 'application/fhir+json');
			if (url === '/token') response.end(answer({ access_token: 'token-1', token_type: 'Bearer' }));
			else if (url.includes('smart-configuration')) response.end(answer({ token_endpoint: `${server.url}/token` }));
			else response.end(answer(patient));
		},
		{ tls: { cert: chain, key, requestCert: true, rejectUnauthorized: false, ca: clients.certificate } },
	);
	stranger = await startServer((_request, response) => void response.end(answer(patient)), { tls: selfSigned() });
	proxy = await startProxy();
});
beforeEach(async () => {
	await setProxy({ HTTPS_PROXY: proxy.url });
	proxy.connects.length = 0;
	server.requests.length = 0;
});
afterAll(async () => {
	await Promise.all([server.close(), stranger.close(), proxy.close()]);
	await setProxy(
		Object.fromEntries(Object.entries(inherited).filter(([, value]) => value !== undefined)) as Record<string, string>,
	);
});

async function read(tlsValidation: string, parameters: IDataObject = {}, bundle: IDataObject = {}): Promise<RunResult> {
	const baseUrl = parameters.baseUrl ?? server.url;
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'none',
			baseUrl,
			tlsValidation,
			resourceType: type('Patient'),
			resourceId: '1',
			options: { retries: 0 },
			...parameters,
		},
		credentials: {
			fhirCaBundleApi: { caBundle: ca.certificate, ...bundle },
			fhirOAuth2Api: { baseUrl, clientId: 'c', clientSecret: 's', clientAuthentication: 'secretHeader' },
		},
	});
}

describe('Through a CONNECT proxy', () => {
	test.each<[string, string, IDataObject]>([
		['Custom Bundle', 'custom', {}],
		[
			'Custom Bundle and a client certificate',
			'custom',
			{ mutualTls: true, clientCertificate: own.cert, clientPrivateKey: own.key },
		],
		['Skip Validation', 'skip', {}],
	])('a server is read under %s', async (_name, mode, bundle) => {
		expect(outputOf(await read(mode, {}, bundle))).toEqual([patient]);
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
		expect(server.requests[0]?.clientCertificate).toBe(bundle.mutualTls ? 'n8n' : undefined);
	});

	test.each<[string, string]>([
		['Default Bundle', 'default'],
		['Custom Bundle', 'custom'],
	])('a certificate that is not trusted is refused under %s, and told as without a proxy', async (_name, mode) => {
		const bundle = { caBundle: TestCa.create('Other CA').certificate };
		const proxied = await read(mode, {}, bundle);
		expect(proxied.error?.message).toContain('Hospital Root CA');
		await setProxy({});
		const direct = await read(mode, {}, bundle);
		expect([proxied.error?.message, proxied.error?.description]).toEqual([
			direct.error?.message,
			direct.error?.description,
		]);
		expect(server.requests).toHaveLength(0);
	});

	test('the certificate is named that comes through it, not one that is seen past it', async () => {
		// A proxy that leads every name to another server, as one that reads along does.
		const reading = await startProxy({ leadTo: stranger.port });
		await setProxy({ HTTPS_PROXY: reading.url });
		const before = server.connections();
		const { error } = await read('default');
		await reading.close();
		expect(error?.message).toContain('is self-signed');
		expect(server.connections()).toBe(before);
	});

	test('token and discovery go the same way', async () => {
		expect(outputOf(await read('custom', { authentication: 'oAuth2' }))).toEqual([patient]);
		expect(server.requests.map(({ url }) => url)).toEqual(['/.well-known/smart-configuration', '/token', '/Patient/1']);
		expect(new Set(proxy.connects)).toEqual(new Set([`localhost:${server.port}`]));
	});

	test('the connection test of a CA bundle shakes hands', async () => {
		const data = { caBundle: ca.certificate, testUrl: server.url };
		expect(await tested('fhirCaBundleApiTest', data)).toMatchObject({ status: 'OK' });
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
	});

	test('hosts of NO_PROXY are reached past it', async () => {
		await setProxy({ HTTPS_PROXY: proxy.url, NO_PROXY: 'example.org,localhost' });
		expect(outputOf(await read('custom'))).toEqual([patient]);
		expect(proxy.connects).toEqual([]);
	});
});

describe('What a user reads of the proxy:', () => {
	test('that it is not there', async () => {
		const gone = await startProxy();
		await gone.close();
		await setProxy({ HTTPS_PROXY: gone.url });
		expect((await read('custom')).error?.message).toBe(`The proxy 127.0.0.1:${gone.port} could not be reached`);
		const { message } = await tested('fhirCaBundleApiTest', { caBundle: ca.certificate, testUrl: server.url });
		expect(message).toContain(`The proxy 127.0.0.1:${gone.port} could not be reached`);
	});

	test('that it wants a password, which stands in the variable and goes to it alone', async () => {
		const locked = await startProxy({ credentials: { user: 'n8n', password: 'geheim-9' } });
		await setProxy({ HTTPS_PROXY: locked.url });
		const { error } = await read('custom');
		expect(error?.message).toContain('asks for a user name and a password');
		await setProxy({ HTTPS_PROXY: locked.url.replace('//', '//n8n:geheim-9@') });
		expect(outputOf(await read('custom'))).toEqual([patient]);
		await locked.close();
		expect(JSON.stringify([error, server.requests])).not.toContain('geheim-9');
	});
});
