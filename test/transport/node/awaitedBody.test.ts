import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import type { WireError, WireRequest, WireResponse } from '../../../nodes/Fhir/transport/wire';
import { serve } from '../support';

afterAll(closeConnections);

const limit = 1_000;
const text = 'x'.repeat(limit);
const tooLarge = { code: 'BODY_TOO_LARGE' };

/** Sends a request to this server. */
async function send(url: string, more: Partial<WireRequest>): Promise<WireResponse> {
	const connections = nodeWire.connections({
		tls: { mode: 'default' },
		connectTimeout: 5_000,
		headerBytes: 16_384,
		network: {},
	});
	return await connections.send({
		method: 'GET',
		origin: new URL(url).origin,
		path: '/fhir',
		headers: {},
		body: undefined,
		timeouts: { connect: 5_000, response: 5_000, total: 20_000 },
		signal: undefined,
		...more,
	});
}

/** Sends a request to a server that responds so, and waits for the body up to the limit. */
async function respondingWith(
	respond: (response: ServerResponse) => void,
	more: Partial<WireRequest> = { awaitedBytes: limit },
): Promise<WireResponse> {
	const server = await serve((_request, response) => respond(response));
	return await send(server.url, more);
}

describe('A body that is waited for', () => {
	it('is there with the response, in as many pieces as it came, and is read once', async () => {
		const response = await respondingWith((to) => {
			to.write(text.slice(0, 400));
			setTimeout(() => to.end(text.slice(400)), 20);
		});
		expect(response.arrived?.()?.toString()).toBe(text);
		expect(response.arrived?.()).toBeUndefined();
		await expect(response.bytes(limit)).rejects.toThrow('only once');
	});

	it('can be read in any other way instead', async () => {
		const get = async () => await respondingWith((to) => to.end(text));
		expect((await (await get()).bytes(limit)).toString()).toBe(text);
		expect((await buffer((await get()).stream(limit, (error) => error))).toString()).toBe(text);
		await (await get()).discard();
	});

	it('may be empty', async () => {
		expect((await respondingWith((to) => to.writeHead(204).end())).arrived?.()).toHaveLength(0);
	});

	it('is unpacked only when it is read', async () => {
		const response = await respondingWith((to) =>
			to.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
		);
		expect(response.arrived?.()).toBeUndefined();
		expect((await response.bytes(limit)).toString()).toBe(text);
	});

	it.each([1, 100_000])('fails when it is read if it is %d bytes larger than the limit', async (more) => {
		const response = await respondingWith((to) => to.end('x'.repeat(limit + more)));
		expect(response.arrived?.()).toBeUndefined();
		await expect(response.bytes(limit)).rejects.toMatchObject(tooLarge);
	});

	it('leaves its connection to the next request if it is only a little larger than the limit', async () => {
		const server = await serve((_request, response) => void response.end('x'.repeat(limit + 1)));
		for (let request = 0; request < 5; request++) {
			const response = await send(server.url, { awaitedBytes: limit });
			await expect(response.bytes(limit)).rejects.toMatchObject(tooLarge);
		}
		// The failure is known before the connection is free: the second request needs another one.
		expect(server.connections()).toBe(2);
	});

	it('is not waited for beyond the limit: the server is told to stop', async () => {
		let closed = false;
		const response = await respondingWith((to) => {
			to.on('close', () => (closed = true));
			to.write('x'.repeat(limit + 1));
		});
		await expect(response.bytes(limit)).rejects.toMatchObject(tooLarge);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(closed).toBe(true);
	});

	it('fails as any other when it is read if it breaks off', async () => {
		const breakOff = (to: ServerResponse) => {
			to.writeHead(200, { 'content-length': String(limit) });
			to.write(text.slice(0, 400), () => to.destroy());
		};
		const read = async (more: Partial<WireRequest>) => {
			const response = await respondingWith(breakOff, more);
			expect(response.status).toBe(200);
			expect(response.arrived?.()).toBeUndefined();
			const { code, sent, status } = (await response.bytes(limit).catch((error: unknown) => error)) as WireError;
			return { code, sent, status };
		};
		const failed = await read({ awaitedBytes: limit });
		expect(failed).toEqual({ code: 'CONNECTION_CLOSED', sent: true, status: 200 });
		expect(failed).toEqual(await read({}));
	});

	it('fails when it is read if the request was cancelled', async () => {
		const abort = new AbortController();
		const response = await respondingWith(
			(to) => {
				to.write(text.slice(0, 400));
				setTimeout(() => abort.abort(), 20);
			},
			{ awaitedBytes: limit, signal: abort.signal },
		);
		await expect(response.bytes(limit)).rejects.toMatchObject({ code: 'CANCELLED' });
	});
});

describe('The head', () => {
	it('is told of as soon as it is there, and interim responses are not', async () => {
		const seen: string[] = [];
		await respondingWith(
			(to) => {
				to.writeProcessing();
				to.writeHead(200).write('x');
				setTimeout(() => {
					seen.push('end');
					to.end();
				}, 50);
			},
			{ awaitedBytes: limit, onHead: (status) => seen.push(`head ${status}`) },
		);
		expect(seen).toEqual(['head 200', 'end']);
	});
});

describe('Nobody waits for the body', () => {
	it.each<[string, number, Partial<WireRequest>]>([
		['of an error', 500, { awaitedBytes: limit }],
		['of a redirect', 302, { awaitedBytes: limit }],
		['that is to be streamed', 200, {}],
	])('%s', async (_title, status, more) => {
		let end = () => {};
		const response = await respondingWith((to) => {
			to.writeHead(status).write('x');
			end = () => void to.end('y');
		}, more);
		expect(response.arrived?.()).toBeUndefined();
		end();
		expect((await response.bytes(limit)).toString()).toBe('xy');
	});

	it('that cannot be decoded', async () => {
		const response = await respondingWith((to) => {
			to.writeHead(200, { 'content-encoding': 'utf-8' }).write('x');
		});
		expect(response.arrived?.()).toBeUndefined();
		await expect(response.bytes(limit)).rejects.toMatchObject({ code: 'UNDECODABLE' });
	});
});
