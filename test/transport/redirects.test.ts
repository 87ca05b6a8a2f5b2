import type { HttpRequest } from '../../nodes/Fhir/transport/http';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { redirected } from '../../nodes/Fhir/transport/redirects';
import { TestCa } from '../servers/certificates';
import type { Handler } from '../servers/httpServer';
import { ca, clientOf, failureOf, fixed, serve, trusting } from './support';

afterAll(closeConnections);

const clients = TestCa.create('Clients');
const issued = clients.issue({ client: true, commonName: 'n8n' });
const tls = { ...trusting(), clientCertificate: { certificate: issued.cert, key: issued.key } };
/** Asks for a client certificate, but does not require one. */
const asking = { ...serverTls(), requestCert: true, rejectUnauthorized: false, ca: clients.certificate };

function serverTls() {
	const { chain, key } = ca.issue();
	return { cert: chain, key };
}

/** `/fhir/go/<status>?to=<location>` redirects; any other path returns "here". */
const redirecting: Handler = (request, response) => {
	const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
	const status = /\/go\/(\d+)/.exec(pathname)?.[1];
	if (status === undefined) return void response.end('here');
	response.writeHead(Number(status), { location: searchParams.get('to') ?? undefined, 'set-cookie': 'session=secret' });
	response.end('elsewhere');
};

async function twoServers() {
	const own = await serve(redirecting, { tls: asking });
	const other = await serve(redirecting, { tls: asking });
	const client = clientOf(`${own.url}/fhir`, {
		tls,
		authorization: fixed('Bearer secret'),
		headers: { 'x-api-key': 'secret', cookie: 'own=secret' },
	});
	const go = (status: number, to: string) => `${own.url}/fhir/go/${status}?to=${encodeURIComponent(to)}`;
	return { own, other, client, go };
}

describe('Redirects: a read', () => {
	it.each([301, 302, 303, 307, 308])(
		'is sent again with its credentials after a %d on the same origin',
		async (status) => {
			const { own, client, go } = await twoServers();
			const response = await client.send({ method: 'GET', url: go(status, '/fhir/Patient/1?x=1') });
			expect([await response.text(), response.url]).toEqual(['here', `${own.url}/fhir/Patient/1?x=1`]);
			expect(own.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['secret', 'secret']);
			expect(own.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
			expect(own.requests.map(({ clientCertificate }) => clientCertificate)).toEqual(['n8n', 'n8n']);
		},
	);

	it('shows no secret to another server', async () => {
		const { own, other, client, go } = await twoServers();
		const response = await client.send({
			method: 'GET',
			url: go(307, `${other.url}/fhir/file#part`),
			headers: { accept: 'application/fhir+json', 'x-mine': 'secret', 'if-none-exist': 'identifier=secret' },
		});
		expect(await response.text()).toBe('here');
		expect(own.requests).toHaveLength(1);
		expect(other.requests).toHaveLength(1);
		expect(other.requests[0]?.url).toBe('/fhir/file');
		expect(other.requests[0]?.clientCertificate).toBeUndefined();
		expect(JSON.stringify(other.requests)).not.toContain('secret');
		expect(other.requests[0]?.headers.accept).toBe('application/fhir+json');
	});

	it('does not store cookies', async () => {
		const { own, client, go } = await twoServers();
		await (await client.send({ method: 'GET', url: go(302, '/fhir/x') })).text();
		expect(own.requests[1]?.headers.cookie).toBe('own=secret');
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
	])('shows no secret to its own server outside of the base path: %s', async (path) => {
		const { own, client, go } = await twoServers();
		await (await client.send({ method: 'GET', url: go(302, path) })).text();
		const { headers, clientCertificate } = own.requests[1] ?? {};
		expect([headers?.authorization, headers?.['x-api-key'], clientCertificate]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('fails after five redirects', async () => {
		const { own, client } = await twoServers();
		const loop = `${own.url}/fhir/go/302?to=${encodeURIComponent(`${own.url}/fhir/go/302`)}`;
		const endless = loop.replace(/302$/, encodeURIComponent('302?to=/fhir/go/302'));
		expect((await (await client.send({ method: 'GET', url: endless })).text()).length).toBeGreaterThan(0);
		const server = await serve((_request, response) => void response.writeHead(302, { location: '/' }).end());
		const failure = await failureOf(clientOf(server.url).send({ method: 'GET', url: server.url }));
		expect(failure).toMatchObject({ kind: 'http', status: 302 });
		expect(failure.message).toContain('more than 5 times');
		expect(server.requests).toHaveLength(6);
	});

	it('returns a 304, and a redirect without a Location, as the response', async () => {
		const server = await serve(
			(request, response) => void response.writeHead(request.url === '/304' ? 304 : 302).end(),
		);
		const client = clientOf(server.url);
		expect((await client.send({ method: 'GET', url: `${server.url}/304` })).status).toBe(304);
		expect((await client.send({ method: 'GET', url: `${server.url}/302` })).status).toBe(302);
	});

	it('is not redirected from https to http', async () => {
		const { client, go } = await twoServers();
		const plain = await serve(redirecting);
		const failure = await failureOf(client.send({ method: 'GET', url: go(302, plain.url) }));
		expect(failure.message).toContain('unencrypted');
		expect(plain.connections()).toBe(0);
	});

	it('asks the network policy before each hop', async () => {
		const { own, other, go } = await twoServers();
		const asked: string[] = [];
		const client = clientOf(`${own.url}/fhir`, { network: { check: (url) => void asked.push(url) } });
		await (await client.send({ method: 'GET', url: go(302, `${other.url}/x`) })).text();
		expect(asked).toEqual([go(302, `${other.url}/x`), `${other.url}/x`]);
	});
});

describe('Redirects: a write', () => {
	it.each([307, 308])('is sent again unchanged after a %d on the same origin', async (status) => {
		const { own, client, go } = await twoServers();
		const response = await client.send({ method: 'POST', url: go(status, '/fhir/Patient'), body: '{"a":1}' });
		expect(response.status).toBe(200);
		expect(own.requests.map(({ method, body }) => [method, body])).toEqual([
			['POST', '{"a":1}'],
			['POST', '{"a":1}'],
		]);
	});

	it.each([301, 302])('does not become a GET after a %d', async (status) => {
		const { own, client, go } = await twoServers();
		const failure = await failureOf(client.send({ method: 'PUT', url: go(status, '/fhir/x'), body: 'x' }));
		expect(failure).toMatchObject({ kind: 'http', status, effect: 'rejected' });
		expect(failure.message).toContain('redirects the PUT request');
		expect(own.requests).toHaveLength(1);
	});

	it.each([301, 302, 307, 308])('is not sent to another server after a %d', async (status) => {
		const { other, client, go } = await twoServers();
		const failure = await failureOf(client.send({ method: 'POST', url: go(status, other.url), body: 'secret' }));
		expect(failure).toMatchObject({ kind: 'http', status, effect: 'rejected' });
		expect(failure.message).toContain(other.url);
		expect(other.requests).toHaveLength(0);
	});

	it('is followed by a GET without body after a 303', async () => {
		const { own, client, go } = await twoServers();
		const headers = { 'content-type': 'text/plain', accept: 'text/html' };
		await (await client.send({ method: 'POST', url: go(303, '/fhir/result'), body: 'x', headers })).text();
		const { method, body, headers: sent } = own.requests[1] ?? {};
		expect([method, body, sent?.['content-type'], sent?.accept]).toEqual(['GET', '', undefined, 'text/html']);
	});
});

it('Redirects: a redirect is returned as the response if the request says so', async () => {
	const { own, client, go } = await twoServers();
	const response = await client.send({ method: 'POST', url: go(307, '/fhir/x'), redirects: 'none' });
	expect([response.status, response.headers.location]).toEqual([307, '/fhir/x']);
	expect(own.requests).toHaveLength(1);
});

describe('Redirects: the next request', () => {
	const request: HttpRequest = { method: 'GET', url: 'https://a.example/fhir/x', clientCertificate: 'always' };

	it('does not show the client certificate to another origin', () => {
		expect(redirected(request, 302, 'https://b.example/').clientCertificate).toBe('own');
		expect(redirected(request, 302, '/y').clientCertificate).toBe('always');
	});

	it('has no user info in its URL', () => {
		expect(redirected(request, 302, 'https://u:p@a.example/y').url).toBe('https://a.example/y');
	});

	it.each(['ftp://a.example/', 'javascript:alert(1)', 'https://', 'data:,x'])('cannot be made from %s', (location) => {
		expect(() => redirected(request, 302, location)).toThrow(/redirects to something/);
	});
});
