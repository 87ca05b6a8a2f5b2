import { TestCa } from '../../servers/certificates';
import { type Handler, startServer } from '../../servers/httpServer';
import { end, observation, server, start } from './criteriaFixture';
import { header, queueMode, saved } from './knockFixture';

afterEach(end);

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
