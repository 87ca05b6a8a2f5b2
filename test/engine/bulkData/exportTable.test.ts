import type { IDataObject } from 'n8n-workflow';
import { lines } from '../../servers/bulkServer';
import { outputOf } from '../support/fixtures';
import { type BulkRun, many, startBulkRun, textOf } from './bulkRun';

let started: BulkRun;
let bulk: BulkRun['bulk'];
const run: BulkRun['run'] = async (...values) => await started.run(...values);
beforeAll(async () => {
	started = await startBulkRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());

const idColumn = { name: 'id', path: 'id' };
const table = (more: IDataObject = {}, column: IDataObject[] = [idColumn]): IDataObject => ({
	output: 'table',
	viewFrom: 'columns',
	tableColumns: { column },
	tableOutput: 'items',
	returnAll: true,
	...more,
});
const ids = (type: string, count: number, first = 0) =>
	Array.from({ length: count }, (_, index) => ({ id: `${type}-${first + index}` }));
const fetched = () => bulk.calls('file').map(({ url }) => new URL(url, bulk.baseUrl).pathname);

describe('Bulk Data → Export, Output Table', () => {
	it('gives an item for each row, in the order of the manifest, and deletes the export afterwards', async () => {
		const result = await run({}, table());
		expect(outputOf(result)).toEqual([...ids('patient', 3), ...ids('observation', 2)]);
		expect(result.hints).toEqual([]);
		expect(bulk.calls('delete')).toHaveLength(1);
	});

	it('fetches no file of another type than the view is about, and counts what is left out', async () => {
		const result = await run({}, table({ tableType: 'Observation' }));
		expect(outputOf(result)).toEqual(ids('observation', 2));
		expect(fetched()).toEqual(['/files/1']);
		expect(result.hints).toEqual([
			'The table is about Observation resources: 1 file of other types with 3 resources was not downloaded.',
		]);
	});

	it.each<[string, object, IDataObject]>([
		['the manifest says', { more: { outputOrganizedBy: 'Patient' } }, {}],
		['the form says', {}, { options: { organizeOutputBy: 'Patient' } }],
	])('reads all files where %s that they are organized by another type', async (_who, behaviour, more) => {
		const files = [{ type: 'Patient', lines: [...lines('Patient', 1), ...lines('Observation', 2)] }];
		const result = await run({ files, ...behaviour }, table({ tableType: 'Observation', ...more }));
		expect(outputOf(result)).toEqual(ids('observation', 2));
		expect(result.hints).toEqual(['The table is about Observation resources: 1 resource of other types is not in it.']);
	});

	it('takes a ready view, and writes one CSV file of all files with the digits of their numbers', async () => {
		const observation = (value: string) =>
			`{"resourceType":"Observation","id":"o","valueQuantity":{"value":${value},"unit":"g"}}`;
		const files = [
			{ type: 'Observation', lines: [observation('2.50')], gzip: 'file' as const },
			{ type: 'Observation', lines: [observation('100.0')], gzip: 'encoding' as const },
		];
		const value = [idColumn, { name: 'value', path: 'value.ofType(Quantity).value' }];
		const options = { tableFileName: 'values.csv', tableField: 'file', csvSeparator: 'tab' };
		const result = await run({ files }, table({ tableOutput: 'csv', options }, value));
		expect(outputOf(result)).toEqual([{ fileName: 'values.csv', rows: 2, columns: ['id', 'value'] }]);
		const data = { output: result.output.map((item) => ({ ...item, binary: { data: item.binary?.file } })) };
		expect(await textOf({ ...result, ...data } as typeof result, 0)).toBe('id\tvalue\r\no\t2.50\r\no\t100.0\r\n');
		const ready = await run({ files }, table({ viewFrom: 'ready', readyView: 'observation', tableOutput: 'ndjson' }));
		expect(await textOf(ready, 0)).toContain('2.50');
	});

	it('takes the columns of each type, of which a CSV file has those of all types in the manifest', async () => {
		const byType = { viewFrom: 'byType', tableColumns: {} };
		const result = await run({}, table({ ...byType, tableOutput: 'csv' }));
		const [head = '', first = ''] = (await textOf(result, 0)).split('\r\n');
		expect(head.split(',')).toEqual(expect.arrayContaining(['familyName', 'systolic', 'lastUpdated']));
		expect(first).toMatch(/^Patient,patient-0,/);
		expect(outputOf(result)).toEqual([{ fileName: 'table.csv', rows: 5, columns: head.split(',') }]);
		const items = outputOf(await run({}, table({ ...byType, tableType: 'Observation' })));
		expect(items).toMatchObject(ids('observation', 2));
		expect(Object.keys(items[0] ?? {})).not.toContain('familyName');
	});

	it('has no rows for deletions and errors, and says so', async () => {
		const deletion = {
			resourceType: 'Bundle',
			type: 'transaction',
			entry: [{ request: { method: 'DELETE', url: 'Patient/gone' } }],
		};
		const failed = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', diagnostics: 'Disk full' }] };
		const files = [
			{ type: 'Patient', lines: lines('Patient', 1) },
			{ kind: 'deleted' as const, type: 'Bundle', lines: [JSON.stringify(deletion)] },
			{ kind: 'error' as const, type: 'OperationOutcome', lines: [JSON.stringify(failed)] },
		];
		const result = await run({ files }, table());
		expect(outputOf(result)).toEqual(ids('patient', 1));
		expect(result.hints).toEqual([
			'The export also says which resources were deleted. They have no rows in the table.',
			'The server could not export everything: Disk full',
		]);
	});

	it('fetches no file beyond the limit of rows, and says that there are more', async () => {
		const files = [{ lines: many }, { lines: many }];
		const result = await run({ files }, table({ returnAll: false, limit: 2 }));
		expect(outputOf(result)).toEqual(ids('patient', 2));
		expect(result.hints).toEqual(['Only the first 2 rows are in the output. Switch on Return All to get all of them.']);
		expect(fetched()).toEqual(['/files/0']);
	});

	it.each<[string, object]>([
		['is resumed', { ranges: true }],
		['begins anew', {}],
	])('has each row once where a download breaks off and %s', async (_how, how) => {
		const count = 30_000;
		const file = { lines: lines('Patient', count), breaks: 1, ...how };
		const result = await run({ files: [file] }, table({ tableOutput: 'csv' }));
		expect(outputOf(result)).toMatchObject([{ rows: count }]);
		const expected = ['id', ...ids('patient', count).map(({ id }) => id), ''].join('\r\n');
		expect((await textOf(result, 0)) === expected).toBe(true);
		expect(fetched()).toHaveLength(2);
	});

	it('reads the manifest once more for links that have expired', async () => {
		const result = await run({ files: [{ lines: lines('Patient', 2), expired: 1 }] }, table());
		expect(outputOf(result)).toEqual(ids('patient', 2));
	});

	it('names the file and the resource that has no row, and leaves the export on the server', async () => {
		const files = [{ lines: [...lines('Patient', 1), '{"resourceType":"Patient","id":"x","active":true}'] }];
		const integer = { name: 'n', path: 'active', type: 'integer' };
		const { error } = await run({ files }, table({}, [integer]));
		expect(error?.message).toMatch(/^Column "n" cannot be used for resource 2 of Patient-1\.ndjson \(Patient\): /);
		expect(bulk.calls('delete')).toEqual([]);
	});

	it('fails for a line that is not JSON, and shows nothing of it', async () => {
		const { error } = await run({ files: [{ lines: ['{"resourceType":"Patient"}', '{"secret'] }] }, table());
		expect(error?.message).toBe('Patient-1.ndjson: Line 2 is not valid JSON');
	});

	it.each<[string, IDataObject, RegExp]>([
		['no columns', table({}, []), /column/i],
		['an expression that cannot be read', table({}, [{ name: 'a', path: 'name.(' }]), /Column "a"/],
		['a limit that is not a number', table({ returnAll: false, limit: '={{ "many" }}' }), /"Limit"/],
	])('sends nothing for %s', async (_what, parameters, message) => {
		expect((await run({}, parameters)).error?.message).toMatch(message);
		expect(bulk.server.requests).toEqual([]);
	});

	it('is there for Download Export Files too', async () => {
		const parameters = { operation: 'downloadExportFiles', statusUrl: bulk.statusUrl, ...table() };
		const result = await run({}, { ...parameters, options: { loginForHost: true } });
		expect(outputOf(result)).toEqual([...ids('patient', 3), ...ids('observation', 2)]);
	});
});
