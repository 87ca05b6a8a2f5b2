import { ExecuteContext } from 'n8n-core';
import { startOAuthHospital } from '../credentials/oAuth2Fixture';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';

/** The calls of a method of n8n's context, or of one of its ancestors, while `action` runs. */
async function callsOf(method: string, action: () => Promise<unknown>): Promise<unknown[][]> {
	let owner = ExecuteContext.prototype as object;
	while (!Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner) as object;
	const spy = jest.spyOn(owner as Record<string, () => unknown>, method);
	await action();
	const calls = spy.mock.calls as unknown[][];
	spy.mockRestore();
	return calls;
}

const count = 100;
const concurrency = 4;
const patients = Array.from({ length: count }, (_, number) => ({ resourceType: 'Patient', id: `patient-${number}` }));

describe('An execution of 100 items', () => {
	let hospital: Hospital;
	beforeAll(async () => {
		hospital = await startHospital();
		outputOf(
			await hospital.run(
				{ operation: 'update', body: '={{ $json }}', resourceId: '={{ $json.id }}', resourceType: type('Patient') },
				{ input: patients },
			),
		);
	});
	afterAll(async () => await hospital.close());

	const read = async (resourceId = '={{ $json.id }}') =>
		await hospital.run(
			{
				operation: 'get',
				resourceType: type('Patient'),
				resourceId,
				options: { concurrency, connectTimeout: 9_999 },
			},
			{ input: patients },
		);

	test('sends one request per item over no more connections than Items in Parallel, and the next execution reuses them', async () => {
		const { server } = hospital;
		const [handshakes, requests] = [server.handshakes(), server.received()];
		expect(outputOf(await read())).toHaveLength(count);
		expect(server.received() - requests).toBe(count);
		expect(server.handshakes() - handshakes).toBeLessThanOrEqual(concurrency);
		const opened = server.connections();
		outputOf(await read());
		expect(server.connections()).toBe(opened);
	});

	test('reads the credentials once', async () => {
		expect((await callsOf('_getCredentials', read)).map(([name]) => name)).toEqual([
			'fhirBasicAuthApi',
			'fhirCaBundleApi',
		]);
	});

	test.each([
		['asks n8n for a field with an expression once per item', '={{ $json.id.trim() }}', count],
		['does not ask n8n for a field with a path into the item', '={{ $json.id }}', 0],
		['asks n8n once for a field with a fixed value', 'patient-7', 1],
	])('%s', async (_name, resourceId, asked) => {
		const calls = await callsOf('_getNodeParameter', async () => await read(resourceId));
		const names = calls.map(([name]) => name);
		expect(names.filter((name) => name === 'resourceId')).toHaveLength(asked);
		// The connection and the operation each read the options for themselves, and look in each place where they may be.
		expect(names.filter((name) => name !== 'resourceId').length).toBeLessThanOrEqual(15);
	});
});

test('Resource → Get Many with a limit of 7 sends one request for a page of 7', async () => {
	const hospital = await startHospital({ examples: ['Observation'], latency: 5 });
	try {
		const before = hospital.server.received();
		const found = outputOf(
			await hospital.run({ operation: 'getAll', resourceType: type('Observation'), returnAll: false, limit: 7 }),
		);
		expect(found).toHaveLength(7);
		expect(hospital.server.received() - before).toBe(1);
		expect(hospital.server.requests.at(-1)?.url).toContain('_count=7');
	} finally {
		await hospital.close();
	}
});

test('FHIR OAuth2 API: three executions in a row share one token', async () => {
	const hospital = await startOAuthHospital();
	try {
		const credential = hospital.credential();
		const thrice = async () => {
			for (let execution = 0; execution < 3; execution++) outputOf(await hospital.read(credential));
		};
		expect(await hospital.tokenCalls(thrice)).toBe(1);
	} finally {
		await hospital.close();
	}
});

test('Fifty executions leave no more listeners, sockets and timers behind than ten', async () => {
	const hospital = await startHospital();
	try {
		const parameters = { operation: 'create', resourceType: type('Patient'), body: '={{ $json }}' };
		const run = async (executions: number) => {
			for (let execution = 0; execution < executions; execution++) {
				outputOf(await hospital.run(parameters, { input: [{ resourceType: 'Patient' }, { resourceType: 'Patient' }] }));
			}
			const listeners = process.eventNames().map((name) => [name, process.listenerCount(name)]);
			return { held: process.getActiveResourcesInfo().length, listeners };
		};
		const before = await run(10);
		const after = await run(40);
		expect(after.listeners).toEqual(before.listeners);
		// Sockets and timers; the server's own, in the same process, come and go.
		expect(after.held - before.held).toBeLessThan(5);
	} finally {
		await hospital.close();
	}
});
