import type { IDataObject } from 'n8n-workflow';
import { waitUntil } from '../../helpers/async';
import { parameterOf } from '../../servers/tableResult';
import { bytesOf } from '../support/files';
import { outputOf } from '../support/fixtures';
import { startNode } from '../support/n8n';
import {
	type Behaviour,
	items,
	lines,
	parameters,
	rows,
	server,
	startTableExportRun,
	type TableExportRun,
} from './exportRun';

let started: TableExportRun;
let bulk: TableExportRun['bulk'];
beforeAll(async () => {
	started = await startTableExportRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());
const run: TableExportRun['run'] = async (...values) => await started.run(...values);

describe('Table → Export on Server, where something is missing or fails', () => {
	const patients = {
		resourceType: 'Bundle',
		type: 'searchset',
		entry: rows.map(({ id, family }) => ({
			resource: { resourceType: 'Patient', id, ...(family !== null && { name: [{ family }] }) },
		})),
	};
	const resources = { Patient: patients };
	const none = { operations: [], refused: 404 };

	test.each<[string, Behaviour, RegExp]>([
		['offers no export', { operations: [] }, /^The server does not export tables: the node read the resources instead/],
		['refuses it', { refused: 422 }, /^The server did not export the table: .* The reason: .*Not for this view/],
		[
			'finds out in the job that it cannot do it',
			{ failure: { status: 422, code: 'not-supported', text: 'No such function' } },
			/^The server did not export the table: .* The reason: The job failed: .*No such function/,
		],
	])('makes the table here where the server %s, and says so', async (_what, behaviour, hint) => {
		const asItems = await run({ resources, ...behaviour }, items);
		expect(outputOf(asItems)).toEqual(rows);
		expect(asItems.hints).toEqual([expect.stringMatching(hint)]);
		const asFile = await run({ resources, ...behaviour }, { exportFormat: 'csv' });
		expect(outputOf(asFile)).toEqual([{ fileName: 'table.csv', rows: 2, columns: ['id', 'family'] }]);
		expect((await bytesOf(asFile.output[0])).toString()).toBe('id,family\r\na,A\r\nb,\r\n');
	});

	test.each<[string, Behaviour, IDataObject, RegExp]>([
		['it has to be the server', none, { tablePlace: 'server' }, /^The server does not export tables: /],
		['only a server writes the format', none, { exportFormat: 'parquet' }, /does not export tables/],
		['the list of files is wanted', none, { output: 'manifest' }, /does not export tables/],
		['it is about a group', none, { options: { viewGroup: 'g' } }, /does not export tables/],
		[
			'the job cannot do it, and it has to be the server',
			{ failure: { status: 422, code: 'not-supported', text: 'No such function' } },
			{ tablePlace: 'server' },
			/^The job failed: .*No such function/,
		],
	])('is an error where %s', async (_why, behaviour, more, message) => {
		const { error } = await run({ resources, ...behaviour }, more);
		expect(error?.message).toMatch(message);
		expect(error?.description).toEqual(expect.any(String));
	});

	test.each<[string, Behaviour, RegExp]>([
		[
			'a job that ends with an error at the address of its result',
			{ failure: { status: 500, code: 'exception', text: 'Disk full' } },
			/^The job failed: .*Disk full/,
		],
		[
			'a status other than completed',
			{
				result: 'parameters',
				files: [],
				parameter: [parameterOf('status', 'failed'), parameterOf('error', 'Disk full')],
			},
			/^The server did not export the table \(status "failed"\): Disk full/,
		],
		[
			'outputs without an address',
			{ files: [], parameter: [{ name: 'output', part: [parameterOf('name', 'columns')] }] },
			/did not say where the files are/,
		],
		[
			'Parameters that are something else',
			{ result: 'parameters', bare: true, files: [], parameter: [parameterOf('result', 'x')] },
			/its result does not list files/,
		],
		[
			'an address that is no web address',
			{ files: [], parameter: [{ name: 'output', part: [parameterOf('location', 'warehouse:catalog.columns')] }] },
			/link that is not a web address/,
		],
		[
			'a line that is not JSON',
			{ files: [{ table: 'columns', lines: ['{"id":"a"}', 'secret'] }] },
			/columns-1\.ndjson: /,
		],
		['a line that is not a row', { files: [{ table: 'columns', lines: ['["secret"]'] }] }, /a line is not a row/],
		['a link that stays expired', { files: [{ table: 'columns', lines, expired: 99 }] }, /The link has expired/],
	])('explains %s, and names the job', async (_what, behaviour, message) => {
		const started = Date.now();
		const { error } = await run(behaviour, items);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ statusUrl: bulk.statusUrl });
		expect(JSON.stringify(error)).not.toContain('secret');
		expect(Date.now() - started).toBeLessThan(8_000);
	});

	test.each<[string, Behaviour]>([
		['a parameter', { parameter: [parameterOf('status', 'completed'), parameterOf('error', 'Page 3 is unreadable')] }],
		[
			'a file of outcomes',
			{
				result: 'manifest',
				files: [
					{ table: 'columns', lines },
					{
						kind: 'error',
						type: 'OperationOutcome',
						lines: [
							'{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"Page 3 is unreadable"}]}',
						],
					},
				],
			},
		],
	])('tells what could not be exported, named in %s', async (_where, behaviour) => {
		const result = await run(behaviour, items);
		expect(outputOf(result)).toEqual(rows);
		expect(result.hints).toContainEqual('The server could not export everything: Page 3 is unreadable');
	});

	it('cancels the job when the workflow stops', async () => {
		bulk.reset(server({ running: Infinity }));
		const execution = startNode(started.started.settingsOf(parameters()));
		execution.result.catch(() => undefined);
		await waitUntil(() => bulk.calls('status').length > 0);
		execution.stop();
		await waitUntil(() => bulk.calls('delete').length > 0);
		await execution.result.catch(() => undefined);
		expect(started.paths('delete')).toEqual(['/jobs/7?id=job-1']);
	});

	it('leaves the files of a download that failed to Download Export Files', async () => {
		const { error } = await run({ files: [{ table: 'columns', lines, expired: 3 }] });
		expect(error?.description).toContain('Download Export Files takes it without starting the export anew');
		const again = await started.started.run(
			{ ...server(), parameter: [{ name: '_format', valueCode: 'csv' }] },
			{
				resource: 'bulkData',
				operation: 'downloadExportFiles',
				statusUrl: bulk.statusUrl,
				options: { loginForHost: true },
			},
		);
		expect(outputOf(again)).toEqual([expect.objectContaining({ table: 'columns', fileName: 'columns-1.csv' })]);
	});
});
