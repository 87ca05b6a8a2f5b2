import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { redirected } from '../../nodes/Fhir/transport/redirects';
import type { HttpRequest } from '../../nodes/Fhir/transport/http';
import { TestCa } from '../servers/certificates';
import type { Handler } from '../servers/httpServer';
import { ca, clientOf, failureOf, fixed, serve, trusting } from './support';

afterAll(closeConnections);

const clients = TestCa.create('Clients');
const own = clients.issue({ client: true, commonName: 'n8n' });
const tls = { ...trusting(), clientCertificate: { certificate: own.cert, key: own.key } };
/** Asks for a client certificate, and takes whoever has none. */
const asking = { ...serverTls(), requestCert: true, rejectUnauthorized: false, ca: clients.certificate };

function serverTls() {
	const { chain, key } = ca.issue();
	return { cert: chain, key };
}

/** `/fhir/go/<status>?to=<location>` redirects; any other path answers "here". */
const redirecting: Handler = (request, response) => {
	const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
	const status = /\/go\/(\d+)/.exec(pathname)?.[1];
	if (status === undefined) return void response.end('here');
	response.writeHead(Number(status), { location: searchParams.get('to') ?? undefined, 'set-cookie': 'session=secret' });
	response.end('elsewhere');
};

async function twoServers() {
	const home = await serve(redirecting, { tls: asking });
	const abroad = await serve(redirecting, { tls: asking });
	const client = clientOf(`${home.url}/fhir`, {
		tls,
		authorization: fixed('Bearer secret'),
		headers: { 'x-api-key': 'secret', cookie: 'own=secret' },
	});
	const go = (status: number, to: string) => `${home.url}/fhir/go/${status}?to=${encodeURIComponent(to)}`;
	return { home, abroad, client, go };
}

describe('a read', () => {
	it.each([301, 302, 303, 307, 308])('follows a %d at home with its credentials', async (status) => {
		const { home, client, go } = await twoServers();
		const response = await client.send({ method: 'GET', url: go(status, '/fhir/Patient/1?x=1') });
		expect([await response.text(), response.url]).toEqual(['here', `${home.url}/fhir/Patient/1?x=1`]);
		expect(home.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['secret', 'secret']);
		expect(home.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
		expect(home.requests.map(({ clientCertificate }) => clientCertificate)).toEqual(['n8n', 'n8n']);
	});

	it('shows nothing secret to another server', async () => {
		const { home, abroad, client, go } = await twoServers();
		const response = await client.send({
			method: 'GET',
			url: go(307, `${abroad.url}/fhir/file#part`),
			headers: { accept: 'application/fhir+json', 'x-mine': 'secret', 'if-none-exist': 'identifier=secret' },
		});
		expect(await response.text()).toBe('here');
		expect(home.requests).toHaveLength(1);
		expect(abroad.requests).toHaveLength(1);
		expect(abroad.requests[0]?.url).toBe('/fhir/file');
		expect(abroad.requests[0]?.clientCertificate).toBeUndefined();
		expect(JSON.stringify(abroad.requests)).not.toContain('secret');
		expect(abroad.requests[0]?.headers.accept).toBe('application/fhir+json');
	});

	it('keeps no cookie', async () => {
		const { home, client, go } = await twoServers();
		await (await client.send({ method: 'GET', url: go(302, '/fhir/x') })).text();
		expect(home.requests[1]?.headers.cookie).toBe('own=secret');
	});

	it.each([
		'/fhirEvil/x',
		'/',
		'/fhir/../admin',
		'/fhir/%2e%2e/admin',
		'/fhir%2f..%2fadmin',
		'/fhir/%252e%252e/admin',
		'/fhir/..;/admin',
		'/fhir/..%20',
		'/fhir/..%20/admin',
		'/fhir/..%2500/admin',
		'/fhir\\..\\admin',
	])('shows nothing secret to its own server outside the base path: %s', async (path) => {
		const { home, client, go } = await twoServers();
		await (await client.send({ method: 'GET', url: go(302, path) })).text();
		const { headers, clientCertificate } = home.requests[1] ?? {};
		expect([headers?.authorization, headers?.['x-api-key'], clientCertificate]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('gives up where redirects do not end', async () => {
		const { home, client } = await twoServers();
		const loop = `${home.url}/fhir/go/302?to=${encodeURIComponent(`${home.url}/fhir/go/302`)}`;
		const endless = loop.replace(/302$/, encodeURIComponent('302?to=/fhir/go/302'));
		expect((await (await client.send({ method: 'GET', url: endless })).text()).length).toBeGreaterThan(0);
		const server = await serve((_request, response) => void response.writeHead(302, { location: '/' }).end());
		const failure = await failureOf(clientOf(server.url).send({ method: 'GET', url: server.url }));
		expect(failure).toMatchObject({ kind: 'http', status: 302 });
		expect(failure.message).toContain('more than 5 times');
		expect(server.requests).toHaveLength(6);
	});

	it('takes 304 and a redirect without an address as answers', async () => {
		const server = await serve(
			(request, response) => void response.writeHead(request.url === '/304' ? 304 : 302).end(),
		);
		const client = clientOf(server.url);
		expect((await client.send({ method: 'GET', url: `${server.url}/304` })).status).toBe(304);
		expect((await client.send({ method: 'GET', url: `${server.url}/302` })).status).toBe(302);
	});

	it('is never led from https to http', async () => {
		const { client, go } = await twoServers();
		const plain = await serve(redirecting);
		const failure = await failureOf(client.send({ method: 'GET', url: go(302, plain.url) }));
		expect(failure.message).toContain('unencrypted');
		expect(plain.connections()).toBe(0);
	});

	it('asks the network policy before each hop', async () => {
		const { home, abroad, go } = await twoServers();
		const asked: string[] = [];
		const client = clientOf(`${home.url}/fhir`, { network: { check: (url) => void asked.push(url) } });
		await (await client.send({ method: 'GET', url: go(302, `${abroad.url}/x`) })).text();
		expect(asked).toEqual([go(302, `${abroad.url}/x`), `${abroad.url}/x`]);
	});
});

describe('a write', () => {
	it.each([307, 308])('is sent again as it is after a %d on its own server', async (status) => {
		const { home, client, go } = await twoServers();
		const response = await client.send({ method: 'POST', url: go(status, '/fhir/Patient'), body: '{"a":1}' });
		expect(response.status).toBe(200);
		expect(home.requests.map(({ method, body }) => [method, body])).toEqual([
			['POST', '{"a":1}'],
			['POST', '{"a":1}'],
		]);
	});

	it.each([301, 302])('never becomes a read after a %d', async (status) => {
		const { home, client, go } = await twoServers();
		const failure = await failureOf(client.send({ method: 'PUT', url: go(status, '/fhir/x'), body: 'x' }));
		expect(failure).toMatchObject({ kind: 'http', status, effect: 'rejected' });
		expect(failure.message).toContain('redirects the PUT request');
		expect(home.requests).toHaveLength(1);
	});

	it.each([301, 302, 307, 308])('is never shown to another server after a %d', async (status) => {
		const { abroad, client, go } = await twoServers();
		const failure = await failureOf(client.send({ method: 'POST', url: go(status, abroad.url), body: 'secret' }));
		expect(failure).toMatchObject({ kind: 'http', status, effect: 'rejected' });
		expect(failure.message).toContain(abroad.url);
		expect(abroad.requests).toHaveLength(0);
	});

	it('fetches its answer after a 303, without its body', async () => {
		const { home, client, go } = await twoServers();
		const headers = { 'content-type': 'text/plain', accept: 'text/html' };
		await (await client.send({ method: 'POST', url: go(303, '/fhir/result'), body: 'x', headers })).text();
		const { method, body, headers: sent } = home.requests[1] ?? {};
		expect([method, body, sent?.['content-type'], sent?.accept]).toEqual(['GET', '', undefined, 'text/html']);
	});
});

it('is an answer like any other where the request wants it so', async () => {
	const { home, client, go } = await twoServers();
	const response = await client.send({ method: 'POST', url: go(307, '/fhir/x'), redirects: 'none' });
	expect([response.status, response.headers.location]).toEqual([307, '/fhir/x']);
	expect(home.requests).toHaveLength(1);
});

describe('the request that a redirect asks for', () => {
	const request: HttpRequest = { method: 'GET', url: 'https://a.example/fhir/x', clientCertificate: 'always' };

	it('shows the client certificate no longer when it leaves the origin', () => {
		expect(redirected(request, 302, 'https://b.example/').clientCertificate).toBe('own');
		expect(redirected(request, 302, '/y').clientCertificate).toBe('always');
	});

	it('carries no user info', () => {
		expect(redirected(request, 302, 'https://u:p@a.example/y').url).toBe('https://a.example/y');
	});

	it.each(['ftp://a.example/', 'javascript:alert(1)', 'https://', 'data:,x'])('is none for %s', (location) => {
		expect(() => redirected(request, 302, location)).toThrow(/redirects to something/);
	});
});
