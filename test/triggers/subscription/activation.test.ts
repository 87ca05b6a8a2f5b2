import { end, observation, server, start } from './criteriaFixture';

afterEach(end);

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

	test.each([
		['activationTimeout', 'soon', /"Activation Timeout" is not a number/],
		['maxBodySize', 0, /"Maximum Body Size" is not a number from 1 to 1000/],
		['maxBodySize', 5_000, /"Maximum Body Size" is not a number from 1 to 1000/],
	])('refuses the option %s with the value %s, by its title', async (name, value, message) => {
		const host = await start({}, { settings: { [name]: value } });
		await expect(host.activate()).rejects.toThrow(message);
		expect(server.requests).toEqual([]);
	});

	test('refuses result parameters among the criteria', async () => {
		const host = await start({}, { queryString: 'code=1&_sort=date' });
		await expect(host.activate()).rejects.toThrow(/_sort/);
	});
});

test('FHIR Subscription Trigger: what a user should know about the connection is in the log once for each activation', async () => {
	const headers = { header: [{ name: 'Accept', value: 'application/fhir+json' }] };
	const host = await start({}, { settings: { headers, fhirVersion: '4.0' } });
	const lines = () => host.log.filter((line) => line.includes('"Headers" has Accept'));
	await host.activate();
	expect(lines()).toHaveLength(1);
	// After a restart n8n finds the subscription, and creates none.
	await host.activate();
	expect(lines()).toHaveLength(2);
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
