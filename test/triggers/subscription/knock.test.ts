import type { IDataObject } from 'n8n-workflow';
import { newKnock, writeKnock } from '../../../nodes/Fhir/triggers/subscription/knock';
import { TestCa } from '../../servers/certificates';
import { type Handler, startServer } from '../../servers/httpServer';
import { end, hosts, observation, secretOf, server, start } from './criteriaFixture';
import { freshHost, type Host } from './host';

afterEach(end);

const header = 'x-n8n-fhir-catch-up';

/**
 * A main process, which polls, and a process of its own that takes the deliveries at the webhook address; both save to one
 * database.
 */
async function queueMode(parameters: IDataObject = {}) {
	const main = await start({}, parameters);
	const webhooks = await freshHost(main);
	hosts.push(webhooks);
	Object.defineProperty(webhooks, 'staticData', {
		get: () => main.staticData,
		set: (data: IDataObject) => (main.staticData = data),
	});
	main.leadTo(webhooks.url);
	const items = () => [...main.items(), ...webhooks.items()];
	return { main, webhooks, items };
}

/** What the host has saved. */
function saved({ staticData }: Host) {
	const { state } = staticData['node:Trigger'] as { state: string };
	return JSON.parse(state) as { knock: { key: string; at: number }; seen: unknown[] };
}

/** Knocks as the host's own poll would, but for what is changed. */
function knockText(host: Host & { identity: { workflowId: string; node: { id: string } } }, change: Change = {}) {
	const { at = Date.now(), key = saved(host).knock.key, node = host.identity.node.id, body = '' } = change;
	return writeKnock(newKnock('later', at, body), key, `${host.identity.workflowId}/${node}`);
}

interface Change {
	at?: number;
	key?: string;
	node?: string;
	body?: string;
}

async function send(host: Host, value: string): Promise<number> {
	const { status } = await fetch(host.endpoint, { method: 'POST', headers: { [header]: value } });
	return status;
}

describe('FHIR Subscription Trigger: a poll has the process catch up that takes the deliveries', () => {
	test('where webhooks have a process of their own, each change comes once', async () => {
		const { main, webhooks, items } = await queueMode();
		await main.activate();
		await main.poll();
		await server.write(observation('a'));
		await server.write(observation('b'), 'lost');
		await main.poll();
		await server.write(observation('c'));
		await server.write(observation('d'), 'lost');
		await main.poll();
		await main.poll();
		const ids = items().map(({ id, caughtUp = false }) => [id, caughtUp]);
		expect(ids).toEqual([
			['a', false],
			['b', true],
			['c', false],
			['d', true],
		]);
		expect(main.items()).toEqual([]);
		expect(saved(webhooks).seen).toHaveLength(4);
		expect(main.log.join('\n')).not.toMatch(/warn/);
	});

	test('what was changed between two activations comes once, while deliveries go on', async () => {
		const { main, items } = await queueMode();
		await main.activate();
		await main.poll();
		await server.write(observation('a'));
		await main.deactivate();
		await server.write(observation('between'));
		await main.activate();
		await server.write(observation('after'));
		await main.poll();
		await main.poll();
		expect(items().map(({ id }) => id)).toEqual(['a', 'after', 'between']);
	});

	test('the process that takes the deliveries makes a subscription anew, and the main one does not make another', async () => {
		const { main, webhooks, items } = await queueMode();
		await main.activate();
		await main.poll();
		server.drop();
		await server.write(observation('meanwhile'));
		await main.poll();
		expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
		await webhooks.close();
		await main.poll();
		await main.poll();
		expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
		expect(items().filter(({ id }) => id === 'meanwhile')).not.toHaveLength(0);
		await main.deactivate();
		expect(server.subscriptions()).toEqual([]);
	});

	test('where nobody takes the request, the poll catches up by itself and says so once', async () => {
		const { main, webhooks } = await queueMode();
		await main.activate();
		await main.poll();
		await webhooks.close();
		await server.write(observation('a'), 'lost');
		await main.poll();
		await server.write(observation('b'), 'lost');
		await main.poll();
		await main.poll();
		expect(main.items().map(({ id }) => id)).toEqual(['a', 'b']);
		const warnings = main.log.filter((line) => line.startsWith('warn'));
		expect(warnings).toEqual([expect.stringMatching(/could not ask at its own webhook address.*may now come twice/)]);
		expect(main.items()[0]?.hints).toEqual([expect.stringMatching(/could not ask/)]);
	});

	test('what the poll has given meanwhile, the other process knows as soon as it is asked again', async () => {
		const { main, webhooks, items } = await queueMode();
		await main.activate();
		await main.poll();
		webhooks.respondsAs = { status: 404, body: '' };
		await server.write(observation('a'), 'lost');
		await main.poll();
		webhooks.respondsAs = undefined;
		await server.write(observation('b'), 'lost');
		await main.poll();
		expect(main.items().map(({ id }) => id)).toEqual(['a']);
		expect(items().map(({ id }) => id)).toEqual(['a', 'b']);
	});

	test('at the start, the other process learns of the subscription by the request, before it is saved', async () => {
		const { main, webhooks, items } = await queueMode();
		await main.activate();
		await main.poll();
		await server.write(observation('a'));
		await main.deactivate();
		const before = main.staticData;
		await server.write(observation('between'));
		await main.activate();
		const after = main.staticData;
		main.staticData = before;
		await main.poll();
		main.staticData = after;
		await server.write(observation('b'));
		expect(items().map(({ id }) => id)).toEqual(['a', 'between', 'b']);
		expect(webhooks.items()).toHaveLength(3);
	});

	test('behind a proxy with a certificate of an internal CA, under the Webhook Base URL', async () => {
		let host: Awaited<ReturnType<typeof start>>;
		const passOn: Handler = async ({ url = '', method, headers, body }, response) => {
			knocks += headers[header] === undefined ? 0 : 1;
			const sent = { [header]: String(headers[header]), 'content-type': 'text/plain' };
			const { status, headers: received } = await fetch(`${host.url}${url}`, { method, headers: sent, body });
			response.writeHead(status, Object.fromEntries(received)).end();
		};
		let knocks = 0;
		const proxy = await startServer(passOn, { tls: TestCa.create('Internal CA').issue() });
		try {
			host = await start({}, { settings: { webhookBaseUrl: `${proxy.url}/` } }, { webhookUrl: 'http://127.0.0.1:9' });
			await host.activate();
			await host.poll();
			await server.write(observation('a'), 'lost');
			await host.poll();
			expect(host.items()).toMatchObject([{ id: 'a', caughtUp: true }]);
			expect(knocks).toBe(1);
			expect(host.log.join('\n')).not.toMatch(/could not ask/);
		} finally {
			await proxy.close();
		}
	});

	test('where something else responds at the address, it is not believed', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		host.respondsAs = { status: 200, body: 'Welcome' };
		await server.write(observation('a'), 'lost');
		await host.poll();
		expect(host.items()).toMatchObject([{ id: 'a', caughtUp: true }]);
	});

	test('a request that may have been heard is made again by the next poll, before the node catches up itself', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		host.respondsAs = { status: 504, body: '' };
		await server.write(observation('a'), 'lost');
		await host.poll();
		expect(host.items()).toEqual([]);
		expect(host.log.join('\n')).toMatch(/The next poll asks again/);
		await host.poll();
		expect(host.items()).toMatchObject([{ id: 'a' }]);
	});

	test('where the server cannot be asked, the poll fails as it does without other processes', async () => {
		const { main, items } = await queueMode();
		await main.activate();
		await main.poll();
		await server.write(observation('a'), 'lost');
		server.failSearches(true);
		await expect(main.poll()).rejects.toThrow(/503|unavailable/i);
		server.failSearches(false);
		await main.poll();
		expect(items()).toMatchObject([{ id: 'a' }]);
	});
});

describe('FHIR Subscription Trigger: a request to catch up that is not its own', () => {
	test.each<[string, (host: Awaited<ReturnType<typeof start>>) => string]>([
		['without a signature', () => 'later'],
		['with another key', (host) => knockText(host, { key: 'A'.repeat(43) })],
		['for another node', (host) => knockText(host, { node: 'other' })],
		['from two minutes ago', (host) => knockText(host, { at: Date.now() - 120_000 })],
		['from in two minutes', (host) => knockText(host, { at: Date.now() + 120_000 })],
		['with a changed time', (host) => knockText(host).replace(/\.\d+/, `.${Date.now() + 9}`)],
		['with another body', (host) => knockText(host, { body: '{}' })],
		['with the hash of the secret', (host) => knockText(host, { key: secretOf().slice(7) })],
	])('%s is refused, and nobody catches up', async (_name, value) => {
		const host = await start();
		await host.activate();
		await server.write(observation('a'), 'lost');
		expect(await send(host, value(host))).toBe(403);
		expect(host.executions).toEqual([]);
	});

	test('repeated is refused, also by a process that has not seen it', async () => {
		const host = await start();
		await host.activate();
		const value = knockText(host);
		expect(await send(host, value)).toBe(200);
		await server.write(observation('a'), 'lost');
		expect(await send(host, value)).toBe(403);
		const other = await freshHost(host);
		hosts.push(other);
		expect(await send(other, value)).toBe(403);
		expect([...host.executions, ...other.executions]).toEqual([]);
		expect(await send(host, knockText(host))).toBe(200);
		expect(host.items()).toMatchObject([{ id: 'a', caughtUp: true }]);
	});

	test('has no use as a secret of deliveries: the key lets none in', async () => {
		const host = await start();
		await host.activate();
		const { key } = saved(host).knock;
		const headers = { authorization: `Bearer ${key}` };
		const response = await fetch(host.endpoint, { method: 'POST', headers, body: JSON.stringify(observation('x')) });
		expect(response.status).toBe(403);
		const body = JSON.stringify({ ...observation('x'), meta: { versionId: '1' } });
		await fetch(`${host.endpoint}/Observation/x`, { method: 'PUT', headers: { [header]: knockText(host) }, body });
		expect(host.executions).toEqual([]);
	});
});
