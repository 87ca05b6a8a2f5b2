import type { IDataObject } from 'n8n-workflow';
import { locator, outputOf, type } from '../support/fixtures';
import { scripted, type ScriptedResponse, searchset } from '../support/scripted';

const patient = {
	resourceType: 'Patient',
	id: '1',
	meta: { versionId: '2', lastUpdated: '2026-01-01T00:00:00Z' },
	text: { status: 'generated', div: '<div>long narrative</div>' },
	name: [{ family: 'Chalmers', given: ['Peter'] }],
	generalPractitioner: [{ reference: 'Practitioner/7', display: 'Dr. Adam' }],
	birthDate: '1974-12-25',
};

const readable = {
	resourceType: 'Patient',
	id: '1',
	name: 'Peter Chalmers',
	generalPractitioner: 'Practitioner/7',
	birthDate: '1974-12-25',
	versionId: '2',
	lastUpdated: '2026-01-01T00:00:00Z',
};

const page = searchset(patient);
const history = {
	body: {
		resourceType: 'Bundle',
		type: 'history',
		entry: [{ resource: patient, request: { method: 'PUT', url: 'Patient/1' }, response: { status: '200' } }],
	},
};
const ofPatient = { resourceType: type('Patient') };
const matched = { resourceType: 'Parameters', parameter: [{ name: 'return', resource: page.body }] };
const parts = { resourceType: 'Parameters', parameter: [{ name: 'patient', resource: patient }] };

const single: Array<[string, IDataObject]> = [
	['Resource → Get', { operation: 'get', ...ofPatient, resourceId: '1' }],
	['Reference → Resolve', { resource: 'reference', operation: 'resolve', reference: 'Patient/1' }],
];
const many: Array<[string, IDataObject, ScriptedResponse]> = [
	['Resource → Get Many', { operation: 'getAll', ...ofPatient }, page],
	['Resource → Get History', { operation: 'getHistory', ...ofPatient, resourceId: '1' }, history],
	['Server → Get History', { resource: 'server', operation: 'getHistory' }, history],
	['Search → Search Across Types', { resource: 'search', operation: 'acrossTypes', resourceTypes: 'Patient' }, page],
	['Search → Search Compartment', { resource: 'search', operation: 'compartment', compartmentId: '1' }, page],
	['Patient → Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1' }, page],
	['Encounter → Get Everything', { resource: 'encounter', operation: 'getEverything', resourceId: '1' }, page],
];
const all = [...single.map(([name, parameters]) => [name, parameters, { body: patient }] as const), ...many];

async function run(response: ScriptedResponse, parameters: IDataObject, typeVersion = 1.1) {
	return await scripted([response], parameters, { typeVersion });
}

describe.each(all)('%s', (_name, parameters, response) => {
	it('gives readable text by default in version 1.1', async () => {
		expect(outputOf(await run(response, parameters))).toEqual([readable]);
	});

	it('gives what the server sent with the output Raw, and in version 1', async () => {
		const raw = outputOf(await run(response, { ...parameters, output: 'raw' }));
		expect(raw).toEqual([expect.objectContaining(patient)]);
		expect(outputOf(await run(response, parameters, 1))).toEqual(raw);
	});
});

describe.each(many)('%s', (_name, parameters, response) => {
	it('gives its pages with the output Bundle Pages', async () => {
		expect(outputOf(await run(response, { ...parameters, output: 'bundles' }))).toEqual([response.body]);
	});

	const columns = { tableColumns: { column: [{ name: 'family', path: 'name.family' }] }, viewFrom: 'columns' };

	it('gives a table with the output Table, whose fields are in the form', async () => {
		expect(outputOf(await run(response, { ...parameters, output: 'table', ...columns }))).toEqual([
			{ family: 'Chalmers' },
		]);
	});

	it('leaves the fields of a table alone with another output', async () => {
		expect(outputOf(await run(response, { ...parameters, ...columns }))).toEqual([readable]);
	});
});

it('Get Many gives a CSV file whose settings are in the form', async () => {
	const table = { output: 'table', viewFrom: 'ready', readyView: 'patient', tableOutput: 'csv' };
	const { output } = await run(page, {
		operation: 'getAll',
		...ofPatient,
		...table,
		csvSeparator: 'semicolon',
		tableFileName: 'people.csv',
		tableField: 'file',
	});
	expect(output[0]?.binary?.file?.fileName).toBe('people.csv');
	expect(Buffer.from(output[0]?.binary?.file?.data ?? '', 'base64').toString()).toContain(';');
});

describe('Operation → Run in version 1.1', () => {
	const parameters = { resource: 'operation', operation: 'run', ...ofPatient, operationName: locator('$match') };

	it.each([
		['an entry of a Bundle', matched, [readable]],
		['a resource among Parameters', parts, [{ patient: readable }]],
	])('gives readable text by default: %s', async (_what, body, items) => {
		expect(outputOf(await run({ body }, parameters))).toEqual(items);
	});

	it('gives resources as the server sent them with the output Unwrapped, and the response with Raw', async () => {
		expect(outputOf(await run({ body: matched }, { ...parameters, output: 'unwrapped' }))).toEqual([patient]);
		expect(outputOf(await run({ body: matched }, { ...parameters, output: 'raw' }))).toEqual([matched]);
	});
});

describe('Terminology in version 1.1', () => {
	const valueSet = { resourceType: 'ValueSet', expansion: { contains: [{ system: 's', code: 'a', display: 'A' }] } };
	const expand = { resource: 'terminology', operation: 'expand', valueSetUrl: 'http://x.example/vs' };
	const looked = { resourceType: 'Parameters', parameter: [{ name: 'display', valueString: 'A' }] };
	const lookup = { resource: 'terminology', operation: 'lookup', system: 's', code: 'a' };

	it.each<[string, object, IDataObject, IDataObject, IDataObject]>([
		['Expand Value Set', valueSet, expand, { output: 'valueSets' }, { system: 's', code: 'a', display: 'A' }],
		['Look Up Code', looked, lookup, { output: 'raw' }, { display: 'A' }],
	])('%s gives the result by plain names, or as the server sent it', async (_name, body, parameters, raw, simple) => {
		expect(outputOf(await run({ body }, parameters))).toEqual([expect.objectContaining(simple)]);
		expect(outputOf(await run({ body }, { ...parameters, ...raw }))).toEqual([body]);
	});
});

test('Bundle → Send gives the Bundle of the response in version 1.1, where the form says so', async () => {
	const body = { resourceType: 'Bundle', type: 'batch-response', entry: [{ response: { status: '204' } }] };
	const bundle = {
		resourceType: 'Bundle',
		type: 'batch',
		entry: [{ request: { method: 'DELETE', url: 'Patient/1' } }],
	};
	const send = { resource: 'bundle', operation: 'send', bundle: JSON.stringify(bundle) };
	expect(outputOf(await run({ body }, { ...send, output: 'bundle' }))).toEqual([body]);
	expect(outputOf(await run({ body }, send))).toEqual([expect.objectContaining({ status: 204 })]);
});

describe('Resource → Get Many in version 1.1', () => {
	const search = { operation: 'getAll', ...ofPatient };

	it('sorts and includes by fields of the form', async () => {
		const parameters = { ...search, sort: '-birthdate', includeList: ['Patient:organization'] };
		const { sent } = await run(page, { ...parameters, revIncludeList: ['Observation:patient', 'Condition:patient'] });
		expect([...new URL(sent[0]?.url ?? '', 'http://x.example').searchParams].slice(0, 4)).toEqual([
			['_include', 'Patient:organization'],
			['_revinclude', 'Observation:patient'],
			['_revinclude', 'Condition:patient'],
			['_sort', '-birthdate'],
		]);
	});

	it('takes a typed order, further includes, and lists that an expression gives', async () => {
		const { sent } = await run(page, {
			...search,
			sort: '-birthdate,name',
			includeList: "={{ 'Patient:organization, Patient:link' }}",
			options: { include: 'Patient:general-practitioner' },
		});
		expect([...new URL(sent[0]?.url ?? '', 'http://x.example').searchParams].slice(0, 4)).toEqual([
			['_include', 'Patient:organization'],
			['_include', 'Patient:link'],
			['_include', 'Patient:general-practitioner'],
			['_sort', '-birthdate,name'],
		]);
	});

	const counted = { body: { resourceType: 'Bundle', type: 'searchset', total: 42 } };
	const count = { ...search, options: { summary: 'count' } };

	it.each<[string, IDataObject, object]>([
		['the number', {}, { total: 42 }],
		['the Bundle with the output Raw', { output: 'raw' }, counted.body],
		['the Bundle with the output Bundle Pages', { output: 'bundles' }, counted.body],
		['the number with the output Table', { output: 'table' }, { total: 42 }],
	])('gives, of a search that only counts, %s', async (_what, output, item) => {
		expect(outputOf(await run(counted, { ...count, ...output }))).toEqual([item]);
	});

	it('gives nothing of a search that only counts in version 1, whose output is resources', async () => {
		expect(outputOf(await run(counted, count, 1))).toEqual([]);
	});
});
