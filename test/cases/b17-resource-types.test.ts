import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted } from '../engine/support/scripted';

const own = 'AidboxQuery';
const resource = { resourceType: own, id: '1' };
const body = JSON.stringify(resource);
const page = { body: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] } };
const on = (operation: string, more: IDataObject = {}, name = own): IDataObject => ({
	operation,
	resourceType: type(name),
	...more,
});

describe("B17: a resource type of the server's own, or newer than the list", () => {
	it.each([
		['is read', on('get', { resourceId: '1' }), { body: resource }, `/fhir/${own}/1`],
		['is searched', on('getAll'), page, `/fhir/${own}?_count=50`],
		['is created', on('create', { body }), { status: 201, body: resource }, `/fhir/${own}`],
		['is updated', on('update', { body }), { body: resource }, `/fhir/${own}/1`],
		[
			'is resolved from a reference',
			{ resource: 'reference', operation: 'resolve', reference: `${own}/1`, context: '{}' },
			{ body: resource },
			`/fhir/${own}/1`,
		],
		[
			'is searched in a compartment',
			{ ...on('compartment', { compartmentId: '7' }), resource: 'search' },
			page,
			`/fhir/Patient/7/${own}?_count=50`,
		],
		[
			'is searched across types',
			{ resource: 'search', operation: 'acrossTypes', resourceTypes: `Patient,${own}` },
			page,
			`/fhir?_type=Patient,${own}&_count=50`,
		],
	])('%s', async (_how, operation, response, url) => {
		const { sent, ...result } = await scripted([response], operation);
		expect(outputOf(result)).toEqual([resource]);
		expect(sent[0]?.url).toBe(url);
	});

	it('is created with its ID from Location, and deleted versions have type and ID', async () => {
		const created = await scripted(
			[{ status: 201, headers: { location: `{base}/${own}/7/_history/1` } }],
			on('create', { body }),
		);
		expect(outputOf(created)).toMatchObject([{ resourceType: own, id: '7' }]);
		const entry = [{ request: { method: 'DELETE', url: `${own}/7` }, response: { status: '204' } }];
		const history = { body: { resourceType: 'Bundle', type: 'history', entry } };
		expect(outputOf(await scripted([history], on('getHistory', { resourceId: '7' })))).toEqual([
			{ resourceType: own, id: '7', deleted: true },
		]);
	});

	it('is sent with Send Items', async () => {
		const entry = [{ response: { status: '201', location: `${own}/7` } }];
		const response = { body: { resourceType: 'Bundle', type: 'batch-response', entry } };
		const result = await scripted([response], { resource: 'bundle', operation: 'sendItems', body });
		expect(outputOf(result)).toMatchObject([{ resourceType: own, id: '7' }]);
	});
});

describe('B17: a misspelt resource type', () => {
	const unknown = (status: number, text: string) => ({ status, body: outcome('error', 'not-supported', text) });

	it.each([
		[
			'404 to a search',
			on('getAll', {}, 'Pateint'),
			unknown(404, "Unknown resource type 'Pateint'"),
			'Pateint',
			'Patient',
		],
		[
			'404 without an OperationOutcome',
			on('get', { resourceId: '1' }, 'Observations'),
			{ status: 404, body: '<h1>Not Found</h1>' },
			'Observations',
			'Observation',
		],
		[
			'400 that names it',
			on('create', { body: '{ "a": 1 }' }, 'Encouter'),
			unknown(400, 'Unknown type Encouter'),
			'Encouter',
			'Encounter',
		],
		[
			'400 to a search across types',
			{ resource: 'search', operation: 'acrossTypes', resourceTypes: 'Patient,Observations' },
			unknown(400, 'Invalid _type: Observations'),
			'Observations',
			'Observation',
		],
		[
			'404 to a compartment',
			{ ...on('compartment', { compartmentId: '7' }, 'Conditions'), resource: 'search' },
			unknown(404, 'Nothing here'),
			'Conditions',
			'Condition',
		],
	])('%s: the error suggests the nearest name', async (_what, operation, response, typed, nearest) => {
		const { error, sent } = await scripted([response], operation);
		expect(sent.length).toBeGreaterThan(0);
		expect(error?.description).toContain(
			`FHIR does not define the resource type \`${typed}\`: did you mean \`${nearest}\`?`,
		);
	});

	it.each([
		['a 400 that is about something else', on('create', { body }), unknown(400, 'A name is required')],
		['a type that FHIR defines', on('getAll', {}, 'Patient'), unknown(404, 'Unknown resource type Patient')],
	])('%s suggests nothing', async (_what, operation, response) => {
		const { error } = await scripted([response], operation);
		expect(error?.description).not.toMatch(/did you mean/);
	});

	it.each([
		'patient',
		'Patient/1',
		'Patient?x=1',
		'../Patient',
		'$export',
		'_history',
		'metadata',
		'Patient#1',
		'Pat ient',
		'Patient%2F1',
		'__proto__',
	])('%s cannot be a type, and is refused before anything is sent', async (name) => {
		const { error, sent } = await scripted([page], on('getAll', {}, name));
		expect(error?.message).toMatch(/^"Resource Type"/);
		expect(sent).toEqual([]);
	});
});
