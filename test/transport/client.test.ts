import { Readable } from 'node:stream';
import type { Authorization } from '../../nodes/Fhir/transport/auth/authorization';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { TestCa } from '../servers/certificates';
import type { Handler } from '../servers/httpServer';
import { ca, clientOf, failureOf, fixed, serve, trusting } from './support';

afterAll(closeConnections);

/** Requires "Bearer good". */
const guarded: Handler = (request, response) =>
	void response.writeHead(request.headers.authorization === 'Bearer good' ? 200 : 401).end();

describe('Authorization:', () => {
	it('the header is sent to the base URL and below it, and nowhere else', async () => {
		const server = await serve((_request, response) => void response.end());
		const client = clientOf(`${server.url}/fhir`, {
			authorization: fixed('Basic abc'),
			headers: { 'x-api-key': 'key' },
		});
		const paths = ['/fhir', '/fhir/Patient', '/fhir?page=2', '/fhirEvil', '/', '/fhir/../admin', '/fhir/%2e%2e/admin'];
		for (const path of paths) await client.send({ method: 'GET', url: server.url + path });
		const got = server.requests.map(({ headers }) => [headers.authorization, headers['x-api-key']]);
		expect(got.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ['Basic abc', 'key']));
		expect(got.slice(3)).toEqual(Array.from({ length: 4 }, () => [undefined, undefined]));
	});

	it('the header is not sent if the request says so', async () => {
		const server = await serve((_request, response) => void response.end());
		const client = clientOf(server.url, { authorization: fixed('Basic abc'), headers: { 'x-api-key': 'key' } });
		await client.send({ method: 'GET', url: server.url, authorization: 'none' });
		expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key');
	});

	it.each(['GET', 'POST'] as const)('it is renewed once after a 401 response to a %s', async (method) => {
		const server = await serve(guarded);
		const authorization = fixed('Bearer stale', 'Bearer good');
		const response = await clientOf(server.url, { authorization }).send({
			method,
			url: server.url,
			...(method === 'POST' && { body: '{"a":1}' }),
		});
		expect(response.status).toBe(200);
		expect(authorization.refusals).toEqual(['Bearer stale']);
		expect(server.requests.map(({ body }) => body)).toEqual(method === 'POST' ? ['{"a":1}', '{"a":1}'] : ['', '']);
	});

	it.each([
		[200, true],
		[204, true],
		[302, true],
		[400, false],
		[401, false],
		[404, false],
		[500, false],
	])('after status %i, the header is reported as accepted: %s', async (status, carriedOut) => {
		const server = await serve((_request, response) => void response.writeHead(status).end());
		const accepted: string[] = [];
		const authorization = { ...fixed('Bearer a'), accepted: (value: string) => accepted.push(value) };
		await clientOf(server.url, { authorization }).send({ method: 'GET', url: server.url });
		expect(accepted).toEqual(carriedOut ? ['Bearer a'] : []);
	});

	it('it is not renewed twice', async () => {
		const server = await serve(guarded);
		const authorization = fixed('Bearer stale', 'Bearer bad');
		const response = await clientOf(server.url, { authorization }).send({ method: 'GET', url: server.url });
		expect(response.status).toBe(401);
		expect(server.requests).toHaveLength(2);
	});

	it('the 401 response is returned with its body if it cannot be renewed', async () => {
		const server = await serve((_request, response) => void response.writeHead(401).end('Wrong password'));
		const response = await clientOf(server.url, { authorization: fixed('Basic x') }).send({
			method: 'GET',
			url: server.url,
		});
		expect([response.status, await response.text()]).toEqual([401, 'Wrong password']);
		expect(server.requests).toHaveLength(1);
	});

	it('its own requests use the same TLS settings and network policy, but no credentials', async () => {
		const clients = TestCa.create('Clients');
		const own = clients.issue({ client: true, commonName: 'n8n' });
		const { chain, key } = ca.issue();
		const asking = { cert: chain, key, requestCert: true, rejectUnauthorized: false, ca: clients.certificate };
		const server = await serve((_request, response) => void response.end(), { tls: asking });
		const checked: string[] = [];
		const authorization: Authorization = {
			async header(http) {
				for (const clientCertificate of ['own', 'always', 'never'] as const) {
					await http.send({ method: 'POST', url: `${server.url}/token`, body: 'grant', clientCertificate });
				}
				await http.send({ method: 'GET', url: `${server.url}/fhir/.well-known`, headers: { accept: 'x' } });
				return 'Bearer good';
			},
			rejected: () => false,
		};
		const client = clientOf(`${server.url}/fhir`, {
			authorization,
			headers: { 'x-api-key': 'key' },
			tls: { ...trusting(), clientCertificate: { certificate: own.cert, key: own.key } },
			network: { check: (url) => void checked.push(new URL(url).pathname) },
		});
		await client.send({ method: 'GET', url: `${server.url}/fhir/Patient` });
		expect(server.requests.map(({ headers }) => headers.authorization ?? headers['x-api-key'])).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			'Bearer good',
		]);
		const certificates = server.requests.map(({ clientCertificate }) => clientCertificate);
		expect(certificates).toEqual([undefined, 'n8n', undefined, 'n8n', 'n8n']);
		expect(checked).toEqual(['/fhir/Patient', '/token', '/token', '/token', '/fhir/.well-known']);
	});

	it('its failure is the failure of the request', async () => {
		const server = await serve((_request, response) => void response.end());
		const refused = new Failure({ kind: 'authorization', message: 'No token' });
		const authorization: Authorization = {
			header: async () => await Promise.reject(refused),
			rejected: () => false,
		};
		expect(await failureOf(clientOf(server.url, { authorization }).send({ method: 'GET', url: server.url }))).toBe(
			refused,
		);
		expect(server.requests).toHaveLength(0);
	});
});

describe('Request header:', () => {
	it.each([
		['x-mine', 'a\r\nx-evil: 1'],
		['x-mine', 'a\nb'],
		['x-mine', 'zero\0'],
		['x-mine', '日本'],
		['prefer', 'a\r\n'],
	])('%s with the value %j is refused by name, and nothing is sent', async (name, value) => {
		const server = await serve((_request, response) => void response.end());
		const failure = await failureOf(
			clientOf(server.url).send({ method: 'GET', url: server.url, headers: { [name]: value } }),
		);
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(failure.message).toContain(`"${name}"`);
		expect(JSON.stringify([failure.message, failure.advice, failure.details])).not.toContain('evil');
		expect(server.requests).toHaveLength(0);
	});

	it.each(['bad name', 'bad:name', '', 'expect', 'transfer-encoding'])('the name %j is refused', async (name) => {
		const server = await serve((_request, response) => void response.end());
		const send = clientOf(server.url).send({ method: 'GET', url: server.url, headers: { [name]: 'x' } });
		expect(await failureOf(send)).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(server.requests).toHaveLength(0);
	});

	it('the header of a request overrides that of the settings', async () => {
		const server = await serve((_request, response) => void response.end());
		const client = clientOf(server.url, { headers: { accept: 'text/plain', 'x-tenant': 't' } });
		await client.send({ method: 'GET', url: server.url, headers: { accept: 'application/fhir+json' } });
		expect(server.requests[0]?.headers).toMatchObject({
			accept: 'application/fhir+json',
			'x-tenant': 't',
			'user-agent': 'n8n-nodes-fhir/test',
		});
	});
});

describe('Request body:', () => {
	it.each([
		['text', 'Grüße'],
		['bytes', Buffer.from('Grüße')],
		['a stream', () => Readable.from([Buffer.from('Grü'), Buffer.from('ße')])],
	])('it is sent as %s', async (_name, body) => {
		const server = await serve((_request, response) => void response.end());
		await clientOf(server.url).send({ method: 'PUT', url: server.url, body });
		expect(server.requests[0]?.body).toBe('Grüße');
	});

	it('a stream that fails while it is sent is an input error', async () => {
		const server = await serve((_request, response) => void response.end());
		const body = () =>
			Readable.from(
				(async function* () {
					yield Buffer.from('half');
					await Promise.reject(new Error('disk'));
				})(),
			);
		const failure = await failureOf(clientOf(server.url).send({ method: 'POST', url: server.url, body }));
		expect(failure).toMatchObject({ kind: 'input', effect: 'unknown' });
		expect(failure.message).toContain('could not be read');
	});
});

describe('Cancellation:', () => {
	it('a request that is cancelled before it is sent sends nothing', async () => {
		const server = await serve((_request, response) => void response.end());
		const send = clientOf(server.url).send({ method: 'POST', url: server.url, signal: AbortSignal.abort() });
		expect(await failureOf(send)).toMatchObject({ kind: 'cancelled', effect: 'notSent' });
		expect(server.connections()).toBe(0);
	});

	it.each(['GET', 'POST'] as const)('a %s in progress ends at once', async (method) => {
		const stop = new AbortController();
		const server = await serve(() => stop.abort());
		const failure = await failureOf(clientOf(server.url).send({ method, url: server.url, signal: stop.signal }));
		expect(failure).toMatchObject({ kind: 'cancelled', effect: 'unknown' });
		expect(failure.advice?.includes('may or may not') ?? false).toBe(method === 'POST');
	});

	it('reading a body ends', async () => {
		const stop = new AbortController();
		const server = await serve((_request, response) => void response.write('half'));
		const client = clientOf(server.url);
		const response = await client.send({ method: 'GET', url: server.url, signal: stop.signal });
		const reading = failureOf(response.text());
		stop.abort();
		expect(await reading).toMatchObject({ kind: 'cancelled' });
	});

	it('all requests of an execution end', async () => {
		const stop = new AbortController();
		let waiting = 0;
		const server = await serve(() => {
			if (++waiting === 20) stop.abort();
		});
		const client = clientOf(server.url);
		const sends = Array.from(
			{ length: 20 },
			async () => await failureOf(client.send({ method: 'GET', url: server.url, signal: stop.signal })),
		);
		expect(new Set((await Promise.all(sends)).map(({ kind }) => kind))).toEqual(new Set(['cancelled']));
	});
});
