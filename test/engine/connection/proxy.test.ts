import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { restoreProxyVariables, setProxyVariables } from '../../helpers/proxyVariables';
import { selfSigned, TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { startProxy, type TestProxy } from '../../servers/proxy';
import { tested } from '../credentials/credentialDialog';
import { outputOf, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';

const ca = TestCa.create('Hospital Root CA');
const clients = TestCa.create('Clients Root CA');
const own = clients.issue({ client: true, commonName: 'n8n' });
const patient = { resourceType: 'Patient', id: '1' };

let server: TestServer;
let selfSignedServer: TestServer;
let proxy: TestProxy;

/** Sets the variables as an administrator does before n8n starts: pools read them when they are created. */
async function setProxy(values: Record<string, string>): Promise<void> {
	setProxyVariables(values);
	await closeConnections();
}

beforeAll(async () => {
	const json = (body: object) => JSON.stringify(body);
	const { chain, key } = ca.issue();
	server = await startServer(
		({ url = '' }, response) => {
			response.setHeader('content-type', 'application/fhir+json');
			if (url === '/token') response.end(json({ access_token: 'token-1', token_type: 'Bearer' }));
			else if (url.includes('smart-configuration')) response.end(json({ token_endpoint: `${server.url}/token` }));
			else response.end(json(patient));
		},
		{ tls: { cert: chain, key, requestCert: true, rejectUnauthorized: false, ca: clients.certificate } },
	);
	selfSignedServer = await startServer((_request, response) => void response.end(json(patient)), { tls: selfSigned() });
	proxy = await startProxy();
});
beforeEach(async () => {
	await setProxy({ HTTPS_PROXY: proxy.url });
	proxy.connects.length = 0;
	server.requests.length = 0;
});
afterAll(async () => {
	await Promise.all([server.close(), selfSignedServer.close(), proxy.close()]);
	restoreProxyVariables();
	await closeConnections();
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

describe('CONNECT proxy:', () => {
	test.each<[string, string, IDataObject]>([
		['Custom CA Bundle', 'custom', {}],
		[
			'Custom CA Bundle and a client certificate',
			'custom',
			{ mutualTls: true, clientCertificate: own.cert, clientPrivateKey: own.key },
		],
		['Skip Validation', 'skip', {}],
	])('a server is read through the proxy under %s', async (_name, mode, bundle) => {
		expect(outputOf(await read(mode, {}, bundle))).toEqual([patient]);
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
		expect(server.requests[0]?.clientCertificate).toBe(bundle.mutualTls ? 'n8n' : undefined);
	});

	test.each<[string, string]>([
		['Default CA Bundle', 'default'],
		['Custom CA Bundle', 'custom'],
	])('an untrusted certificate is refused under %s with the same error as without a proxy', async (_name, mode) => {
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

	test('the error describes the certificate that comes through the proxy, not the certificate of the server', async () => {
		// A proxy that connects every host to another server, as an intercepting proxy does.
		const intercepting = await startProxy({ leadTo: selfSignedServer.port });
		await setProxy({ HTTPS_PROXY: intercepting.url });
		const before = server.connections();
		const { error } = await read('default');
		await intercepting.close();
		expect(error?.message).toContain('is self-signed');
		expect(server.connections()).toBe(before);
	});

	test('the token call and the discovery go through the proxy', async () => {
		expect(outputOf(await read('custom', { authentication: 'oAuth2' }))).toEqual([patient]);
		expect(server.requests.map(({ url }) => url)).toEqual(['/.well-known/smart-configuration', '/token', '/Patient/1']);
		expect(new Set(proxy.connects)).toEqual(new Set([`localhost:${server.port}`]));
	});

	test('the connection test of FHIR CA Bundle API goes through the proxy', async () => {
		const data = { caBundle: ca.certificate, testUrl: server.url };
		expect(await tested('fhirCaBundleApiTest', data)).toMatchObject({ status: 'OK' });
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
	});

	test('hosts in NO_PROXY are reached without the proxy', async () => {
		await setProxy({ HTTPS_PROXY: proxy.url, NO_PROXY: 'example.org,localhost' });
		expect(outputOf(await read('custom'))).toEqual([patient]);
		expect(proxy.connects).toEqual([]);
	});
});

describe('CONNECT proxy:', () => {
	test('an unreachable proxy is named in the error', async () => {
		const closedProxy = await startProxy();
		await closedProxy.close();
		await setProxy({ HTTPS_PROXY: closedProxy.url });
		expect((await read('custom')).error?.message).toBe(`The proxy 127.0.0.1:${closedProxy.port} could not be reached`);
		const { message } = await tested('fhirCaBundleApiTest', { caBundle: ca.certificate, testUrl: server.url });
		expect(message).toContain(`The proxy 127.0.0.1:${closedProxy.port} could not be reached`);
	});

	test('a proxy that requires a password is reported, and the password of HTTPS_PROXY goes to the proxy alone', async () => {
		const protectedProxy = await startProxy({ credentials: { user: 'n8n', password: 'geheim-9' } });
		await setProxy({ HTTPS_PROXY: protectedProxy.url });
		const { error } = await read('custom');
		expect(error?.message).toContain('asks for a user name and a password');
		await setProxy({ HTTPS_PROXY: protectedProxy.url.replace('//', '//n8n:geheim-9@') });
		expect(outputOf(await read('custom'))).toEqual([patient]);
		await protectedProxy.close();
		expect(JSON.stringify([error, server.requests])).not.toContain('geheim-9');
	});
});
