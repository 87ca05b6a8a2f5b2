import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { clientOf, failureOf, serve } from './support';

afterAll(closeConnections);

const text = 'Grüße, '.repeat(2000);

async function responding(respond: (response: ServerResponse) => void) {
	const server = await serve((_request, response) => respond(response));
	const client = clientOf(server.url);
	return {
		server,
		get: async (maxBytes?: number) => await client.send({ method: 'GET', url: `${server.url}/fhir`, maxBytes }),
	};
}

/** Resolves once undici has seen that a response broke off. */
async function untilSeen(): Promise<void> {
	const failed = 'undici:request:error';
	await new Promise<void>((resolve) => {
		const seen = () => {
			unsubscribe(failed, seen);
			resolve();
		};
		subscribe(failed, seen);
	});
}

describe('Decompression:', () => {
	const encodings: Array<[string, Buffer]> = [
		['gzip', gzipSync(text)],
		['x-gzip', gzipSync(text)],
		['deflate', deflateSync(text)],
		['deflate', deflateRawSync(text)],
		['br', brotliCompressSync(text)],
		['identity', Buffer.from(text)],
		['deflate, gzip', gzipSync(deflateSync(text))],
	];

	it.each(encodings)('a body in %s is decompressed, also with an error status', async (encoding, bytes) => {
		const { get } = await responding((response) =>
			response.writeHead(400, { 'content-encoding': encoding }).end(bytes),
		);
		const response = await get();
		expect(response.status).toBe(400);
		expect(await response.text()).toBe(text);
	});

	it.each(encodings.filter(([, bytes]) => bytes !== encodings[3]?.[1]))(
		'a body in %s is decompressed while it is streamed',
		async (encoding, bytes) => {
			const { get } = await responding((response) =>
				response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
			);
			expect((await buffer((await get()).stream())).toString()).toBe(text);
		},
	);

	it('Accept-Encoding lists the codings that can be undone', async () => {
		const { server, get } = await responding((response) => response.end());
		await get();
		expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
	});

	it('an empty body stays empty', async () => {
		const { get } = await responding((response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end());
		expect(await (await get()).text()).toBe('');
	});

	it.each([
		['gzip', Buffer.from('This is not gzip')],
		['gzip', gzipSync(text).subarray(0, 40)],
		['compress', Buffer.from('x')],
		['gzip, gzip, gzip, gzip', gzipSync(text)],
	])('an error reports a body in %s that cannot be decompressed', async (encoding, bytes) => {
		const { get } = await responding((response) =>
			response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
		);
		const failure = await failureOf((await get()).text());
		expect(failure).toMatchObject({ kind: 'response', effect: 'applied', status: 200 });
		expect(failure.message).toContain(encoding);
		const streamed = await get();
		await expect(async () => await buffer(streamed.stream())).rejects.toMatchObject({ kind: 'response' });
	});
});

describe('Response size limit:', () => {
	const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));

	it.each([
		['plain', undefined, Buffer.alloc(100_000)],
		['compressed', 'gzip', bomb],
	])('a %s response beyond the limit is stopped, read whole or streamed', async (_name, encoding, bytes) => {
		const { get } = await responding((response) =>
			response.writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding }).end(bytes),
		);
		const whole = await failureOf((await get(99_999)).bytes());
		expect(whole).toMatchObject({ kind: 'response', effect: 'applied', details: { limit: 99_999 } });
		expect(whole.message).toMatch(/larger than the limit/);
		let got = 0;
		const streamed = (await get(99_999)).stream();
		await expect(async () => {
			for await (const chunk of streamed) got += (chunk as Buffer).length;
		}).rejects.toMatchObject({ kind: 'response', message: whole.message });
		expect(got).toBeLessThanOrEqual(99_999);
	});

	it('a response of exactly the limit is read', async () => {
		const { get } = await responding((response) =>
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5000))),
		);
		expect(await (await get(5000)).bytes()).toHaveLength(5000);
		expect(await buffer((await get(5000)).stream())).toHaveLength(5000);
	});
});

describe('Response body:', () => {
	it('the text has no byte order mark', async () => {
		const { get } = await responding((response) => response.end('\ufeff{"ä":1}'));
		expect(await (await get()).text()).toBe('{"ä":1}');
	});

	it('it can be read some time after the headers', async () => {
		const { get } = await responding((response) => response.end(Buffer.alloc(1_000_000, 'x')));
		const response = await get();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await response.bytes()).toHaveLength(1_000_000);
	});

	it('it can be read only once', async () => {
		const { get } = await responding((response) => response.end('x'));
		const response = await get();
		await response.text();
		await expect(response.text()).rejects.toThrow('only once');
	});

	it.each([
		['before its stream is opened', false],
		['before its stream is read', true],
	])('a body that breaks off %s fails with the reason all the same', async (_when, isOpen) => {
		let sending: ServerResponse | undefined;
		const { get } = await responding((response) => {
			sending = response;
			response.writeHead(200, { 'content-length': '1000' }).write('half');
		});
		const response = await get();
		const opened = isOpen ? response.stream() : undefined;
		const seen = untilSeen();
		sending?.destroy();
		await seen;
		const failure = await failureOf(buffer(opened ?? response.stream()));
		expect(failure.message).toMatch(/was cut off/);
	});

	it('a stream is sent no faster than it is read, and stops when its reader stops', async () => {
		let written = 0;
		const { get } = await responding((response) => {
			const chunk = Buffer.alloc(64 * 1024);
			const more = () => {
				while (!response.destroyed && written < 100_000_000) {
					written += chunk.length;
					if (!response.write(chunk)) return void response.once('drain', more);
				}
			};
			more();
		});
		const stream = (await get()).stream();
		for await (const chunk of stream) {
			expect(chunk).toBeDefined();
			break;
		}
		expect(written).toBeLessThan(50_000_000);
	});

	it('the values of a repeated header are joined by commas', async () => {
		const { get } = await responding((response) => response.writeHead(200, { Link: ['<a>', '<b>'] }).end());
		expect((await get()).headers.link).toBe('<a>, <b>');
	});

	it('it follows interim responses (RFC 9110 §15.2)', async () => {
		const { get } = await responding((response) => {
			for (let n = 0; n < 100; n++) response.writeProcessing();
			response.end('at last');
		});
		const response = await get();
		expect([response.status, await response.text()]).toEqual([200, 'at last']);
	});

	it('a body that was read whole can be read in any way', async () => {
		const server = await serve((_request, response) => void response.end('ok'));
		const response = await clientOf(server.url).send({ method: 'GET', url: server.url, whole: true });
		expect(await response.text()).toBe('ok');
		expect(await buffer(response.stream())).toEqual(Buffer.from('ok'));
	});
});
