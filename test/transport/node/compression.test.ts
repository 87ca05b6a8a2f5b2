import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { arrived, connected, encodingsFor } from '../../../nodes/Fhir/transport/node/compression';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { restoreProxyVariables, setProxyVariables } from '../../helpers/proxyVariables';
import type { Handler } from '../../servers/httpServer';
import { startProxy } from '../../servers/proxy';
import { ca, clientOf, closing, serve } from '../support';

let refused = false;

// As in a sandbox that allows no netlink sockets.
jest.mock('node:os', () => {
	const os = jest.requireActual<{ networkInterfaces: () => unknown }>('node:os');
	return {
		...os,
		networkInterfaces: () => {
			if (refused) throw new Error('uv_interface_addresses returned Unknown system error 97');
			return os.networkInterfaces();
		},
	};
});

const all = 'gzip, deflate, br';
const kilobytes = (count: number) => 'x'.repeat(count * 1024);

beforeEach(() => setProxyVariables({}));

afterEach(async () => {
	refused = false;
	await closeConnections();
});

afterAll(restoreProxyVariables);

/** What a server was asked for in each request, after so many requests one after the other. */
async function asked(
	count: number,
	handler: Handler,
	{ host = 'localhost', ...settings }: Parameters<typeof clientOf>[1] & { host?: string } = {},
): Promise<unknown[]> {
	const server = await serve(handler, { tls: ca.issue() });
	const url = server.url.replace('localhost', host);
	const client = clientOf(url, settings);
	for (let n = 0; n < count; n++) await (await client.send({ method: 'GET', url: `${url}/fhir` })).bytes();
	return server.requests.map(({ headers }) => headers['accept-encoding']);
}

describe('Compression of responses:', () => {
	it.each(['localhost', '127.0.0.1'])(
		'a server on this machine (%s) is asked for none once it is known',
		async (host) => {
			const handler: Handler = (_request, response) => void response.end(kilobytes(4));
			expect(await asked(4, handler, { host })).toEqual([all, 'identity', 'identity', 'identity']);
		},
	);

	it('a server on this machine that compresses all the same is understood', async () => {
		const handler: Handler = (_request, response) =>
			void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(kilobytes(64)));
		expect(await asked(3, handler)).toEqual([all, 'identity', 'identity']);
	});

	it('a server on this machine whose bodies arrive slowly is asked for it again', async () => {
		// As HAPI FHIR writes them, and as they come out of a tunnel.
		const handler: Handler = async (_request, response) => {
			for (let part = 0; part < 8; part++) {
				response.write(kilobytes(8));
				await pause(8);
			}
			response.end();
		};
		expect(await asked(4, handler)).toEqual([all, 'identity', all, all]);
	});

	it('a body that its reader holds up says nothing about the server', async () => {
		const server = await serve((_request, response) => void response.end(kilobytes(4096)), { tls: ca.issue() });
		const client = clientOf(server.url);
		for (let n = 0; n < 3; n++) {
			const response = await client.send({ method: 'GET', url: `${server.url}/fhir` });
			let size = 0;
			for await (const chunk of response.stream()) {
				if (size === 0) await pause(300);
				size += chunk.length;
			}
			expect(size).toBe(4096 * 1024);
		}
		expect(server.requests.map(({ headers }) => headers['accept-encoding'])).toEqual([all, 'identity', 'identity']);
	});

	it('a custom header decides', async () => {
		const handler: Handler = (_request, response) => void response.end(kilobytes(64));
		expect(await asked(3, handler, { headers: { 'accept-encoding': 'gzip' } })).toEqual(['gzip', 'gzip', 'gzip']);
	});

	it('behind a proxy, nothing is known of where a server is', async () => {
		const proxy = closing(await startProxy({}));
		process.env.HTTPS_PROXY = proxy.url;
		const handler: Handler = (_request, response) => void response.end(kilobytes(64));
		expect(await asked(3, handler)).toEqual([all, all, all]);
		expect(proxy.connects).toHaveLength(1);
	});
});

describe('What is known of a server:', () => {
	it.each([
		['127.0.0.1', 'identity'],
		['127.8.9.10', 'identity'],
		['::1', 'identity'],
		['::ffff:127.0.0.1', 'identity'],
		['203.0.113.7', all],
		['2001:db8::7', all],
	])('at %s, it is asked for "%s"', (address, encodings) => {
		const origin = `https://of-${address}.example`;
		expect(encodingsFor(origin)).toBe(all);
		connected(origin, address);
		expect(encodingsFor(origin)).toBe(encodings);
	});

	it('at an address of this machine, it is asked for none', () => {
		for (const { address } of Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])) {
			const origin = `https://own-${address}.example`;
			connected(origin, address);
			expect(encodingsFor(origin)).toBe('identity');
		}
	});

	it('with its address, what was known is forgotten', () => {
		const origin = 'https://moving.example';
		connected(origin, '203.0.113.7');
		connected(origin, '127.0.0.1');
		expect(encodingsFor(origin)).toBe('identity');
		connected(origin, '203.0.113.7');
		expect(encodingsFor(origin)).toBe(all);
	});

	it('with another address that is near, as localhost has two, it stays known', () => {
		const origin = 'https://double.example';
		connected(origin, '127.0.0.1');
		arrived(origin, 100_000, 1_000);
		connected(origin, '::1');
		expect(encodingsFor(origin)).toBe(all);
	});

	it('where the machine does not tell its networks, only itself is near', async () => {
		refused = true;
		const handler: Handler = (_request, response) => void response.end(kilobytes(4));
		expect(await asked(2, handler)).toEqual([all, 'identity']);
		connected('https://unsure.example', '10.1.2.3');
		expect(encodingsFor('https://unsure.example')).toBe(all);
	});

	/** Requests until a server whose last body came late is asked for no compression again. */
	function pauseOf(origin: string): number {
		arrived(origin, 100_000, 1_000);
		let requests = 0;
		while (encodingsFor(origin) === all) requests++;
		return requests;
	}

	it('a slow server is tried again after 16 requests, and each time it is slow again, after twice as many up to 256', () => {
		const origin = 'https://slow.example';
		connected(origin, '127.0.0.1');
		expect([1, 2, 3, 4, 5, 6].map(() => pauseOf(origin))).toEqual([16, 32, 64, 128, 256, 256]);
	});

	it('a server that was slow, as while its process started, and then fast, is tried again soon', () => {
		const origin = 'https://started.example';
		connected(origin, '127.0.0.1');
		expect([1, 2].map(() => pauseOf(origin))).toEqual([16, 32]);
		for (let n = 0; n < 4; n++) arrived(origin, 100_000, 1);
		expect(pauseOf(origin)).toBe(64);
		for (let n = 0; n < 10; n++) arrived(origin, 100_000, 1);
		expect(pauseOf(origin)).toBe(16);
	});

	it('one body that came late among many that came fast changes nothing, and many small ones neither', () => {
		const origin = 'https://fast.example';
		connected(origin, '127.0.0.1');
		for (let n = 0; n < 100; n++) arrived(origin, 100_000, 1);
		arrived(origin, 100_000, 40);
		expect(encodingsFor(origin)).toBe('identity');
		for (let n = 0; n < 1_000; n++) arrived(origin, 2_000, 40);
		expect(encodingsFor(origin)).toBe('identity');
	});

	it('of a server in another network, the pace of its bodies changes nothing', () => {
		const origin = 'https://far.example';
		connected(origin, '203.0.113.7');
		for (let n = 0; n < 100; n++) arrived(origin, 1_000_000, 1);
		expect(encodingsFor(origin)).toBe(all);
	});
});
