import net from 'node:net';
import type { HttpMethod } from '../../../nodes/Fhir/transport/http';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { defaultLimits } from '../../../nodes/Fhir/transport/settings';
import { type Fault, startFaultServer } from '../../servers/faultServer';
import { listen } from '../../servers/httpServer';
import { ca, clientOf, closing, failureOf, serve } from '../support';

afterAll(closeConnections);

/** A TCP server that calls `connected` for each connection. */
async function rawServer(connected: (socket: net.Socket) => void): Promise<string> {
	const sockets = new Set<net.Socket>();
	const server = net.createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		connected(socket);
	});
	const port = await listen(server);
	closing({
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	});
	return `http://127.0.0.1:${port}`;
}

const timeouts = { connect: 400, response: 400, total: 2_000 };

function get(url: string, more: Parameters<typeof clientOf>[1] = {}, method: HttpMethod = 'GET') {
	return failureOf(
		(async () =>
			await (
				await clientOf(url, { timeouts, ...more }).send({ method, url: `${url}/Patient/42?name=secret` })
			).text())(),
	);
}

describe('Network error:', () => {
	it('a server that refuses connections', async () => {
		const server = await serve(() => undefined);
		await server.close();
		const failure = await get(server.url);
		expect(failure).toMatchObject({ kind: 'network', code: 'ECONNREFUSED', effect: 'notSent' });
		expect(failure.message).toBe(`127.0.0.1:${server.port} refused the connection`);
	});

	it('a host name that does not exist', async () => {
		const lookup: net.LookupFunction = (host, _options, callback) =>
			callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), '', 4);
		const failure = await get('http://no.such.host.example', { network: { lookup } });
		expect(failure).toMatchObject({ kind: 'network', code: 'ENOTFOUND', effect: 'notSent' });
		expect(failure.message).toBe('There is no host named no.such.host.example');
	});

	it('a server that does not complete the TLS handshake in time', async () => {
		// An open port where nobody responds to the TLS handshake.
		const url = (await rawServer(() => undefined)).replace('http:', 'https:');
		const failure = await get(url);
		expect(failure).toMatchObject({ kind: 'timeout', code: 'CONNECT_TIMEOUT', effect: 'notSent' });
		expect(failure.message).toContain('did not accept a connection within 0.4 s');
	});

	it('a server that closes the connection in the handshake is asked once only', async () => {
		let connections = 0;
		const url = (await rawServer((socket) => void (connections++, socket.destroy()))).replace('http:', 'https:');
		const failure = await get(url, {}, 'POST');
		expect(failure).toMatchObject({ kind: 'network', effect: 'notSent' });
		expect(failure.message).toContain('while it was being opened');
		expect(failure.advice).toContain('client certificate');
		expect(connections).toBe(1);
	});

	it('https to an http port', async () => {
		const server = await serve(() => undefined);
		const failure = await get(server.url.replace('http:', 'https:'));
		expect(failure).toMatchObject({ kind: 'tls', effect: 'notSent' });
		expect(failure.message).toContain('does not speak TLS');
	});

	it('http to an https port', async () => {
		const server = await serve(() => undefined, { tls: ca.issue() });
		const failure = await get(server.url.replace('https:', 'http:').replace('localhost', '127.0.0.1'));
		expect(['response', 'network']).toContain(failure.kind);
		expect(failure.message).not.toMatch(/E[A-Z]{4,}|HPE_|UND_ERR/);
	});
});

describe('Timeout:', () => {
	it.each(['GET', 'POST'] as const)('a %s that gets no response in time', async (method) => {
		const server = await serve(() => undefined);
		const failure = await get(server.url, {}, method);
		expect(failure).toMatchObject({ kind: 'timeout', code: 'RESPONSE_TIMEOUT', effect: 'unknown' });
		expect(failure.message).toContain('did not respond within 0.4 s');
		expect(failure.advice?.includes('may or may not')).toBe(method === 'POST');
	});

	it('a response that is not complete within the time limit of the request', async () => {
		const server = await serve((_request, response) => {
			response.writeHead(200);
			const drip = setInterval(() => response.write('x'), 20);
			response.on('close', () => clearInterval(drip));
		});
		const failure = await get(server.url, { timeouts: { connect: 400, response: 5_000, total: 300 } });
		expect(failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT', effect: 'applied', status: 200 });
		expect(failure.message).toContain('took longer than 0.3 s');
	});

	it('a response whose headers do not arrive within the time limit of the request', async () => {
		const server = await serve(() => undefined);
		const failure = await get(server.url, { timeouts: { connect: 400, response: 5_000, total: 300 } }, 'POST');
		expect(failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT', effect: 'unknown' });
	});
});

describe('Response error:', () => {
	const cases: Array<[Fault, string, string, RegExp]> = [
		['reset in body', 'network', 'applied', /was cut off/],
		['half body', 'network', 'applied', /was cut off/],
		['unfinished chunks', 'network', 'applied', /was cut off/],
		['stalled body', 'timeout', 'applied', /paused .* in the middle/],
		['reset after carrying out', 'network', 'unknown', /closed the connection before it responded/],
		['reset in headers', 'network', 'unknown', /closed the connection before it responded/],
		['huge headers', 'response', 'unknown', /headers .* too large/],
		['corrupt gzip', 'response', 'applied', /cannot be decompressed/],
		['gzip bomb', 'response', 'applied', /larger than the limit of 1 MB/],
		['huge body', 'response', 'applied', /larger than the limit of 1 MB/],
	];

	it.each(cases)('%s gives a failure of kind %s with the effect %s', async (fault, kind, effect, message) => {
		const server = closing(await startFaultServer({ examples: false, fault: () => fault }));
		const failure = await failureOf(
			(async () =>
				await (
					await clientOf(server.baseUrl, { timeouts, limits: { ...defaultLimits, bodyBytes: 1024 * 1024 } }).send({
						method: 'GET',
						url: `${server.baseUrl}/metadata`,
					})
				).text())(),
		);
		expect(failure).toMatchObject({ kind, effect });
		expect(failure.message).toMatch(message);
		expect(failure.message).not.toMatch(/E[A-Z]{4,}|HPE_|UND_ERR/);
	});

	it('a response that is not HTTP', async () => {
		const failure = await get(await rawServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')));
		expect(failure.kind).toBe('response');
		expect(failure.message).toContain('not HTTP');
	});

	it('none after many interim responses', async () => {
		const server = closing(await startFaultServer({ examples: false, fault: () => 'informational storm' }));
		const response = await clientOf(server.baseUrl).send({ method: 'GET', url: `${server.baseUrl}/metadata` });
		expect(response.status).toBe(200);
		await response.discard();
	});
});

it('Network error: the details contain method and path, but no query', async () => {
	const server = await serve(() => undefined);
	await server.close();
	const failure = await get(server.url);
	expect(failure.details).toEqual({ method: 'GET', url: `${server.url}/Patient/42`, host: `127.0.0.1:${server.port}` });
	expect(JSON.stringify([failure.message, failure.advice, failure.details])).not.toContain('secret');
});
