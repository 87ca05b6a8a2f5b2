import { bytesOf } from '../support/files';
import { outputOf } from '../support/fixtures';
import { type Behaviour, items, lines, rows, startTableExportRun, type TableExportRun } from './exportRun';

let started: TableExportRun;
let bulk: TableExportRun['bulk'];
beforeAll(async () => {
	started = await startTableExportRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());
const run: TableExportRun['run'] = async (...values) => await started.run(...values);

describe('Table → Export on Server', () => {
	test.each<[string, string, string, 'subject' | 'view']>([
		['$sql-export', 'sql-export', '/fhir/$sql-export', 'subject'],
		['$viewdefinition-export of the system', 'viewdefinition-export', '/fhir/$viewdefinition-export', 'view'],
		[
			'$viewdefinition-export of the type',
			'ViewDefinition/viewdefinition-export',
			'/fhir/ViewDefinition/$viewdefinition-export',
			'view',
		],
		['ViewDefinition/$export', 'ViewDefinition/export', '/fhir/ViewDefinition/$export', 'view'],
	])('starts %s as a job, with the view and its name', async (_name, operation, path, calls) => {
		const result = await run({ operations: [operation] }, items);
		expect(outputOf(result)).toEqual(rows);
		expect(started.paths('kickOff')).toEqual([path]);
		expect(bulk.calls('kickOff')[0]?.headers).toMatchObject({ prefer: 'respond-async' });
		expect(started.kickOff().parameter).toEqual([
			{
				name: calls,
				part: [
					{ name: 'name', valueString: 'columns' },
					{ name: `${calls}Resource`, resource: expect.objectContaining({ resourceType: 'ViewDefinition' }) },
				],
			},
			{ name: '_format', valueCode: 'ndjson' },
		]);
		expect(result.hints).toEqual([`The server exported the table, by ${path.slice('/fhir/'.length)}.`]);
	});

	it('names patient, group and time to the server', async () => {
		await run({}, { options: { viewPatient: 'p', viewGroup: 'Group/g', viewSince: '2026-03-01T00:00:00Z' } });
		expect(started.kickOff().parameter.slice(2)).toEqual([
			{ name: 'patient', valueReference: { reference: 'Patient/p' } },
			{ name: 'group', valueReference: { reference: 'Group/g' } },
			{ name: '_since', valueInstant: '2026-03-01T00:00:00Z' },
		]);
	});

	test.each<[string, Behaviour]>([
		['Parameters after 303 (See Other)', {}],
		['Parameters at the status URL', { result: 'parameters' }],
		['a manifest as JSON', { result: 'manifest' }],
		['a job that takes some polls', { running: 2, retryAfter: '0' }],
		['a file on another host', { files: [{ table: 'columns', lines, place: 'storage' }] }],
		['a file whose link expires', { files: [{ table: 'columns', lines, expired: 1 }] }],
		['a file that breaks off', { files: [{ table: 'columns', lines, breaks: 1 }] }],
		['a compressed file', { files: [{ table: 'columns', lines, gzip: 'encoding' }] }],
	])('takes rows from %s, and deletes the export afterwards', async (_what, behaviour) => {
		const result = await run(behaviour, items);
		expect(result.error).toBeUndefined();
		expect(outputOf(result)).toEqual(rows);
		expect(started.paths('delete')).toEqual(['/jobs/7?id=job-1']);
		for (const { headers } of bulk.storage.requests) expect(headers.authorization).toBeUndefined();
	});

	it('sends the login to the result and the files on the origin of the server', async () => {
		await run({}, items);
		for (const kind of ['result', 'file'] as const) {
			expect(bulk.calls(kind).map(({ headers }) => typeof headers.authorization)).toEqual(['string']);
		}
	});

	test.each<[string, string, string]>([
		['csv', 'text/csv', 'id,family'],
		['ndjson', 'application/x-ndjson', '{"id":"a"}'],
		['json', 'application/json', '[{"id":"a"}]'],
		['parquet', 'application/vnd.apache.parquet', 'PAR1'],
	])('saves files as %s, in the field that is named', async (exportFormat, mimeType, content) => {
		const files = [1, 2].map(() => ({ table: 'columns', lines: [content] }));
		const parameter = [{ name: '_format', valueCode: exportFormat }];
		const result = await run({ files, parameter }, { exportFormat, binaryPropertyName: 'file' });
		expect(started.kickOff().parameter).toContainEqual({ name: '_format', valueCode: exportFormat });
		expect(outputOf(result)).toEqual(
			[1, 2].map((number) => ({
				table: 'columns',
				fileName: `columns-${number}.${exportFormat}`,
				...(exportFormat === 'ndjson' && { rows: 1 }),
				size: content.length + 1,
				url: `${bulk.server.url}/files/${number - 1}`,
			})),
		);
		for (const { binary } of result.output) expect(binary?.file).toMatchObject({ mimeType });
		const [first] = result.output;
		expect((await bytesOf({ json: {}, binary: { data: first?.binary?.file ?? ({} as never) } })).toString()).toBe(
			`${content}\n`,
		);
	});

	it('gives the list of files, and leaves the export there', async () => {
		const [item] = outputOf(await run({}, { output: 'manifest', exportFormat: 'parquet' }));
		expect(item).toEqual({
			statusUrl: bulk.statusUrl,
			transactionTime: '2026-03-01T08:00:00.000Z',
			files: [{ kind: 'output', table: 'columns', url: expect.stringContaining('/files/0?') }],
		});
		expect(bulk.calls('delete')).toEqual([]);
		expect(bulk.calls('file')).toEqual([]);
	});

	it('gives no item and a hint for an export without files', async () => {
		const result = await run({ files: [] });
		expect(outputOf(result)).toEqual([]);
		expect(result.hints).toContainEqual('The export is empty: the server wrote no file for the table.');
	});

	it('exports a view that the server keeps, also one that cannot be run here', async () => {
		const view = {
			resourceType: 'ViewDefinition',
			id: 'kept',
			name: 'kept',
			resource: 'Patient',
			select: [{ column: [{ name: 'id', path: 'ownFunction()' }] }],
		};
		const result = await run(
			{ resources: { 'ViewDefinition/kept': view } },
			{ ...items, viewFrom: 'server', storedView: 'kept' },
		);
		expect(outputOf(result)).toEqual([{ id: 'a', family: 'A' }, { id: 'b' }]);
		expect(started.kickOff().parameter[0]).toMatchObject({ part: [{ valueString: 'kept' }, { resource: view }] });
	});
});
