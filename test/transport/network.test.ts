import net from 'node:net';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import type { HttpMethod } from '../../nodes/Fhir/transport/http';
import { defaultLimits } from '../../nodes/Fhir/transport/settings';
import { startFaultServer, type Fault } from '../servers/faultServer';
import { listen } from '../servers/httpServer';
import { ca, clientOf, closing, failureOf, serve } from './support';

afterAll(closeConnections);

/** A server below HTTP: does to each connection what the test says. */
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

describe('a connection that cannot be made', () => {
	it('is refused', async () => {
		const server = await serve(() => undefined);
		await server.close();
		const failure = await get(server.url);
		expect(failure).toMatchObject({ kind: 'network', code: 'ECONNREFUSED', effect: 'notSent' });
		expect(failure.message).toBe(`127.0.0.1:${server.port} refused the connection`);
	});

	it('names a host that does not exist', async () => {
		const lookup: net.LookupFunction = (host, _options, callback) =>
			callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), '', 4);
		const failure = await get('http://no.such.host.example', { network: { lookup } });
		expect(failure).toMatchObject({ kind: 'network', code: 'ENOTFOUND', effect: 'notSent' });
		expect(failure.message).toBe('There is no host named no.such.host.example');
	});

	it('takes too long', async () => {
		// An open port behind which nobody answers the TLS handshake.
		const url = (await rawServer(() => undefined)).replace('http:', 'https:');
		const failure = await get(url);
		expect(failure).toMatchObject({ kind: 'timeout', code: 'CONNECT_TIMEOUT', effect: 'notSent' });
		expect(failure.message).toContain('did not open a connection within 0.4 s');
	});

	it('is closed in the handshake, and not tried again without end', async () => {
		let connections = 0;
		const url = (await rawServer((socket) => void (connections++, socket.destroy()))).replace('http:', 'https:');
		const failure = await get(url, {}, 'POST');
		expect(failure).toMatchObject({ kind: 'network', effect: 'notSent' });
		expect(failure.message).toContain('while it was being opened');
		expect(failure.advice).toContain('client certificate');
		expect(connections).toBe(1);
	});

	it('speaks https to an http port', async () => {
		const server = await serve(() => undefined);
		const failure = await get(server.url.replace('http:', 'https:'));
		expect(failure).toMatchObject({ kind: 'tls', effect: 'notSent' });
		expect(failure.message).toContain('does not speak TLS');
	});

	it('speaks http to an https port', async () => {
		const server = await serve(() => undefined, { tls: ca.issue() });
		const failure = await get(server.url.replace('https:', 'http:').replace('localhost', '127.0.0.1'));
		expect(['response', 'network']).toContain(failure.kind);
		expect(failure.message).not.toMatch(/E[A-Z]{4,}|HPE_|UND_ERR/);
	});
});

describe('an answer that does not come', () => {
	it.each(['GET', 'POST'] as const)('within the time for it, to a %s', async (method) => {
		const server = await serve(() => undefined);
		const failure = await get(server.url, {}, method);
		expect(failure).toMatchObject({ kind: 'timeout', code: 'RESPONSE_TIMEOUT', effect: 'unknown' });
		expect(failure.message).toContain('did not answer within 0.4 s');
		expect(failure.advice?.includes('may or may not')).toBe(method === 'POST');
	});

	it('whole within the time for the request', async () => {
		const server = await serve((_request, response) => {
			response.writeHead(200);
			const drip = setInterval(() => response.write('x'), 20);
			response.on('close', () => clearInterval(drip));
		});
		const failure = await get(server.url, { timeouts: { connect: 400, response: 5_000, total: 300 } });
		expect(failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT', effect: 'applied', status: 200 });
		expect(failure.message).toContain('took longer than 0.3 s');
	});

	it('even in its headers, within the time for the request', async () => {
		const server = await serve(() => undefined);
		const failure = await get(server.url, { timeouts: { connect: 400, response: 5_000, total: 300 } }, 'POST');
		expect(failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT', effect: 'unknown' });
	});
});

describe('an answer that is spoiled', () => {
	const rows: Array<[Fault, string, string, RegExp]> = [
		['reset in body', 'network', 'applied', /broke off/],
		['half body', 'network', 'applied', /broke off/],
		['unfinished chunks', 'network', 'applied', /broke off/],
		['stalled body', 'timeout', 'applied', /stopped in the middle/],
		['reset after carrying out', 'network', 'unknown', /closed the connection before it answered/],
		['reset in headers', 'network', 'unknown', /closed the connection before it answered/],
		['huge headers', 'response', 'unknown', /headers .* too large/],
		['corrupt gzip', 'response', 'applied', /cannot be decompressed/],
		['gzip bomb', 'response', 'applied', /larger than the limit of 1 MB/],
		['huge body', 'response', 'applied', /larger than the limit of 1 MB/],
	];

	it.each(rows)('%s: %s, %s', async (fault, kind, effect, message) => {
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

	it('is not HTTP', async () => {
		const failure = await get(await rawServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')));
		expect(failure.kind).toBe('response');
		expect(failure.message).toContain('not HTTP');
	});

	it('survives a storm of interim answers', async () => {
		const server = closing(await startFaultServer({ examples: false, fault: () => 'informational storm' }));
		const response = await clientOf(server.baseUrl).send({ method: 'GET', url: `${server.baseUrl}/metadata` });
		expect(response.status).toBe(200);
		await response.discard();
	});
});

it('shows method and path, never a query, in its details', async () => {
	const server = await serve(() => undefined);
	await server.close();
	const failure = await get(server.url);
	expect(failure.details).toEqual({ method: 'GET', url: `${server.url}/Patient/42`, host: `127.0.0.1:${server.port}` });
	expect(JSON.stringify([failure.message, failure.advice, failure.details])).not.toContain('secret');
});
