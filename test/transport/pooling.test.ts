import type { LookupFunction } from 'node:net';
import { closeConnections } from '../../nodes/Fhir/transport/node/pools';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import { TestCa } from '../servers/certificates';
import type { Handler } from '../servers/httpServer';
import { ca, clientOf, failureOf, serve, trusting } from './support';

const ok: Handler = (_request, response) => void response.end('ok');

afterAll(closeConnections);

async function readMany(count: number, concurrency: number, read: (n: number) => Promise<unknown>): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) await read(next++);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

it('opens no more connections than requests are under way at once', async () => {
	const server = await serve(ok, { tls: ca.issue() });
	const client = clientOf(server.url);
	await readMany(1000, 10, async (n) => await (await client.send({ method: 'GET', url: `${server.url}/${n}` })).text());
	expect(server.requests).toHaveLength(1000);
	expect(server.handshakes()).toBeLessThanOrEqual(10);
});

it('uses one connection for one request after another, read or discarded', async () => {
	const server = await serve(ok, { tls: ca.issue() });
	const client = clientOf(server.url);
	for (let n = 0; n < 10; n++) {
		const response = await client.send({
			method: n % 2 ? 'POST' : 'GET',
			url: server.url,
			...(n % 2 && { body: 'x' }),
		});
		await (n % 3 ? response.text() : response.discard());
	}
	expect(server.handshakes()).toBe(1);
});

it('keeps connections from one client to the next', async () => {
	const server = await serve(ok, { tls: ca.issue() });
	for (let execution = 0; execution < 5; execution++) {
		await (await clientOf(server.url).send({ method: 'GET', url: server.url })).text();
	}
	expect(server.handshakes()).toBe(1);
});

it('never shares connections or sessions between the TLS modes', async () => {
	const stranger = TestCa.create('Stranger');
	const server = await serve(ok, { tls: stranger.issue() });
	const read = async (tls: Parameters<typeof clientOf>[1]) =>
		await (await clientOf(server.url, tls).send({ method: 'GET', url: server.url })).text();
	expect(await read({ tls: { mode: 'skip' } })).toBe('ok');
	expect((await failureOf(read({ tls: { mode: 'default' } }))).kind).toBe('tls');
	expect((await failureOf(read({ tls: trusting() }))).kind).toBe('tls');
	expect(await read({ tls: trusting(stranger) })).toBe('ok');
	expect(server.requests).toHaveLength(2);
});

it('lets the oldest of many kinds of pools go without breaking what is under way', async () => {
	let answer: () => void = () => undefined;
	const slow = await serve((_request, response) => void (answer = () => response.end('late')));
	const first = clientOf(slow.url, { timeouts: { connect: 1, response: 20_000, total: 20_000 } });
	const pending = first.send({ method: 'GET', url: slow.url });
	const server = await serve(ok);
	for (let kind = 0; kind < 40; kind++) {
		const client = clientOf(server.url, { timeouts: { connect: 5_000 + kind, response: 5_000, total: 20_000 } });
		await (await client.send({ method: 'GET', url: server.url })).text();
	}
	answer();
	expect(await (await pending).text()).toBe('late');
});

describe('under a network policy', () => {
	const blocked = new Failure({ kind: 'policy', message: 'This address is blocked' });

	it('resolves names by its look-up, whose refusal reaches the user', async () => {
		const server = await serve(ok);
		const lookup: LookupFunction = (_host, _options, callback) => callback(blocked, '', 4);
		const failure = await failureOf(
			clientOf(server.url, { network: { lookup } }).send({ method: 'GET', url: `http://localhost:${server.port}/` }),
		);
		expect(failure).toBe(blocked);
		expect(server.connections()).toBe(0);
	});

	it('asks about each host it connects to', async () => {
		const server = await serve(ok);
		const asked: string[] = [];
		const network = {
			checkHost: async (host: string) => {
				asked.push(host);
				throw blocked;
			},
		};
		expect(await failureOf(clientOf(server.url, { network }).send({ method: 'GET', url: server.url }))).toBe(blocked);
		expect(asked).toEqual(['127.0.0.1']);
		expect(server.connections()).toBe(0);
	});

	it('asks about each URL before anything is sent', async () => {
		const server = await serve(ok);
		const check = (url: string) => {
			if (url.endsWith('/no')) throw blocked;
		};
		const client = clientOf(server.url, { network: { check } });
		expect(await failureOf(client.send({ method: 'GET', url: `${server.url}/no` }))).toBe(blocked);
		expect((await client.send({ method: 'GET', url: `${server.url}/yes` })).status).toBe(200);
		expect(server.requests).toHaveLength(1);
	});

	it('does not share connections with a client that has no policy', async () => {
		const server = await serve(ok);
		await (await clientOf(server.url).send({ method: 'GET', url: server.url })).text();
		const network = {
			checkHost: () => {
				throw blocked;
			},
		};
		expect(await failureOf(clientOf(server.url, { network }).send({ method: 'GET', url: server.url }))).toBe(blocked);
	});
});
