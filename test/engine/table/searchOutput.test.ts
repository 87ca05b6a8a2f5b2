import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../support/fixtures';
import { scripted } from '../support/scripted';

const patient = (id: string, more: IDataObject = {}) => ({ resourceType: 'Patient', id, ...more });
const page = (entries: object[], next?: string) => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		...(next && { link: [{ relation: 'next', url: next }] }),
		entry: entries.map((resource) => ({ resource })),
	},
});
const twoPages = [
	page([patient('p1', { gender: 'female' }), patient('p2')], '{base}?page=2'),
	page([patient('p3', { gender: 'male' })]),
];
const column = [
	{ name: 'id', path: 'id' },
	{ name: 'gender', path: 'gender' },
];
const table = (more: IDataObject = {}) => ({
	table: { table: { viewFrom: 'columns', tableColumns: { column }, tableOutput: 'items', ...more } },
});
const getMany = (options: IDataObject): IDataObject => ({
	operation: 'getAll',
	resourceType: type('Patient'),
	returnAll: true,
	options,
});
const rows = [
	{ id: 'p1', gender: 'female' },
	{ id: 'p2', gender: null },
	{ id: 'p3', gender: 'male' },
];

describe('Output Table of searches', () => {
	it('gives an item for each row, over all pages', async () => {
		const result = await scripted(twoPages, getMany({ output: 'table', ...table() }));
		expect(result.error).toBeUndefined();
		expect(outputOf(result)).toEqual(rows);
		expect(result.hints).toEqual([]);
	});

	it('needs only the option Table', async () => {
		expect(outputOf(await scripted(twoPages, getMany(table())))).toEqual(rows);
	});

	it('writes one CSV file for all pages', async () => {
		const result = await scripted(twoPages, getMany(table({ tableOutput: 'csv', tableFileName: 'patients.csv' })));
		const file = result.output[0]?.binary?.data;
		expect(Buffer.from(file?.data ?? '', 'base64').toString()).toBe('id,gender\r\np1,female\r\np2,\r\np3,male\r\n');
		expect(result.output.map(({ json }) => json)).toEqual([
			{ fileName: 'patients.csv', rows: 3, columns: ['id', 'gender'] },
		]);
	});

	it('takes a ready view in Get Everything, and says how many resources of other types there were', async () => {
		const script = [
			page([
				patient('p1'),
				{ resourceType: 'Condition', id: 'c1', code: { text: 'Flu' }, subject: { reference: 'Patient/p1' } },
			]),
		];
		const result = await scripted(script, {
			resource: 'patient',
			operation: 'getEverything',
			resourceId: 'p1',
			options: table({ viewFrom: 'ready', readyView: 'condition' }),
		});
		expect(outputOf(result)).toEqual([expect.objectContaining({ id: 'c1', patient_id: 'p1', code_text: 'Flu' })]);
		expect(result.hints).toEqual([expect.stringContaining('1 resource of other types is not in it')]);
	});

	it('counts included resources of another type as left out', async () => {
		const body = {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: [
				{ resource: patient('p1'), search: { mode: 'match' } },
				{ resource: { resourceType: 'Organization', id: 'o' }, search: { mode: 'include' } },
			],
		};
		const result = await scripted([{ body }], getMany(table({ tableType: 'Patient' })));
		expect(outputOf(result)).toEqual([{ id: 'p1', gender: null }]);
		expect(result.hints).toEqual([expect.stringContaining('1 resource of other types')]);
	});

	it('says that resources which the server sent in part may have empty columns', async () => {
		const part = patient('p1', { meta: { tag: [{ code: 'SUBSETTED' }] } });
		const result = await scripted([page([part])], getMany({ elements: 'id', ...table() }));
		expect(result.hints).toEqual([expect.stringContaining('1 resource is incomplete (SUBSETTED)')]);
	});

	it('names the result that a column cannot be made of, and nothing of its content', async () => {
		const script = [page([patient('p1'), patient('p2', { gender: 'secret' })])];
		const bad = [{ name: 'gender', path: 'gender', type: 'integer' }];
		const result = await scripted(script, getMany(table({ tableColumns: { column: bad } })));
		expect(result.error?.message).toContain(
			'Column "gender" cannot be used for result 2 of the search (Patient): its value is not of the type `integer`',
		);
		expect(JSON.stringify(result.error)).not.toContain('secret');
	});

	test.each([
		['the output Table without the option', { output: 'table' }, 'nothing says which columns it has'],
		['another output beside the option', { output: 'bundles', ...table() }, 'contradict each other'],
		['an invalid resource type', table({ tableType: 'patient' }), '"Only Resource Type" is not a resource type'],
		['an object in the view', table({ viewFrom: { a: 1 } }), '"Table: View"'],
		['an object in the name of the file', table({ tableOutput: 'csv', tableFileName: { a: 1 } }), '"File Name"'],
		['a broken path', table({ tableColumns: { column: [{ name: 'a', path: 'name.' }] } }), 'not valid FHIRPath'],
	])('refuses %s before anything is sent', async (_what, options: IDataObject, message) => {
		const { error, sent } = await scripted(twoPages, getMany(options));
		expect(error?.message).toContain(message);
		expect(sent).toEqual([]);
	});
});
