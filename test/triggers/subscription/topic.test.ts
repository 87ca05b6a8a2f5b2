import type { IDataObject } from 'n8n-workflow';
import {
	startSubscriptionServer,
	type SubscriptionServer,
	type SubscriptionServerOptions,
	topicUrl,
} from '../../servers/subscriptionServer';
import { freshHost, startHost } from './host';

type Running = Awaited<ReturnType<typeof startHost>>;

let server: SubscriptionServer;
let host: Running;

async function start(
	kind: 'r4' | 'r5',
	parameters: IDataObject = {},
	options: Partial<SubscriptionServerOptions> = {},
): Promise<void> {
	server = await startSubscriptionServer({ kind, ...options });
	host = await startHost({
		parameters: {
			authentication: 'none',
			baseUrl: server.baseUrl,
			kind: 'topic',
			topic: { __rl: true, mode: 'url', value: topicUrl },
			payload: 'full-resource',
			...parameters,
			settings: { retries: 0, activationTimeout: 1_500, ...(parameters.settings as IDataObject | undefined) },
		},
	});
}

afterEach(async () => await Promise.all([host.close(), server.close()]));

const observation = (id: string) => ({ resourceType: 'Observation', status: 'final', id });
const numbers = () => host.items().map(({ eventNumber }) => eventNumber);

describe.each(['r4', 'r5'] as const)('FHIR Subscription Trigger: topics of %s', (kind) => {
	test('is active after the handshake, which starts nothing; nor does a heartbeat', async () => {
		await start(kind);
		await host.activate();
		await host.poll();
		await server.heartbeat();
		expect(server.deliveries.map(({ status }) => status)).toEqual([200, 200]);
		expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
		expect(host.executions).toEqual([]);
	});

	test('gives the resource of an event, with its topic, number and time', async () => {
		await start(kind);
		await host.activate();
		await server.write(observation('a'));
		expect(host.items()).toMatchObject([
			{
				change: 'created',
				resourceType: 'Observation',
				id: 'a',
				topic: topicUrl,
				eventNumber: 1,
				resource: { id: 'a' },
			},
		]);
		expect(host.items()[0]?.timestamp).toMatch(/^\d{4}-/);
	});

	test.each(['id-only', 'empty'])('payload %s: reads the resources', async (payload) => {
		await start(kind, { payload, fill: true });
		await host.activate();
		await server.write(observation('a'));
		expect(host.items()).toMatchObject([{ id: 'a', eventNumber: 1, resource: { status: 'final' } }]);
	});

	test('payload id-only without reading: gives which resource it is about', async () => {
		await start(kind, { payload: 'id-only', fill: false });
		await host.activate();
		await server.write(observation('a'));
		expect(host.items()).toMatchObject([{ resourceType: 'Observation', id: 'a', eventNumber: 1 }]);
		expect(host.items()[0]).not.toHaveProperty('resource');
	});

	test('a gap in the event numbers is filled by $events, at the next event', async () => {
		await start(kind);
		await host.activate();
		await server.write(observation('a'));
		await server.write(observation('b'), 'lost');
		await server.write(observation('c'), 'lost');
		await server.write(observation('d'));
		expect(numbers()).toEqual([1, 2, 3, 4]);
		expect(host.items().map(({ caughtUp }) => caughtUp)).toEqual([undefined, true, true, undefined]);
	});

	test('or at the next heartbeat, or when n8n starts', async () => {
		await start(kind);
		await host.activate();
		await server.write(observation('a'), 'lost');
		await server.heartbeat();
		expect(numbers()).toEqual([1]);
		await server.write(observation('b'), 'lost');
		await host.poll();
		expect(numbers()).toEqual([1, 2]);
	});

	test('a repeated notification gives nothing', async () => {
		await start(kind);
		await host.activate();
		await server.write(observation('a'));
		await server.repeat();
		expect(numbers()).toEqual([1]);
	});

	test('a server that counts from 1 again loses nothing', async () => {
		await start(kind);
		await host.activate();
		await server.write(observation('a'));
		await server.write(observation('b'));
		server.restartCount();
		await new Promise((resolve) => setTimeout(resolve, 5));
		await server.write(observation('c'));
		expect(host.items().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
	});

	test('says that events are lost where the server has no $events, and goes on', async () => {
		await start(kind, {}, { withoutEvents: true });
		await host.activate();
		await server.write(observation('a'), 'lost');
		await server.write(observation('b'));
		await server.write(observation('c'));
		expect(numbers()).toEqual([2, 3]);
		expect(host.log.filter((line) => /1 events did not arrive/.test(line))).toHaveLength(1);
	});

	test('sends filters, heartbeat period and number of events, as the release has them', async () => {
		const filter = [{ parameter: 'patient', match: '', value: 'Patient/1', resourceType: 'Observation' }];
		await start(kind, { filters: { filter }, settings: { heartbeatPeriod: 60, maxCount: 5 } });
		await host.activate();
		const [subscription] = server.subscriptions();
		expect(subscription).toMatchObject(
			kind === 'r5'
				? {
						topic: topicUrl,
						filterBy: [{ resourceType: 'Observation', filterParameter: 'patient', value: 'Patient/1' }],
						heartbeatPeriod: 60,
						maxCount: 5,
						content: 'full-resource',
						channelType: { code: 'rest-hook' },
					}
				: {
						criteria: topicUrl,
						_criteria: { extension: [{ valueString: 'Observation?patient=Patient/1' }] },
						channel: {
							extension: [{ valueUnsignedInt: 60 }, { valuePositiveInt: 5 }],
							_payload: { extension: [{ valueCode: 'full-resource' }] },
						},
					},
		);
	});

	test('activates a subscription again that the server has stopped, with its count', async () => {
		await start(kind);
		await host.activate();
		await host.poll();
		const [before] = server.subscriptions();
		server.setStatus('error');
		await host.poll();
		expect(server.subscriptions().map(({ id }) => id)).toEqual([before?.id]);
	});

	test('takes the handshake in a process that has not heard of the subscription yet', async () => {
		await start(kind);
		const other = await freshHost(host);
		try {
			// The server delivers to the other process only.
			host.identity.node.parameters.settings = { webhookBaseUrl: other.url, activationTimeout: 2_000 };
			await host.activate();
			expect(server.subscriptions()).toMatchObject([{ status: 'active' }]);
			await server.write(observation('a'));
			expect(host.items()).toEqual([]);
			expect(other.items()).toMatchObject([{ id: 'a' }]);
		} finally {
			await other.close();
		}
	});
});

test('the list of topics: what the CapabilityStatement names, and a search of SubscriptionTopics', async () => {
	await start('r4');
	const { offeredTopics } = await import('../../../nodes/Fhir/rest/subscription/topics');
	const { connectWith } = await import('../../../nodes/Fhir/connection/connection');
	const { n8nRuntime } = await import('../../../nodes/Fhir/connection/runtime');
	const { testNode } = await import('../../../nodes/Fhir/connection/credentialConnection');
	const quiet = { debug() {}, info() {}, warn() {}, error() {} } as never;
	const { client } = connectWith({
		authentication: 'none',
		credential: undefined,
		baseUrl: server.baseUrl,
		tls: { settings: { mode: 'default' }, warnings: [] },
		runtime: n8nRuntime(quiet),
		node: testNode,
	});
	expect(await offeredTopics(client)).toEqual([{ url: topicUrl, title: topicUrl }]);
});
