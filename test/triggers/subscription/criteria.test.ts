import { end, hosts, observation, secretOf, server, start, another } from './criteriaFixture';
import { freshHost } from './host';

afterEach(end);

describe('FHIR Subscription Trigger: search criteria', () => {
	test('subscribes on activation with criteria, endpoint, payload and a secret, and unsubscribes on deactivation', async () => {
		const host = await start();
		await host.activate();
		expect(server.subscriptions()).toMatchObject([
			{
				status: 'active',
				criteria: 'Observation?code=4548-4',
				channel: {
					type: 'rest-hook',
					endpoint: host.endpoint,
					payload: 'application/fhir+json',
					header: [expect.stringMatching(/^Authorization: Bearer [\w-]{43}$/)],
				},
			},
		]);
		await host.deactivate();
		expect(server.subscriptions()).toEqual([]);
	});

	test('makes a new secret for each subscription', async () => {
		const host = await start();
		await host.activate();
		const first = secretOf();
		await host.deactivate();
		await host.activate();
		expect(secretOf()).not.toBe(first);
	});

	test('gives creates, updates and deletions, and responds with an empty 200', async () => {
		const host = await start({}, { deletions: true });
		await host.activate();
		await server.write(observation('a'));
		await server.write(observation('a'));
		await server.remove('Observation', 'a');
		expect(host.items()).toMatchObject([
			{ change: 'created', resourceType: 'Observation', id: 'a', versionId: '1', resource: { status: 'final' } },
			{ change: 'updated', id: 'a', versionId: '2' },
			{ change: 'deleted', resourceType: 'Observation', id: 'a' },
		]);
		expect(server.deliveries).toHaveLength(3);
		for (const { status, body, contentType } of server.deliveries) {
			expect([status, body, contentType]).toEqual([200, '', 'text/plain']);
		}
	});

	test('gives a repeated delivery once, and drops an older version that arrives late', async () => {
		const host = await start();
		await host.activate();
		await server.write(observation('a'));
		const [older] = server.deliveries;
		await server.write(observation('a'));
		await server.repeat();
		const headers = { authorization: secretOf(), 'content-type': 'application/fhir+json' };
		const body = JSON.stringify({ ...observation('a'), meta: { versionId: '1' } });
		expect((await fetch(older?.url ?? '', { method: 'PUT', headers, body })).status).toBe(200);
		expect(host.items().map(({ versionId }) => versionId)).toEqual(['1', '2']);
	});

	test('gives repeated deliveries too where the option asks for it', async () => {
		const host = await start({}, { settings: { duplicates: true } });
		await host.activate();
		await server.write(observation('a'));
		await server.repeat();
		expect(host.items()).toHaveLength(2);
	});

	test('finds its subscription again after a restart, also where what was saved is lost, and makes no other', async () => {
		const host = await start();
		await host.activate();
		const restarted = await freshHost(host, host.url);
		hosts.push(restarted);
		restarted.staticData = {};
		expect(await restarted.checkExists()).toBe(true);
		await restarted.activate();
		expect(server.subscriptions()).toHaveLength(1);
		const body = JSON.stringify({ ...observation('a'), meta: { versionId: '1' } });
		const headers = { authorization: secretOf() };
		const url = restarted.endpoint.replace(host.url, restarted.url);
		expect((await fetch(`${url}/Observation/a`, { method: 'PUT', headers, body })).status).toBe(200);
		expect(restarted.items()).toMatchObject([{ id: 'a' }]);
	});

	test('makes a new one where the server does not tell which secret the old one has', async () => {
		const host = await start({ forgetful: true });
		await host.activate();
		const [before] = server.subscriptions();
		const restarted = await freshHost(host, host.url);
		hosts.push(restarted);
		restarted.staticData = {};
		await restarted.activate();
		const [after, ...more] = server.subscriptions();
		expect(more).toEqual([]);
		expect(after?.id).not.toBe(before?.id);
	});

	test('replaces a subscription that does not say what the form says', async () => {
		const host = await start();
		await host.activate();
		host.identity.node.parameters.queryString = 'code=718-7';
		expect(await host.checkExists()).toBe(false);
		await host.activate();
		expect(server.subscriptions()).toMatchObject([{ criteria: 'Observation?code=718-7' }]);
	});

	test('an empty message: searches for what has changed, or gives an item without a resource', async () => {
		const host = await start({}, { payload: 'empty', fill: true });
		await host.activate();
		await server.write(observation('a'));
		expect(server.deliveries).toMatchObject([{ method: 'POST', url: host.endpoint, status: 200 }]);
		expect(host.items()).toMatchObject([{ id: 'a', resource: { status: 'final' } }]);
		await server.repeat();
		expect(host.items()).toHaveLength(1);

		const bare = await another({ payload: 'empty', fill: false });
		await bare.activate();
		await server.write(observation('b'));
		expect(bare.items()).toEqual([{ change: 'changed' }]);
	});

	test('simplifies resources', async () => {
		const host = await start({}, { settings: { output: 'simplified' } });
		await host.activate();
		await server.write({ ...observation('a'), code: { text: 'HbA1c' } });
		expect(host.items()).toMatchObject([{ resource: { code: 'HbA1c' } }]);
	});
});
