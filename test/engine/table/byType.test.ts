import type { IDataObject } from 'n8n-workflow';
import { typeColumnNames } from '../../../nodes/Fhir/rest/view/byType/typeColumns';
import { example } from '../support/example';
import { outputOf, type } from '../support/fixtures';
import { type RunResult, type RunSettings, runNode } from '../support/n8n';
import { scripted, searchset } from '../support/scripted';

const patient = example('Patient-example');
const pressure = example('Observation-blood-pressure');
const goal = { resourceType: 'Goal', id: 'g', lifecycleStatus: 'active', description: { text: 'Stop' } };

async function fromItems(parameters: IDataObject, settings: Partial<RunSettings> = {}): Promise<RunResult> {
	return await runNode({
		typeVersion: 1.1,
		input: [patient, pressure],
		...settings,
		parameters: { resource: 'table', operation: 'fromItems', ...parameters },
	});
}

const byType = (more: IDataObject = {}): IDataObject => ({ table: { table: { viewFrom: 'byType', ...more } } });
const getMany = (options: IDataObject, resourceType = 'Patient'): IDataObject => ({
	operation: 'getAll',
	resourceType: type(resourceType),
	returnAll: true,
	options,
});
const textOf = ({ output }: RunResult) => Buffer.from(output[0]?.binary?.data?.data ?? '', 'base64').toString();
const linesOf = (result: RunResult) => textOf(result).replace('\ufeff', '').trim().split('\r\n');

describe('The view By Resource Type', () => {
	it('is that of new nodes, and gives each resource the columns of its type', async () => {
		const result = await fromItems({}, { input: [patient, pressure, goal] });
		expect(result.error).toBeUndefined();
		expect(result.hints).toEqual([]);
		const rows = outputOf(result);
		expect(rows.map((row) => Object.keys(row))).toEqual(['Patient', 'Observation', 'Goal'].map(typeColumnNames));
		expect(rows).toMatchObject([
			{
				id: 'example',
				familyName: 'Chalmers',
				givenName: 'Peter James',
				identifier: '12345',
				active: true,
				email: null,
			},
			{ id: 'blood-pressure', patientId: 'example', systolic: 107, diastolic: 60, value: null },
			{ id: 'g', status: 'active', description: 'Stop' },
		]);
	});

	it('is a choice of version 1, whose default stays Columns', async () => {
		expect(outputOf(await fromItems({ viewFrom: 'byType' }, { typeVersion: 1 }))).toHaveLength(2);
		const { error } = await fromItems({}, { typeVersion: 1 });
		expect(error?.message).toContain('"Columns" is empty');
	});

	it('gives only the type that is chosen, and says how many others there were', async () => {
		const result = await fromItems({ tableType: 'Observation' });
		expect(outputOf(result)).toEqual([expect.objectContaining({ id: 'blood-pressure' })]);
		expect(result.hints).toEqual([expect.stringContaining('1 resource of other types is not in it')]);
	});

	it('gives the chosen fields in their order to all rows, and says which of them no row can have', async () => {
		const result = await fromItems({ tableFields: ['phone', 'id', 'systolic', 'lotNumber'] });
		expect(outputOf(result).map((row) => Object.entries(row))).toEqual([
			[
				['phone', '(03) 5555 6473'],
				['id', 'example'],
				['systolic', null],
				['lotNumber', null],
			],
			[
				['phone', null],
				['id', 'blood-pressure'],
				['systolic', 107],
				['lotNumber', null],
			],
		]);
		expect(result.hints).toEqual([
			'Column "lotNumber" is empty in all rows: resources of these types have no such column.',
		]);
	});

	it('has additional columns last', async () => {
		const column = [{ name: 'nickname', path: "name.where(use = 'usual').given" }];
		const result = await fromItems({ tableFields: ['id'], moreColumns: { column } }, { input: [patient] });
		expect(outputOf(result)).toEqual([{ id: 'example', nickname: 'Jim' }]);
	});

	it('takes a Bundle, of which every entry has a row', async () => {
		const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }, { resource: goal }] };
		expect(outputOf(await fromItems({}, { input: [bundle] }))).toHaveLength(2);
	});

	it('takes the resources of NDJSON files, with numbers as they stand there', async () => {
		const lines = [{ resourceType: 'Observation', id: 'o', valueQuantity: { value: 0, unit: 'mg' } }, goal];
		const ndjson = lines.map((line) => JSON.stringify(line).replace('"value":0', '"value":2.50')).join('\n');
		const data = Buffer.from(ndjson).toString('base64');
		const settings = { input: [{}], binary: [{ data: { data, mimeType: 'application/x-ndjson' } }] };
		const parameters = { tableFrom: 'file', tableFields: ['id', 'value', 'unit'], tableOutput: 'csv' };
		const result = await fromItems(parameters, settings);
		expect(linesOf(result)).toEqual(['id,value,unit', 'o,2.50,mg', 'g,,']);
	});

	test.each<[string, IDataObject, string]>([
		['a field that no type has', { tableFields: ['family_name'] }, 'There is no column "family_name"'],
		['a type that cannot be one', { tableType: 'patient' }, '"Only Resource Type" is not a resource type'],
		[
			'an additional column with the name of another',
			{ moreColumns: { column: [{ name: 'phone', path: 'id' }] } },
			'The table has a column "phone" already',
		],
		['a broken path', { moreColumns: { column: [{ name: 'a', path: 'id.' }] } }, 'not valid FHIRPath'],
	])('refuses %s', async (_what, parameters, message) => {
		expect((await fromItems(parameters)).error?.message).toContain(message);
	});
});

describe('The view By Resource Type of a search', () => {
	it('has the columns of the type also in a file without rows', async () => {
		const result = await scripted([searchset()], getMany(byType({ tableOutput: 'csv' })));
		expect(linesOf(result)).toEqual([typeColumnNames('Patient').join()]);
		expect(outputOf(result)).toEqual([expect.objectContaining({ rows: 0, columns: typeColumnNames('Patient') })]);
	});

	it('writes a CSV file with the columns of all types that the results have', async () => {
		const options = byType({ tableOutput: 'csv', tableType: '' });
		const result = await scripted([searchset(pressure, patient)], getMany(options, 'Observation'));
		const [head = '', first = '', second = '', ...others] = linesOf(result);
		const columns = head.split(',');
		expect(others).toEqual([]);
		expect([...columns].sort()).toEqual(
			[...new Set([...typeColumnNames('Patient'), ...typeColumnNames('Observation')])].sort(),
		);
		expect(columns.slice(0, 3)).toEqual(['resourceType', 'id', 'identifier']);
		expect(columns.at(-1)).toBe('lastUpdated');
		expect(first).toMatch(/^Observation,blood-pressure,,/);
		expect(second).toMatch(/^Patient,example,12345,/);
	});

	it('is what the output Table gives in version 1.1 of the form, where nothing else is chosen', async () => {
		const parameters = { ...getMany({}), output: 'table' };
		const result = await scripted([searchset(patient)], parameters, { typeVersion: 1.1 });
		expect(outputOf(result).map((row) => Object.keys(row))).toEqual([typeColumnNames('Patient')]);
		const chosen = { ...parameters, tableFields: ['email', 'familyName'], tableOutput: 'csv' };
		const file = await scripted([searchset(patient)], chosen, { typeVersion: 1.1 });
		expect(linesOf(file)).toEqual(['email,familyName', ',Chalmers']);
	});

	it('gives included resources rows too, after the matches', async () => {
		const body = {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: [
				{ resource: { resourceType: 'Organization', id: 'o', name: 'Ward' }, search: { mode: 'include' } },
				{ resource: patient, search: { mode: 'match' } },
			],
		};
		const result = await scripted([{ body }], getMany(byType()));
		expect(outputOf(result)).toMatchObject([{ id: 'example' }, { resourceType: 'Organization', name: 'Ward' }]);
		expect(result.hints).toEqual([]);
	});

	it('writes NDJSON, each line with the columns of its type', async () => {
		const result = await scripted([searchset(patient, goal)], getMany(byType({ tableOutput: 'ndjson' })));
		const lines = textOf(result).trim().split('\n');
		const names = lines.map((line) => Object.keys(JSON.parse(line) as object));
		expect(names).toEqual([typeColumnNames('Patient'), typeColumnNames('Goal')]);
		expect((result.output[0]?.json.columns as string[]).slice(0, 2)).toEqual(['resourceType', 'id']);
	});

	it('says that a resource has something else than FHIR defines, and nothing of it', async () => {
		const result = await scripted(
			[searchset({ resourceType: 'Patient', id: 'p', active: 'secret' })],
			getMany(byType()),
		);
		expect(outputOf(result)).toEqual([expect.objectContaining({ id: 'p', active: null })]);
		expect(result.hints).toEqual([expect.stringContaining('Column "active" is empty in 1 row')]);
		expect(JSON.stringify(result.hints)).not.toContain('secret');
	});

	it('says how to get at the others where a column has the first of several files', async () => {
		const content = ['a', 'b'].map((url) => ({ attachment: { url } }));
		const script = [searchset({ resourceType: 'DocumentReference', id: 'd', content })];
		const { hints } = await scripted(script, getMany(byType(), 'DocumentReference'));
		expect(hints).toEqual([expect.stringMatching(/^Column "fileUrl" has only the first .* "Additional Columns"/)]);
	});
});

describe('The view By Resource Type on a server', () => {
	const fromServer = (more: IDataObject): IDataObject => ({
		resource: 'table',
		operation: 'fromServer',
		viewFrom: 'byType',
		tableType: 'Patient',
		...more,
	});

	it('is made of what is read, which a hint says', async () => {
		const { sent, ...result } = await scripted([searchset(patient)], fromServer({}), { typeVersion: 1.1 });
		expect(outputOf(result)).toEqual([expect.objectContaining({ id: 'example', familyName: 'Chalmers' })]);
		expect(sent.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual(['GET /fhir/Patient']);
		expect(result.hints).toEqual([expect.stringContaining('servers cannot run the view "By Resource Type"')]);
	});

	test.each<[string, IDataObject]>([
		['only on the server', { tablePlace: 'server' }],
		['for a group', { options: { viewGroup: 'g' } }],
	])('is refused where it is to run %s, before anything is sent', async (_what, more) => {
		const { error, sent } = await scripted([searchset(patient)], fromServer(more));
		expect(error?.message).toContain('cannot run on the server');
		expect(sent).toEqual([]);
	});
});
