import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import type { WireError, WireRequest } from '../../../nodes/Fhir/transport/wire';
import { listen } from '../../servers/httpServer';
import { closing } from '../support';

afterAll(closeConnections);

/** A server that ends a connection on which nothing has come for so long. */
const idleMs = 100;

/** Starts it, and returns a function that sends it a request and resolves with the body that it received, and what it has seen. */
async function impatientServer() {
	const received: string[] = [];
	// Without a time of Node's own, which it would name to the client, and which differs from release to release.
	const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
		const { socket } = request;
		void text(request).then((body) => {
			received.push(`${request.method} ${body}`);
			response.writeHead(200, { 'content-length': 0 }).end();
			const { bytesRead } = socket;
			setTimeout(() => socket.bytesRead === bytesRead && socket.end(), idleMs);
		});
	});
	let connections = 0;
	server.on('connection', () => connections++);
	const origin = `http://127.0.0.1:${await listen(server)}`;
	closing({ close: async () => void server.close() });
	const wire = nodeWire.connections({
		tls: { mode: 'default' },
		connectTimeout: 5_000,
		headerBytes: 16_384,
		network: {},
	});
	const send = async (more: Partial<WireRequest>) => {
		const timeouts = { connect: 5_000, response: 5_000, total: 20_000 };
		const request = {
			method: 'POST',
			origin,
			path: '/fhir',
			headers: {},
			body: undefined,
			timeouts,
			signal: undefined,
			...more,
		} as const;
		await (await wire.send(request)).bytes(10);
	};
	return { send, received, connections: () => connections };
}

/** Content whose first bytes come late. */
async function* late(milliseconds: number, content = 'late') {
	await after(milliseconds);
	if (content) yield Buffer.from(content);
}

const errorOf = async (sent: Promise<unknown>): Promise<Partial<WireError>> => {
	const error = (await sent.catch((reason: unknown) => reason)) as WireError;
	return { code: error.code, sent: error.sent, status: error.status };
};

describe('Content whose first bytes come late', () => {
	it('does not occupy a connection that the server takes for idle', async () => {
		const { send, received, connections } = await impatientServer();
		await send({ method: 'GET' });
		await send({ body: late(3 * idleMs) });
		expect(received).toEqual(['GET ', 'POST late']);
		expect(connections()).toBe(2);
	});

	it('goes out as it is, from whatever it comes', async () => {
		const { send, received } = await impatientServer();
		await send({ body: Readable.from(late(20, 'a'), { objectMode: false }) });
		await send({ body: late(20, '') });
		const empty = new Readable({ read: () => undefined });
		empty.push(null);
		await after(20);
		await send({ body: empty });
		await send({ body: late(0, 'x'.repeat(300_000)), headers: { 'content-length': '300000' } });
		expect(received).toEqual(['POST a', 'POST ', 'POST ', `POST ${'x'.repeat(300_000)}`]);
	});

	it('can be given up before, and nothing is sent', async () => {
		const { send, received } = await impatientServer();
		const abort = new AbortController();
		const body = Readable.from(late(200));
		const sent = errorOf(send({ body, signal: abort.signal }));
		abort.abort();
		expect(await sent).toEqual({ code: 'CANCELLED', sent: false, status: 0 });
		expect(body.destroyed).toBe(true);
		const timeouts = { connect: 5_000, response: 5_000, total: 50 };
		expect(await errorOf(send({ body: late(200), timeouts }))).toEqual({ code: 'TIMEOUT', sent: false, status: 0 });
		await after(250);
		expect(received).toEqual([]);
	});

	it('can fail before, and nothing is sent', async () => {
		const { send, received, connections } = await impatientServer();
		const failing = Readable.from(late(20));
		const sent = errorOf(send({ body: failing }));
		failing.destroy(new Error('unreadable'));
		expect(await sent).toEqual({ code: 'CONTENT_UNREADABLE', sent: false, status: 0 });
		const gone = Readable.from(late(20));
		const ended = errorOf(send({ body: gone }));
		gone.destroy();
		expect(await ended).toEqual({ code: 'CONTENT_UNREADABLE', sent: false, status: 0 });
		const used = Readable.from(late(0));
		await text(used);
		expect(await errorOf(send({ body: used }))).toEqual({ code: 'CONTENT_UNREADABLE', sent: false, status: 0 });
		expect(received).toEqual([]);
		expect(connections()).toBe(0);
	});
});
