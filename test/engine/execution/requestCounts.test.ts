import { ExecuteContext } from 'n8n-core';
import { outputOf, startHospital, type, type Hospital } from '../support/fixtures';
import { startOAuthHospital } from '../credentials/oAuth2Fixture';

/** Calls of a method of n8n's context, wherever in its ancestry it stands, while `action` runs. */
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

describe('a hundred items', () => {
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

	test('take one request each, over no more connections than are under way, and none anew in the next execution', async () => {
		const { server } = hospital;
		const [handshakes, requests] = [server.handshakes(), server.received()];
		expect(outputOf(await read())).toHaveLength(count);
		expect(server.received() - requests).toBe(count);
		expect(server.handshakes() - handshakes).toBeLessThanOrEqual(concurrency);
		const opened = server.connections();
		outputOf(await read());
		expect(server.connections()).toBe(opened);
	});

	test('read the credentials once', async () => {
		expect((await callsOf('_getCredentials', read)).map(([name]) => name)).toEqual([
			'fhirBasicAuthApi',
			'fhirCaBundleApi',
		]);
	});

	test.each([
		[
			'have their field asked of n8n for each item where an expression has to be worked out',
			'={{ $json.id.trim() }}',
			count,
		],
		['have it read without n8n where it is a path into the item', '={{ $json.id }}', 0],
		['have it asked once where it is the same for all', 'patient-7', 1],
	])('%s', async (_name, resourceId, asked) => {
		const calls = await callsOf('_getNodeParameter', async () => await read(resourceId));
		const names = calls.map(([name]) => name);
		expect(names.filter((name) => name === 'resourceId')).toHaveLength(asked);
		// The connection and the operation each read the options for themselves.
		expect(names.filter((name) => name !== 'resourceId').length).toBeLessThanOrEqual(10);
	});
});

test('a limit asks for no page beyond it, and for no more than it needs', async () => {
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

test('executions that follow each other share one token', async () => {
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

test('fifty executions leave no more behind than ten', async () => {
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
