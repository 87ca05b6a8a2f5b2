import type { LookupFunction } from 'node:net';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { TestCa } from '../../servers/certificates';
import type { Handler } from '../../servers/httpServer';
import { ca, clientOf, failureOf, serve, trusting } from '../support';

const ok: Handler = (_request, response) => void response.end('ok');

afterAll(closeConnections);

async function readMany(count: number, concurrency: number, read: (n: number) => Promise<unknown>): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) await read(next++);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

it('Connection pool: there are no more connections than concurrent requests', async () => {
	const server = await serve(ok, { tls: ca.issue() });
	const client = clientOf(server.url);
	await readMany(1000, 10, async (n) => await (await client.send({ method: 'GET', url: `${server.url}/${n}` })).text());
	expect(server.requests).toHaveLength(1000);
	expect(server.handshakes()).toBeLessThanOrEqual(10);
});

it('Connection pool: requests one after another share a connection, whether responses are read or discarded', async () => {
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

it('Connection pool: connections are kept from one client to the next', async () => {
	const server = await serve(ok, { tls: ca.issue() });
	for (let execution = 0; execution < 5; execution++) {
		await (await clientOf(server.url).send({ method: 'GET', url: server.url })).text();
	}
	expect(server.handshakes()).toBe(1);
});

it('Connection pool: TLS modes never share connections or sessions', async () => {
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

it('Connection pool: an evicted pool completes its running requests', async () => {
	let respond: () => void = () => undefined;
	const slow = await serve((_request, response) => void (respond = () => response.end('late')));
	const first = clientOf(slow.url, { timeouts: { connect: 1, response: 20_000, total: 20_000 } });
	const pending = first.send({ method: 'GET', url: slow.url });
	const server = await serve(ok);
	for (let kind = 0; kind < 40; kind++) {
		const client = clientOf(server.url, { timeouts: { connect: 5_000 + kind, response: 5_000, total: 20_000 } });
		await (await client.send({ method: 'GET', url: server.url })).text();
	}
	respond();
	expect(await (await pending).text()).toBe('late');
});

describe('Network policy:', () => {
	const blocked = new Failure({ kind: 'policy', message: 'This address is blocked' });

	it('names are resolved by its look-up, and its refusal reaches the user', async () => {
		const server = await serve(ok);
		const lookup: LookupFunction = (_host, _options, callback) => callback(blocked, '', 4);
		const failure = await failureOf(
			clientOf(server.url, { network: { lookup } }).send({ method: 'GET', url: `http://localhost:${server.port}/` }),
		);
		expect(failure).toBe(blocked);
		expect(server.connections()).toBe(0);
	});

	it('it is asked about each host before a connection is opened', async () => {
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

	it('it is asked about each URL before anything is sent', async () => {
		const server = await serve(ok);
		const check = (url: string) => {
			if (url.endsWith('/no')) throw blocked;
		};
		const client = clientOf(server.url, { network: { check } });
		expect(await failureOf(client.send({ method: 'GET', url: `${server.url}/no` }))).toBe(blocked);
		expect((await client.send({ method: 'GET', url: `${server.url}/yes` })).status).toBe(200);
		expect(server.requests).toHaveLength(1);
	});

	it('connections are not shared with a client that has no policy', async () => {
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
