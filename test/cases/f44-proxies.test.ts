import type { IDataObject } from 'n8n-workflow';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { tested } from '../engine/credentials/credentialDialog';
import { outputOf, type } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import { restoreProxyVariables, setProxyVariables } from '../helpers/proxyVariables';
import { TestCa } from '../servers/certificates';
import { startServer, type TestServer } from '../servers/httpServer';
import { startProxy, type TestProxy } from '../servers/proxy';

const ca = TestCa.create('Hospital Root CA');
const patient = { resourceType: 'Patient', id: '1' };

let server: TestServer;
let plain: TestServer;
let proxy: TestProxy;

beforeAll(async () => {
	const respond = (
		{ url = '' },
		response: { end(text: string): void; setHeader(name: string, value: string): void },
	) => {
		response.setHeader('content-type', 'application/fhir+json');
		const token = { access_token: 'token-1', token_type: 'Bearer' };
		response.end(JSON.stringify(url.includes('/token') ? token : patient));
	};
	server = await startServer(respond, { tls: ca.issue() });
	plain = await startServer(respond);
	proxy = await startProxy();
});
beforeEach(() => {
	for (const { requests } of [server, plain]) requests.length = 0;
	proxy.connects.length = 0;
});
afterAll(async () => {
	await Promise.all([server.close(), plain.close(), proxy.close()]);
	restoreProxyVariables();
	await closeConnections();
});

/** Sets the variables as an administrator does before n8n starts: pools read them when they are made. */
async function setProxy(values: Record<string, string>): Promise<void> {
	setProxyVariables(values);
	await closeConnections();
}

async function read(baseUrl: string, parameters: IDataObject = {}) {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'none',
			baseUrl: `${baseUrl}/fhir`,
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			options: { retries: 0 },
			...parameters,
		},
		credentials: {
			fhirCaBundleApi: { caBundle: ca.certificate },
			fhirOAuth2Api: {
				baseUrl: `${baseUrl}/fhir`,
				tokenUrl: `${baseUrl}/token`,
				clientId: 'c',
				clientSecret: 's',
				clientAuthentication: 'secretBody',
			},
		},
	});
}

const addresses = () => ({ https: server.url.replace('localhost', '127.0.0.1'), http: plain.url });

describe('F44: ALL_PROXY', () => {
	it.each(['ALL_PROXY', 'all_proxy'])('as %s alone leads to an https server through a tunnel', async (name) => {
		await setProxy({ [name]: proxy.url });
		expect(outputOf(await read(server.url))).toEqual([patient]);
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
	});

	it('alone leads to an http server by requests with the whole URL', async () => {
		await setProxy({ ALL_PROXY: proxy.url });
		const before = proxy.tunnels();
		expect(outputOf(await read(plain.url))).toEqual([patient]);
		expect(proxy.connects).toEqual([`127.0.0.1:${plain.port}`]);
		expect(proxy.tunnels()).toBe(before);
		expect(plain.requests[0]).toMatchObject({ url: '/fhir/Patient/1', headers: { host: `127.0.0.1:${plain.port}` } });
	});

	it('leads the token call and the connection test through the proxy too', async () => {
		await setProxy({ ALL_PROXY: proxy.url });
		expect(outputOf(await read(server.url, { authentication: 'oAuth2' }))).toEqual([patient]);
		expect(server.requests.map(({ url }) => url)).toEqual(['/token', '/fhir/Patient/1']);
		proxy.connects.length = 0;
		const data = { caBundle: ca.certificate, testUrl: server.url };
		expect(await tested('fhirCaBundleApiTest', data)).toMatchObject({ status: 'OK' });
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
	});

	it('comes after HTTPS_PROXY', async () => {
		await setProxy({ ALL_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: proxy.url });
		expect(outputOf(await read(server.url))).toEqual([patient]);
	});

	it('as an address without a scheme is an HTTP proxy', async () => {
		await setProxy({ ALL_PROXY: proxy.url.replace('http://', '') });
		expect(outputOf(await read(server.url))).toEqual([patient]);
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
	});

	it('as a SOCKS proxy is an error that says so, and nothing is sent', async () => {
		await setProxy({ ALL_PROXY: `socks5://127.0.0.1:${proxy.port}` });
		for (const url of [server.url, plain.url]) {
			const { error } = await read(url);
			expect(error?.message).toBe("The proxy is a socks5 proxy, which n8n's nodes cannot use");
		}
		expect([server.requests, plain.requests, proxy.connects]).toEqual([[], [], []]);
	});

	it('with a login hands it to the proxy only, for https and http servers, also without a password', async () => {
		for (const password of ['p@ss%', '']) {
			const closed = await startProxy({ credentials: { user: 'n8n', password } });
			await setProxy({ ALL_PROXY: closed.url });
			for (const url of [server.url, plain.url]) {
				expect((await read(url)).error?.message).toBe('The proxy asks for a user name and a password');
			}
			await setProxy({ ALL_PROXY: closed.url.replace('//', `//n8n:${encodeURIComponent(password)}@`) });
			for (const url of [server.url, plain.url]) expect(outputOf(await read(url))).toEqual([patient]);
			await closed.close();
		}
		const headers = [...server.requests, ...plain.requests].map((request) => JSON.stringify(request.headers));
		expect(headers.join()).not.toMatch(/proxy/i);
	});
});

describe('F44: NO_PROXY', () => {
	it.each<[list: string, scheme: 'http' | 'https']>([
		['127.0.0.0/8', 'https'],
		['10.0.0.0/8, 127.0.0.0/8', 'http'],
		['127.0.0.1:{port}', 'https'],
		['127.0.0.1:{port}', 'http'],
		['*', 'https'],
		['*:{port}', 'http'],
		['.0.0.1', 'https'],
	])('"%s" leads to an %s server directly', async (list, scheme) => {
		const url = addresses()[scheme];
		await setProxy({ ALL_PROXY: proxy.url, NO_PROXY: list.replace('{port}', new URL(url).port) });
		expect(outputOf(await read(url))).toEqual([patient]);
		expect(proxy.connects).toEqual([]);
	});

	it.each(['10.0.0.0/8', '127.0.0.1:1', '127.0.0', 'localhost'])('"%s" does not concern 127.0.0.1', async (list) => {
		await setProxy({ ALL_PROXY: proxy.url, NO_PROXY: list });
		expect(outputOf(await read(addresses().https))).toEqual([patient]);
		expect(proxy.connects).toEqual([`127.0.0.1:${server.port}`]);
	});
});
