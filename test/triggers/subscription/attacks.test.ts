import { connect } from 'node:net';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSubscriptionServer, type SubscriptionServer } from '../../servers/subscriptionServer';
import { startHost } from './host';

let server: SubscriptionServer;
let host: Awaited<ReturnType<typeof startHost>>;
let secret: string;

const megabyte = 1024 * 1024;
const body = JSON.stringify({ resourceType: 'Patient', id: 'x', meta: { versionId: '1' } });

beforeEach(async () => {
	server = await startSubscriptionServer({ kind: 'criteria' });
	const parameters = {
		authentication: 'none',
		baseUrl: server.baseUrl,
		resourceType: { __rl: true, mode: 'name', value: 'Patient' },
		settings: { maxBodySize: 2 },
	};
	host = await startHost({ parameters });
	await host.activate();
	secret = JSON.stringify(server.subscriptions()).match(/Bearer [\w-]{43}/)?.[0] ?? '';
});

afterEach(async () => {
	expect(JSON.stringify([host.log, host.staticData, host.executions])).not.toContain(secret.slice(7));
	await Promise.all([host.close(), server.close()]);
});

const put = async (headers: Record<string, string>, content: string = body) => {
	const response = await fetch(`${host.endpoint}/Patient/x`, { method: 'PUT', headers, body: content });
	return [response.status, await response.text()];
};

/** Sends the head of a request, and then as much of the body as the host takes. */
async function stream(headers: Record<string, string>, size: number): Promise<{ status: number; sent: number }> {
	return await new Promise((resolve, reject) => {
		let sent = 0;
		const outgoing = request(host.endpoint, { method: 'POST', headers }, (response) => {
			response.resume();
			resolve({ status: response.statusCode ?? 0, sent });
			outgoing.destroy();
		});
		outgoing.on('error', (error) => sent === 0 && reject(error));
		const chunk = Buffer.alloc(64 * 1024, ' ');
		const write = () => {
			while (sent < size && !outgoing.destroyed) {
				sent += chunk.length;
				if (!outgoing.write(chunk)) return void outgoing.once('drain', write);
			}
		};
		write();
	});
}

describe('FHIR Subscription Trigger: nobody else gets in', () => {
	test.each([
		['no secret', {}, 401],
		['a wrong secret', { authorization: `Bearer ${'A'.repeat(43)}` }, 403],
		['a secret of another form', { authorization: 'Basic dXNlcjpwYXNz' }, 403],
		['an endless secret', { authorization: `Bearer ${'A'.repeat(8_000)}` }, 403],
	])('%s is refused, and starts nothing', async (_name, headers, status) => {
		expect(await put(headers)).toEqual([status, '']);
		expect(host.executions).toEqual([]);
	});

	test("another subscription's secret is refused", async () => {
		const other = await startHost({ parameters: host.identity.node.parameters });
		try {
			await other.activate();
			const theirs = JSON.stringify(server.subscriptions().at(-1)).match(/Bearer [\w-]{43}/)?.[0] ?? '';
			expect(theirs).not.toBe(secret);
			expect(await put({ authorization: theirs })).toEqual([403, '']);
			expect(host.executions).toEqual([]);
		} finally {
			await other.close();
		}
	});

	test('the secret of a subscription that was removed is refused', async () => {
		await host.deactivate();
		expect(await put({ authorization: secret })).toEqual([403, '']);
	});

	test.each([
		['no JSON', 'resourceType=Patient'],
		['JSON that is not FHIR', '{"patient": 1}'],
		['a list', '[]'],
		['JSON that is nested too deep', '['.repeat(100_000)],
		['a name that is no type', '{"resourceType": "../x"}'],
	])('with the secret, %s is refused, and starts nothing', async (_name, content) => {
		expect(await put({ authorization: secret }, content)).toEqual([400, '']);
		expect(host.executions).toEqual([]);
	});

	test('a path that is no resource starts nothing', async () => {
		for (const path of ['/patient/x', '/Patient/..%2F..', '/Patient/a%20b']) {
			const response = await fetch(host.endpoint + path, { method: 'DELETE', headers: { authorization: secret } });
			expect(response.status).toBe(400);
		}
		expect(host.executions).toEqual([]);
	});

	test('a compressed body is refused', async () => {
		expect(await put({ authorization: secret, 'content-encoding': 'gzip' })).toEqual([415, '']);
	});

	test.each([
		['without the secret', () => ({}), 401],
		['with the secret, and its size', () => ({ authorization: secret, 'content-length': String(100 * megabyte) }), 413],
		['with the secret', () => ({ authorization: secret }), 413],
	])('100 MB %s are refused before they are read', async (_name, headers, status) => {
		const before = process.memoryUsage().arrayBuffers;
		const result = await stream(headers(), 100 * megabyte);
		expect(result.status).toBe(status);
		expect(result.sent).toBeLessThan(20 * megabyte);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * megabyte);
		expect(host.executions).toEqual([]);
	});

	test('a slow body without the secret holds nothing: it is refused at once, and the connection closed', async () => {
		const socket = connect(Number(new URL(host.url).port), '127.0.0.1');
		const { pathname } = new URL(host.endpoint);
		let response = '';
		const closed = new Promise((resolve) => socket.on('close', resolve));
		socket.on('data', (data) => (response += data.toString()));
		socket.write(`POST ${pathname} HTTP/1.1\r\nHost: n8n\r\nContent-Length: 1000\r\n\r\n{`);
		await Promise.race([closed, sleep(5_000)]);
		expect(response).toMatch(/^HTTP\/1\.1 401/);
		expect(socket.destroyed).toBe(true);
	});

	test('a thousand at once start nothing, ask the server once, and leave no memory behind', async () => {
		const asked = server.requests.length;
		const headers = { authorization: `Bearer ${'B'.repeat(43)}` };
		const statuses = await Promise.all(Array.from({ length: 1_000 }, async () => (await put(headers))[0]));
		expect(new Set(statuses)).toEqual(new Set([403]));
		expect(host.executions).toEqual([]);
		// The known subscription, and a search for another.
		expect(server.requests.length - asked).toBeLessThanOrEqual(2);
		expect(await put({ authorization: secret })).toEqual([200, '']);
		expect(host.executions).toHaveLength(1);
	});

	test('a delivery that says what is in an error or a log tells no secret', async () => {
		server.drop();
		expect(await put({ authorization: secret }, '{')).toEqual([400, '']);
	});
});
