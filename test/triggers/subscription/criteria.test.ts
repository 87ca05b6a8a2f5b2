import type { IDataObject } from 'n8n-workflow';
import {
	startSubscriptionServer,
	type SubscriptionServer,
	type SubscriptionServerOptions,
} from '../../servers/subscriptionServer';
import { freshHost, startHost } from './host';

type Running = Awaited<ReturnType<typeof startHost>>;

let server: SubscriptionServer;
const hosts: Running[] = [];

const form = (parameters: IDataObject = {}): IDataObject => ({
	authentication: 'none',
	baseUrl: server.baseUrl,
	kind: 'criteria',
	resourceType: { __rl: true, mode: 'name', value: 'Observation' },
	searchBy: 'queryString',
	queryString: 'code=4548-4',
	...parameters,
	settings: { retries: 0, activationTimeout: 1_500, ...(parameters.settings as IDataObject | undefined) },
});

async function start(
	options: Partial<SubscriptionServerOptions> = {},
	parameters: IDataObject = {},
	more: Partial<Parameters<typeof startHost>[0]> = {},
): Promise<Running> {
	server = await startSubscriptionServer({ kind: 'criteria', ...options });
	return await another(parameters, more);
}

async function another(parameters: IDataObject = {}, more: Partial<Parameters<typeof startHost>[0]> = {}) {
	const host = await startHost({ parameters: form(parameters), ...more });
	hosts.push(host);
	return host;
}

afterEach(async () => {
	await Promise.all([...hosts.splice(0).map(async (host) => await host.close()), server.close()]);
});

const secretOf = () => {
	const [{ channel } = {} as never] = server.subscriptions() as unknown as Array<{ channel: { header: string[] } }>;
	return channel.header[0]?.replace('Authorization: ', '') ?? '';
};

const observation = (id?: string) => ({ resourceType: 'Observation', status: 'final', ...(id && { id }) });

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

	test('a restart loses nothing and gives nothing twice', async () => {
		const host = await start();
		await host.activate();
		await host.poll();
		await server.write(observation('before'));
		await server.write(observation('while'), 'lost');
		const restarted = await freshHost(host, host.url);
		hosts.push(restarted);
		await restarted.activate();
		await restarted.poll();
		expect(restarted.items()).toMatchObject([{ id: 'while', caughtUp: true }]);
	});

	test('replaces a subscription that does not say what the form says', async () => {
		const host = await start();
		await host.activate();
		host.identity.node.parameters.queryString = 'code=718-7';
		expect(await host.checkExists()).toBe(false);
		await host.activate();
		expect(server.subscriptions()).toMatchObject([{ criteria: 'Observation?code=718-7' }]);
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
		expect(host.log.join('\n')).toMatch(/the server had it no longer/);
	});

	test('simplifies resources', async () => {
		const host = await start({}, { settings: { output: 'simplified' } });
		await host.activate();
		await server.write({ ...observation('a'), code: { text: 'HbA1c' } } as never);
		expect(host.items()).toMatchObject([{ resource: { code: 'HbA1c' } }]);
	});
});

describe('FHIR Subscription Trigger: an activation that fails', () => {
	test.each([
		['error', /status is "error"/],
		['never', /has not activated the subscription within 2 s/],
	] as const)('%s: says why, without the secret, and leaves nothing behind', async (activates, message) => {
		const host = await start({ activates });
		const error = (await host.activate().catch((one: unknown) => one)) as Error & { description?: string };
		expect(error.message).toMatch(message);
		expect(server.subscriptions()).toEqual([]);
		expect(JSON.stringify([error.message, error.description, host.log, host.staticData])).not.toMatch(
			/[\w-]{43}(?!["\w-])/,
		);
	});

	test('refuses an address that only this machine knows, for a server elsewhere', async () => {
		const host = await start({}, { baseUrl: 'https://fhir.example.org/r4' });
		await expect(host.activate()).rejects.toThrow(/cannot reach n8n/);
	});

	test('takes the address that the user enters', async () => {
		const host = await start();
		host.identity.node.parameters.settings = { webhookBaseUrl: `${host.url}/`, activationTimeout: 1_000 };
		await host.activate();
		expect(server.subscriptions()).toMatchObject([{ channel: { endpoint: host.endpoint } }]);
	});

	test('refuses result parameters among the criteria', async () => {
		const host = await start({}, { queryString: 'code=1&_sort=date' });
		await expect(host.activate()).rejects.toThrow(/_sort/);
	});
});

describe('FHIR Subscription Trigger: test mode', () => {
	test('has a subscription of its own, which is removed afterwards, and leaves the live one alone', async () => {
		const host = await start();
		await host.activate();
		const live = host.staticData;
		host.staticData = {};
		await host.listen();
		expect(server.subscriptions().map((one) => 'end' in one)).toEqual([false, true]);
		await server.write(observation('a'));
		expect(host.executions).toHaveLength(2);
		await host.stopListening();
		host.staticData = live;
		expect(server.subscriptions()).toMatchObject([{ channel: { endpoint: host.endpoint } }]);
		await server.write(observation('b'));
		expect(host.items().at(-1)).toMatchObject({ id: 'b' });
	});
});
