import { another, end, hosts, observation, server, start } from './criteriaFixture';
import { freshHost } from './host';

afterEach(end);

describe('FHIR Subscription Trigger: catching up', () => {
	test('a restart loses nothing and gives nothing twice', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		await server.write(observation('before'));
		await server.write(observation('while'), 'lost');
		await host.close();
		const restarted = await freshHost(host, host.url);
		hosts.push(restarted);
		await restarted.activate();
		await restarted.poll();
		expect(restarted.items()).toMatchObject([{ id: 'while', caughtUp: true }]);
	});

	test('catches up with what was changed while n8n was down, once', async () => {
		const host = await start({}, { deletions: true });
		await host.activate();
		await host.poll();
		await server.write(observation('a'));
		await server.write(observation('b'), 'lost');
		await server.write(observation('b'), 'lost');
		await host.poll();
		await host.poll();
		expect(host.items()).toMatchObject([
			{ id: 'a', versionId: '1' },
			{ id: 'b', versionId: '2', caughtUp: true },
		]);
	});

	test('does not give what was changed before the first activation', async () => {
		const host = await start();
		await server.write(observation('old'));
		await new Promise((resolve) => setTimeout(resolve, 5));
		await host.activate();
		await host.poll();
		expect(host.items()).toEqual([]);
	});

	test('gives what was changed between two activations, unless the option says no', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		await host.deactivate();
		await server.write(observation('between'));
		await host.activate();
		await host.poll();
		expect(host.items()).toMatchObject([{ id: 'between' }]);

		const other = await another({ settings: { catchUp: false } });
		await other.activate();
		await other.deactivate();
		await server.write(observation('unwanted'), 'lost');
		await new Promise((resolve) => setTimeout(resolve, 5));
		await other.activate();
		await other.poll();
		expect(other.items()).toEqual([]);
	});

	test.each(['error', 'off'])('revives a subscription whose status is %s', async (status) => {
		const host = await start();
		await host.activate();
		await host.poll();
		server.setStatus(status);
		await host.poll();
		expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
		await server.write(observation('after'));
		expect(host.items()).toMatchObject([{ id: 'after' }]);
		expect(host.log.join('\n')).toMatch(/created anew/);
	});

	test('makes a subscription anew that the server has dropped', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		server.drop();
		await server.write(observation('meanwhile'));
		await host.poll();
		expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
		expect(host.items()).toMatchObject([{ id: 'meanwhile', caughtUp: true }]);
		expect(host.log.join('\n')).toMatch(/the server no longer had it/);
		expect(host.items()[0]?.hints).toEqual([expect.stringMatching(/created anew/)]);
	});
});
