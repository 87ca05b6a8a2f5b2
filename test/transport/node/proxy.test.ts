import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { restoreProxyVariables, setProxyVariables } from '../../helpers/proxyVariables';
import { selfSigned, TestCa } from '../../servers/certificates';
import type { Handler } from '../../servers/httpServer';
import { type ProxyOptions, startProxy } from '../../servers/proxy';
import { ca, clientOf, closing, failureOf, serve, trusting } from '../support';

const ok: Handler = (_request, response) => void response.end('ok');

beforeEach(() => setProxyVariables({}));

afterEach(closeConnections);

afterAll(restoreProxyVariables);

async function proxied(options: ProxyOptions = {}) {
	const proxy = closing(await startProxy(options));
	process.env.HTTPS_PROXY = proxy.url;
	process.env.HTTP_PROXY = proxy.url;
	return proxy;
}

const get = async (url: string, more: Parameters<typeof clientOf>[1] = {}) =>
	await (await clientOf(url, more).send({ method: 'GET', url })).text();

it('Proxy: the tunnel to the server uses the TLS mode and the client certificate of the settings', async () => {
	const proxy = await proxied();
	const clients = TestCa.create('Clients');
	const own = clients.issue({ client: true, commonName: 'n8n' });
	const { chain, key } = ca.issue();
	const server = await serve(ok, { tls: { cert: chain, key, requestCert: true, ca: clients.certificate } });
	const tls = { ...trusting(), clientCertificate: { certificate: own.cert, key: own.key } };
	expect(await get(server.url, { tls })).toBe('ok');
	expect(server.requests[0]?.clientCertificate).toBe('n8n');
	expect(proxy.connects).toEqual([`localhost:${server.port}`]);
});

it('Proxy: the TLS mode applies to the server', async () => {
	await proxied();
	const server = await serve(ok, { tls: selfSigned() });
	const modes: TlsSettings[] = [{ mode: 'default' }, trusting()];
	for (const tls of modes)
		expect(await failureOf(get(server.url, { tls }))).toMatchObject({ kind: 'tls', effect: 'notSent' });
	expect(await get(server.url, { tls: { mode: 'skip' } })).toBe('ok');
});

it('Proxy: the tunnel is kept for the next requests', async () => {
	const proxy = await proxied();
	const server = await serve(ok, { tls: ca.issue() });
	for (let n = 0; n < 5; n++) expect(await get(server.url)).toBe('ok');
	expect(proxy.connects).toHaveLength(1);
	expect(server.handshakes()).toBe(1);
});

it('Proxy: hosts in NO_PROXY are connected to directly', async () => {
	const proxy = await proxied();
	process.env.NO_PROXY = 'localhost';
	const server = await serve(ok, { tls: ca.issue() });
	expect(await get(server.url)).toBe('ok');
	expect(proxy.connects).toEqual([]);
});

it('Proxy: an http server is reached through the proxy too', async () => {
	const proxy = await proxied();
	const server = await serve(ok);
	expect(await get(server.url)).toBe('ok');
	expect(proxy.connects).toEqual([`127.0.0.1:${server.port}`]);
});

it('Proxy: user name and password of the proxy address are sent to the proxy only', async () => {
	const proxy = await proxied({ credentials: { user: 'integration', password: 'p@ss' } });
	process.env.HTTPS_PROXY = proxy.url.replace('http://', 'http://integration:p%40ss@');
	const server = await serve(ok, { tls: ca.issue() });
	expect(await get(server.url)).toBe('ok');
	expect(JSON.stringify(server.requests[0]?.headers)).not.toMatch(/proxy/i);
});

it('Proxy error: the proxy requires a password', async () => {
	const proxy = await proxied({ credentials: { user: 'integration', password: 'secret' } });
	const server = await serve(ok, { tls: ca.issue() });
	const failure = await failureOf(get(server.url, { retry: { retries: 3, budget: 60_000 } }));
	expect(failure).toMatchObject({ kind: 'network', code: 'PROXY', effect: 'notSent', details: { proxyStatus: 407 } });
	expect(failure.message).toContain('user name and a password');
	expect(proxy.refused()).toBe(1);
});

it('Proxy error: the proxy cannot be reached', async () => {
	const proxy = await proxied();
	await proxy.close();
	const server = await serve(ok, { tls: ca.issue() });
	const failure = await failureOf(get(server.url));
	expect(failure).toMatchObject({ kind: 'network', code: 'PROXY', effect: 'notSent' });
	expect(failure.message).toBe(`The proxy 127.0.0.1:${proxy.port} could not be reached`);
});

it('Proxy error: the proxy cannot reach the server', async () => {
	await proxied();
	const server = await serve(ok, { tls: ca.issue() });
	await server.close();
	const failure = await failureOf(get(server.url));
	expect(failure).toMatchObject({ kind: 'network', effect: 'notSent' });
	expect(failure.message).toMatch(/proxy|closed the connection/);
});

it('Proxy error: the certificate of the proxy is not trusted, whatever the TLS mode is', async () => {
	await proxied({ tls: selfSigned() });
	const server = await serve(ok, { tls: ca.issue() });
	const failure = await failureOf(get(server.url, { tls: { mode: 'skip' } }));
	expect(failure).toMatchObject({ code: 'PROXY', effect: 'notSent' });
	expect(server.connections()).toBe(0);
});

it('Proxy error: the address of the proxy is not a URL', async () => {
	process.env.HTTPS_PROXY = 'not a url';
	const server = await serve(ok, { tls: ca.issue() });
	const failure = await failureOf(get(server.url));
	expect(failure).toMatchObject({ code: 'PROXY', effect: 'notSent' });
	expect(failure.message).toContain('not a URL');
	expect(JSON.stringify([failure.message, failure.advice, failure.details])).not.toContain('not a url');
});

it('Proxy: the network policy is asked about the proxy', async () => {
	const proxy = await proxied();
	const server = await serve(ok, { tls: ca.issue() });
	const asked: string[] = [];
	expect(await get(server.url, { network: { checkHost: (host) => void asked.push(host) } })).toBe('ok');
	expect(asked).toEqual(['127.0.0.1']);
	expect(proxy.connects).toHaveLength(1);
});
