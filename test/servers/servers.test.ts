import https from 'node:https';
import { ProxyAgent, request } from 'undici';
import { closeAfterEach } from '../helpers/closing';
import { basicAuth } from '../helpers/http';
import { type Issued, selfSigned, TestCa } from './certificates';
import { startServer, type TestServer } from './httpServer';
import { startProxy } from './proxy';

async function get(url: string, options: https.RequestOptions = {}): Promise<string> {
	return await new Promise((resolve, reject) => {
		https
			.get(url, { agent: false, ...options }, (response) => {
				let text = '';
				response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				response.on('end', () => resolve(text));
			})
			.on('error', (error: NodeJS.ErrnoException) => reject(new Error(error.code)));
	});
}

const serve = async (tls: Issued | https.ServerOptions): Promise<TestServer> =>
	closeAfterEach(await startServer((_request, response) => void response.end('hello'), { tls }));

describe('Test certificates:', () => {
	const root = TestCa.create('Hospital Root');

	it('a leaf below an intermediate is trusted by its root, by name and by address', async () => {
		const server = await serve(root.intermediate().issue());
		await expect(get(server.url, { ca: root.certificate })).resolves.toBe('hello');
		await expect(get(`https://127.0.0.1:${server.port}`, { ca: root.certificate })).resolves.toBe('hello');
		expect(server.handshakes()).toBe(2);
		expect(server.requests).toHaveLength(2);
	});

	it('a chain without its intermediate is refused', async () => {
		const leaf = root.intermediate().issue();
		const server = await serve({ cert: leaf.cert, key: leaf.key });
		await expect(get(server.url, { ca: root.certificate })).rejects.toThrow('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
	});

	it.each([
		['expired', { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }, 'CERT_HAS_EXPIRED'],
		['not yet valid', { notBefore: new Date('2049-01-01'), notAfter: new Date('2049-06-01') }, 'CERT_NOT_YET_VALID'],
		['made for another host', { hosts: ['elsewhere.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
	])('a certificate that is %s is refused', async (_what, options, code) => {
		const server = await serve(root.issue(options));
		await expect(get(server.url, { ca: root.certificate })).rejects.toThrow(code);
	});

	it('a self-signed certificate and an unknown authority are refused', async () => {
		const alone = await serve(selfSigned());
		await expect(get(alone.url, { ca: root.certificate })).rejects.toThrow('DEPTH_ZERO_SELF_SIGNED_CERT');
		const other = await serve(TestCa.create('Hospital Root').issue());
		await expect(get(other.url, { ca: root.certificate })).rejects.toThrow();
	});

	it('a client certificate is requested and recorded', async () => {
		const leaf = root.issue();
		const server = await serve({ cert: leaf.chain, key: leaf.key, ca: root.certificate, requestCert: true });
		const client = root.issue({ client: true, commonName: 'ward-7' });
		await get(server.url, { ca: root.certificate, cert: client.chain, key: client.key });
		expect(server.requests[0]?.clientCertificate).toBe('ward-7');
	});
});

describe('Proxy test server', () => {
	const root = TestCa.create('Proxy Root');

	it.each([
		['http', undefined],
		['https', root.issue()],
	])('tunnels to an https server over an %s proxy for clients with credentials', async (_scheme, tls) => {
		const server = closeAfterEach(
			await startServer((_request, response) => void response.end('hello'), { tls: root.issue() }),
		);
		const proxy = closeAfterEach(await startProxy({ tls, credentials: { user: 'ann', password: 'p:w' } }));
		const trust = { ca: root.certificate };
		const token = basicAuth('ann', 'p:w');
		const agent = new ProxyAgent({ uri: proxy.url, token, requestTls: trust, proxyTls: trust });
		const response = await request(server.url, { dispatcher: agent });
		expect(await response.body.text()).toBe('hello');
		expect(proxy.connects).toEqual([`localhost:${server.port}`]);
		const stranger = new ProxyAgent({ uri: proxy.url, requestTls: trust, proxyTls: trust });
		await expect(request(server.url, { dispatcher: stranger })).rejects.toThrow();
		expect(proxy.refused()).toBe(1);
		await Promise.all([agent.destroy(), stranger.destroy()]);
	});

	it('forwards a plain request in absolute form', async () => {
		const server = closeAfterEach(await startServer((received, response) => void response.end(`got ${received.url}`)));
		const proxy = closeAfterEach(await startProxy());
		const agent = new ProxyAgent({ uri: proxy.url, proxyTunnel: false });
		const response = await request(`${server.url}/a?b=c`, { dispatcher: agent });
		expect(await response.body.text()).toBe('got /a?b=c');
		expect(proxy.connects).toEqual([`127.0.0.1:${server.port}`]);
		await agent.destroy();
	});
});
