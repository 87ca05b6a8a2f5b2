import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';

const patient = (family: string) => ({ resourceType: 'Patient', name: [{ family }] });
const post = (resource: object, fullUrl?: string) => ({
	...(fullUrl && { fullUrl }),
	resource,
	request: { method: 'POST', url: (resource as { resourceType: string }).resourceType },
});
const bundle = (type: string, ...entry: object[]): IDataObject => ({ resourceType: 'Bundle', type, entry });
const parameters = { resource: 'bundle', operation: 'send' };

describe('Bundle → Send', () => {
	let hospital: Hospital;
	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => hospital.server.requests.splice(0));

	it('posts the input item unchanged to the base URL and returns an item for each entry', async () => {
		const sent = {
			...bundle('transaction', post(patient('Chalmers'), 'urn:uuid:7d1c2f9e-8b1c-4f0e-9a4f-3a1d5b0c0001'), {
				resource: {
					resourceType: 'Observation',
					status: 'final',
					code: { text: 'x' },
					subject: { reference: 'urn:uuid:7d1c2f9e-8b1c-4f0e-9a4f-3a1d5b0c0001' },
				},
				request: { method: 'POST', url: 'Observation' },
			}),
			meta: { tag: [{ code: 'kept' }] },
		};
		const result = await hospital.run(parameters, { input: [sent] });
		const [first, second] = outputOf(result);
		const [request] = hospital.server.requests;
		expect(request).toMatchObject({ method: 'POST', url: '/fhir' });
		expect(request?.headers.prefer).toBe('return=representation');
		expect(JSON.parse(request?.body ?? '')).toEqual(sent);
		expect(first).toMatchObject({
			entry: 0,
			request: 'POST Patient',
			status: 201,
			resourceType: 'Patient',
			versionId: '1',
		});
		expect(first?.location).toContain(`Patient/${String(first?.id)}`);
		expect(second).toMatchObject({
			entry: 1,
			status: 201,
			resource: { resourceType: 'Observation', subject: { reference: `Patient/${String(first?.id)}` } },
		});
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	it('reports why the server rejected a transaction, and nothing is written', async () => {
		const before = hospital.server.count();
		const { error } = await hospital.run(parameters, {
			input: [bundle('transaction', post(patient('A')), { request: { method: 'GET', url: 'Patient/nobody' } })],
		});
		expect(error?.message).toMatch(/not found/i);
		expect(hospital.server.count()).toBe(before);
	});

	const mixed = bundle('batch', post(patient('Good')), { request: { method: 'GET', url: 'Patient/nobody' } });

	it('fails where an entry of a batch fails, and lists all entries in its details', async () => {
		const { error } = await hospital.run(parameters, { input: [mixed] });
		expect(error?.message).toMatch(/^1 of 2 entries of the batch failed; the first is entry 1 \(GET Patient\/nobody\)/);
		expect(error?.description).toContain('do not simply send all of them again');
		expect((error?.context?.data as IDataObject).entries).toMatchObject([
			{ entry: 0, request: 'POST Patient', status: 201, id: expect.any(String) },
			{ entry: 1, request: 'GET Patient/nobody', status: 404, error: expect.stringContaining('nobody') },
		]);
	});

	it('returns each entry as an item where Fail on Entry Errors is off', async () => {
		const options = { failOnEntryErrors: false };
		const [good, bad] = outputOf(await hospital.run({ ...parameters, options }, { input: [mixed] }));
		expect(good).toMatchObject({ status: 201, resource: { resourceType: 'Patient' } });
		expect(good).not.toHaveProperty('error');
		expect(bad).toMatchObject({ entry: 1, status: 404, outcome: { resourceType: 'OperationOutcome' } });
		expect(bad?.error).toMatch(/does not exist/);
	});

	it('with output Response Bundle returns the Bundle of the response', async () => {
		const options = { output: 'bundle', failOnEntryErrors: false };
		const [response] = outputOf(await hospital.run({ ...parameters, options }, { input: [mixed] }));
		expect(response).toMatchObject({ resourceType: 'Bundle', type: 'batch-response' });
		expect((response?.entry as object[]).length).toBe(2);
	});

	it.each([
		['a Bundle without a type', { resourceType: 'Bundle', entry: [] }, /has no `type`/],
		['a resource that is not a Bundle', patient('X'), /is a Patient, but the form says Bundle/],
		['a Bundle without entries', bundle('batch'), /has no entries/],
		['an entry without a request', bundle('transaction', post(patient('X')), { resource: patient('Y') }), /^Entry 1 /],
		['entries that are not a list', { resourceType: 'Bundle', type: 'batch', entry: {} }, /is not a list/],
	])('rejects %s before anything is sent', async (_name, input, message) => {
		const { error } = await hospital.run(parameters, { input: [input] });
		expect(error?.message).toMatch(message);
		expect(hospital.server.requests).toEqual([]);
	});

	it('sends Bundles that write the same resource in the order of their items', async () => {
		const put = (family: string) =>
			bundle('transaction', {
				resource: { ...patient(family), id: 'shared' },
				request: { method: 'PUT', url: 'Patient/shared' },
			});
		await hospital.run(parameters, { input: ['A', 'B', 'C', 'D', 'E'].map(put) });
		const families = hospital.server.requests.map(({ body }) => /"family":"(.)"/.exec(body)?.[1]);
		expect(families).toEqual(['A', 'B', 'C', 'D', 'E']);
	});
});

describe('Bundle → Send', () => {
	const two = bundle(
		'batch',
		{ request: { method: 'GET', url: 'Patient/1' } },
		{ request: { method: 'GET', url: 'Patient/2' } },
	);
	const batchResponse = (...statuses: string[]) => ({
		body: bundle('batch-response', ...statuses.map((status) => ({ response: { status } }))),
	});

	it('sends entries with 429 again without the other entries', async () => {
		const result = await scripted(
			[batchResponse('200', '429 Too Many Requests'), batchResponse('200')],
			{ ...parameters, options: { retries: 2 } },
			{ input: [two] },
		);
		expect(outputOf(result).map(({ status }) => status)).toEqual([200, 200]);
		expect(result.sent.map(({ body }) => (JSON.parse(body) as { entry: unknown[] }).entry.length)).toEqual([2, 1]);
	});

	it('fails where the response has fewer entries than were sent', async () => {
		const { error } = await scripted([batchResponse('200')], parameters, { input: [two] });
		expect(error?.message).toContain('has 1 of 2 entries');
	});

	it('sends a Bundle of another type and returns the response of the server', async () => {
		const message = bundle('message', { resource: { resourceType: 'MessageHeader' } });
		const result = await scripted([{ body: outcome('information', 'informational', 'taken') }], parameters, {
			input: [message],
		});
		expect(outputOf(result)).toMatchObject([{ resourceType: 'OperationOutcome', issue: [{ diagnostics: 'taken' }] }]);
		expect(JSON.parse(result.sent[0]?.body ?? '')).toEqual(message);
	});
});
