import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';
import { outputOf } from '../support/fixtures';
import { type RunSettings, runNode } from '../support/n8n';

const patients: IDataObject[] = [
	{ resourceType: 'Patient', id: 'p1', birthDate: '1970-06', name: [{ family: 'Shaw', given: ['Amy', 'V.'] }] },
	{ resourceType: 'Patient', id: 'p2', name: [{ family: '=Li;' }, { family: 'Smith, "B"' }] },
];
const column = (name: string, path: string, more: IDataObject = {}) => ({ name, path, ...more });
const columns = (...column: IDataObject[]) => ({ tableColumns: { column } });

async function table(parameters: IDataObject, settings: Partial<RunSettings> = {}) {
	return await runNode({
		input: patients,
		...settings,
		parameters: { resource: 'table', operation: 'fromItems', ...parameters },
	});
}

/** The text of the file of an output item. */
function fileOf({ output }: Awaited<ReturnType<typeof table>>, field = 'data'): string {
	return Buffer.from(output[0]?.binary?.[field]?.data ?? '', 'base64').toString();
}

const basics = columns(column('id', 'id'), column('born', 'birthDate'), column('family', 'name.family'));

describe('Table → From Items', () => {
	it('makes an item for each resource, paired with its input item, and asks no server', async () => {
		const result = await table(basics);
		expect(result.error).toBeUndefined();
		expect(outputOf(result)).toEqual([
			{ id: 'p1', born: '1970-06', family: 'Shaw' },
			{ id: 'p2', born: null, family: '=Li;' },
		]);
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('says in a hint that a column has the first of several values', async () => {
		const { hints } = await table(basics);
		expect(hints).toEqual([expect.stringContaining('Column "family" has only the first of several values in 1 row')]);
	});

	it('keeps a row with a column "error" off the error branch, and says where it is', async () => {
		const result = await table(columns(column('error', 'id')), { onError: 'continueErrorOutput' });
		expect(result.errors).toEqual([]);
		expect(outputOf(result)).toEqual([{ data: { error: 'p1' } }, { data: { error: 'p2' } }]);
		expect(result.hints).toEqual([expect.stringMatching(/^The table has a row with a member "error"/)]);
	});

	it('says that nothing was sent where an item has no resource', async () => {
		const result = await table(columns(column('id', 'id')), { input: [{ a: 1 }], onError: 'continueErrorOutput' });
		expect((result.errors[0]?.json.details as IDataObject).effect).toBe('notSent');
	});

	it('gives all values as a list where the column asks for that', async () => {
		const result = await table(columns(column('given', 'name.given', { values: 'all' })));
		expect(outputOf(result)).toEqual([{ given: ['Amy', 'V.'] }, { given: [] }]);
		expect(result.hints).toEqual([]);
	});

	it('makes a row for each element, with the ID of the resource by %resource', async () => {
		const result = await table({
			...columns(
				column('patient', '%resource.id'),
				column('place', '%rowIndex', { type: 'integer' }),
				column('family', 'family'),
			),
			tableForEach: 'name',
		});
		expect(outputOf(result)).toEqual([
			{ patient: 'p1', place: 0, family: 'Shaw' },
			{ patient: 'p2', place: 0, family: '=Li;' },
			{ patient: 'p2', place: 1, family: 'Smith, "B"' },
		]);
	});

	it('leaves out other resource types, and says how many', async () => {
		const input = [...patients, { resourceType: 'Encounter', id: 'e1' }];
		const result = await table({ ...columns(column('id', 'id')), tableType: 'Patient' }, { input });
		expect(outputOf(result)).toHaveLength(2);
		expect(result.hints).toEqual([expect.stringContaining('1 resource of other types is not in it')]);
	});

	it('takes the resources of a Bundle in an item', async () => {
		const input = [{ resourceType: 'Bundle', type: 'searchset', entry: patients.map((resource) => ({ resource })) }];
		expect(outputOf(await table(columns(column('id', 'id')), { input }))).toEqual([{ id: 'p1' }, { id: 'p2' }]);
	});

	it('takes a ready view', async () => {
		const result = await table({ viewFrom: 'ready', readyView: 'patient' });
		expect(outputOf(result)[0]).toMatchObject({
			id: 'p1',
			name: 'Amy V. Shaw',
			given: 'Amy V.',
			birth_date: '1970-06',
		});
	});

	it('takes a ViewDefinition as JSON with a constant, a condition and forEach', async () => {
		const view = {
			resource: 'Patient',
			constant: [{ name: 'family', valueString: 'Shaw' }],
			where: [{ path: 'name.where(family = %family).exists()' }],
			select: [
				{ column: [{ name: 'id', path: 'getResourceKey()' }] },
				{ forEach: 'name.given', column: [{ name: 'given', path: '$this' }] },
			],
		};
		const result = await table({ viewFrom: 'json', viewDefinition: JSON.stringify(view) });
		expect(outputOf(result)).toEqual([
			{ id: 'p1', given: 'Amy' },
			{ id: 'p1', given: 'V.' },
		]);
	});

	it('names column, item and resource type in an error, and nothing of the content', async () => {
		const result = await table(columns(column('family', 'name.family', { values: 'one' })));
		expect(result.error?.message).toContain(
			'Column "family" cannot be used for item 1 (Patient): it has several values',
		);
		expect(JSON.stringify(result.error)).not.toContain('Smith');
	});

	it('puts the item that fails on the error branch, and the rows of the others into the output', async () => {
		const result = await table(columns(column('family', 'name.family', { values: 'one' })), {
			onError: 'continueErrorOutput',
		});
		expect(outputOf(result)).toEqual([{ family: 'Shaw' }]);
		expect(result.errors.map(({ json }) => json.details)).toEqual([
			expect.objectContaining({ kind: 'input', column: 'family', resource: 'item 1' }),
		]);
	});

	it('writes a CSV file', async () => {
		const result = await table({ ...basics, tableOutput: 'csv' });
		expect(fileOf(result)).toBe('id,born,family\r\np1,1970-06,Shaw\r\np2,,=Li;\r\n');
		expect(result.output).toHaveLength(1);
		expect(result.output[0]?.json).toEqual({ fileName: 'table.csv', rows: 2, columns: ['id', 'born', 'family'] });
	});

	it('writes CSV for Excel: byte order mark, semicolons, quotes, formulas as text', async () => {
		const names = columns(column('family', 'name.family', { values: 'all' }), column('first', 'name.family.first()'));
		const options = {
			csvBom: true,
			csvSeparator: 'semicolon',
			csvFormulas: true,
			tableFileName: 'a.csv',
			tableField: 'file',
		};
		const result = await table({ ...names, tableOutput: 'csv', options });
		expect(fileOf(result, 'file')).toBe(`\ufefffamily;first\r\nShaw;Shaw\r\n"'=Li;; Smith, ""B""";"'=Li;"\r\n`);
		expect(result.output[0]?.binary?.file).toMatchObject({ fileName: 'a.csv', mimeType: 'text/csv' });
	});

	it('reads an NDJSON file and keeps the digits of its numbers in NDJSON and CSV', async () => {
		const lines = [
			'{"resourceType":"Observation","id":"o1","valueQuantity":{"value":2.50}}',
			'',
			'{"resourceType":"Observation","id":"o2","valueQuantity":{"value":1e400}}',
		];
		const settings = {
			input: [{}],
			binary: [
				{ data: { data: Buffer.from(lines.join('\r\n')).toString('base64'), mimeType: 'application/fhir+ndjson' } },
			],
		};
		const parameters = { tableFrom: 'file', ...columns(column('value', 'value.ofType(Quantity).value')) };
		expect(fileOf(await table({ ...parameters, tableOutput: 'ndjson' }, settings))).toBe(
			'{"value":2.50}\n{"value":1e400}\n',
		);
		expect(fileOf(await table({ ...parameters, tableOutput: 'csv' }, settings))).toBe('value\r\n2.50\r\n1e400\r\n');
		expect(outputOf(await table(parameters, settings))[0]).toEqual({ value: 2.5 });
	});

	it('reads an NDJSON file that is compressed with gzip, also with a byte order mark', async () => {
		const data = gzipSync('\ufeff{"resourceType":"Patient","id":"p1"}\n').toString('base64');
		const settings = { input: [{}], binary: [{ data: { data, mimeType: 'application/gzip' } }] };
		const result = await table({ tableFrom: 'file', ...columns(column('id', 'id')) }, settings);
		expect(outputOf(result)).toEqual([{ id: 'p1' }]);
	});

	it('says that a gzip file is cut off', async () => {
		const data = gzipSync('{"resourceType":"Patient","id":"p1"}\n').subarray(0, 25).toString('base64');
		const settings = { input: [{}], binary: [{ data: { data, mimeType: 'application/gzip' } }] };
		const { error } = await table({ tableFrom: 'file', ...columns(column('id', 'id')) }, settings);
		expect(error?.message).toContain('The file is not a complete gzip file');
	});

	it('names the line of an NDJSON file that is not JSON', async () => {
		const settings = {
			input: [{}],
			binary: [
				{ data: { data: Buffer.from('{"resourceType":"Patient"}\n{"secret').toString('base64'), mimeType: 'x/y' } },
			],
		};
		const { error } = await table({ tableFrom: 'file', ...columns(column('id', 'id')) }, settings);
		expect(error?.message).toContain('Line 2 is not valid JSON');
		expect(JSON.stringify(error)).not.toContain('secret');
	});
});

describe('Table → From Items refuses before it makes a row', () => {
	test.each([
		['no columns', {}, '"Columns" is empty'],
		['a name with a space', columns(column('birth date', 'id')), 'The name of column 1 cannot be used'],
		['two columns of one name', columns(column('a', 'id'), column('a', 'id')), 'there are two columns `a`'],
		[
			'a broken path',
			columns(column('a', 'name.where(')),
			'Column "a": the expression is not valid FHIRPath at character 12',
		],
		['an unknown function', columns(column('a', 'name.frist()')), 'there is no function `frist()`'],
		[
			'a function without its parameter',
			columns(column('a', 'name.where()')),
			'the function `where()` has 0 parameters',
		],
		['a reference to be resolved', columns(column('a', 'subject.resolve().id')), 'would have to read another resource'],
		['__proto__', columns(column('a', 'name.__proto__')), 'the name `__proto__` is not allowed'],
		['__proto__ in disguise', columns(column('a', 'name.`\\u005f_proto__`')), 'the name `__proto__` is not allowed'],
		['an unknown constant', columns(column('a', '%undefined')), 'there is no constant `%undefined`'],
		[
			'a misspelled member',
			{ viewFrom: 'json', viewDefinition: '{"resource":"Patient","select":[{"foreach":"name"}]}' },
			'`foreach`, which SQL on FHIR does not define there',
		],
	])('%s', async (_what, parameters: IDataObject, message) => {
		const { error } = await table(parameters);
		expect(error?.message).toContain(message);
	});
});

describe('Table → From Items stops what runs away', () => {
	test.each([
		['an endless repeat', '1.repeat($this + 1)'],
		['a regular expression with nested repetitions', `'${'a'.repeat(40)}!'.matches('(a+)+$')`],
	])('%s', async (_what, path) => {
		const { error } = await table(columns(column('a', path)));
		expect(error?.message).toContain('The view takes more than 2 seconds for item 0 (Patient), and was stopped');
	});
});
