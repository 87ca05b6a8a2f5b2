import type { INodeProperties } from 'n8n-workflow';
import { downloadLimitsOf, filesInParallelOption, maxSizeOption } from '../../form/fields/downloading';
import { binaryFieldOf, outputFileField } from '../../form/fields/files';
import { maxPagesOf, pagingOptions } from '../../form/fields/paging';
import { jobTimeoutOption, pollingOf, pollIntervalOption } from '../../form/fields/polling';
import { countOf } from '../../form/fields/search';
import { shownWhere } from '../../form/fields/shownWhere';
import { exportMessages, madeHereInstead, onlyHere, type RunPlace } from '../../items/serverTable';
import type { TableOutput } from '../../items/tableFile';
import { resultQuery } from '../../rest/search/searchRequest';
import { tableColumns } from '../../rest/view/byType/typeTable';
import { criteriaSearch } from '../../rest/viewRun/criteria';
import { startViewExport } from '../../rest/viewRun/viewExport';
import { isNotDone } from '../../rest/viewRun/viewOperations';
import { asError } from '../../support/errors';
import type { WorkOperation } from '../contract';
import { downloadExport, keepExportOption, waitForExport } from '../shared/exportJob';
import { removeLeftExports, whileRecorded } from '../shared/recordedExport';
import { explainedStart } from '../shared/startedExport';
import { criteriaOf, criteriaOptions, tableCountOption } from './criteriaFields';
import { exportedTableItems, type ExportedTableSettings } from './exportedTables';
import { exportedViewFields, serverViewOf } from './serverView';

const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'files',
		description: 'What the output items hold',
		options: [
			{
				name: 'Files',
				value: 'files',
				description: 'One item for each file, streamed into n8n: for tables of any size',
			},
			{
				name: 'Items',
				value: 'items',
				description: 'One item for each row: for tables that fit into the memory of n8n',
			},
			{
				name: 'Manifest',
				value: 'manifest',
				description: 'One item with the list of files, which stay on the server; nothing is downloaded',
			},
		],
	},
	shownWhere('output', ['files', 'manifest'], {
		displayName: 'Format',
		name: 'exportFormat',
		type: 'options',
		default: 'csv',
		description: 'What the server writes; not every server has all of them',
		options: [
			{ name: 'CSV', value: 'csv', description: 'For spreadsheets and databases' },
			{ name: 'JSON', value: 'json', description: 'A list of rows' },
			{ name: 'NDJSON', value: 'ndjson', description: 'A row as JSON on each line' },
			{ name: 'Parquet', value: 'parquet', description: 'For analytics: columns with their types, compressed' },
		],
	}),
	shownWhere('output', ['files'], outputFileField),
	{
		displayName: 'Run View',
		name: 'tablePlace',
		type: 'options',
		default: 'auto',
		description: 'What to do if the server does not export tables',
		options: [
			{
				name: 'Automatic',
				value: 'auto',
				description:
					'Export on the server if it says that it can; otherwise read the resources and make the rows here, as CSV, NDJSON or items. A hint says which.',
			},
			{
				name: 'On the Server',
				value: 'server',
				description: 'Only on the server, by $sql-export or $viewdefinition-export; an error if it has none of them',
			},
		],
	},
];

/** A table that the server writes into files, as a job (SQL on FHIR, `$sql-export` and `$viewdefinition-export`). */
export const exportOnServer: WorkOperation = {
	choice: {
		name: 'Export on Server',
		value: 'exportOnServer',
		description:
			'Have the server write all resources of a type into files with rows and columns, and download them: for large tables',
		action: 'Export a table on the server',
	},
	fields: [...exportedViewFields, ...outputFields],
	options: [
		...criteriaOptions,
		filesInParallelOption,
		jobTimeoutOption,
		keepExportOption,
		maxSizeOption,
		pollIntervalOption,
		tableCountOption,
		...pagingOptions,
	],
	work: (parameters) => {
		const chosen = parameters.text('output');
		const output = chosen === 'items' || chosen === 'manifest' ? chosen : 'files';
		const format = output === 'items' ? 'ndjson' : parameters.text('exportFormat') || 'csv';
		const field = output === 'files' ? binaryFieldOf(parameters, outputFileField) : '';
		const criteria = criteriaOf(parameters);
		const viewOn = serverViewOf(parameters);
		const settings: Omit<ExportedTableSettings, 'columns'> = {
			output,
			field,
			keepsCompressed: false,
			...downloadLimitsOf(parameters),
		};
		const polling = pollingOf(parameters);
		const maxPages = maxPagesOf(parameters);
		const query = resultQuery({ count: countOf(parameters) });
		const keeps = parameters.option(keepExportOption.name) === true || output === 'manifest';
		const own = ownOutput(output, format, field);
		const place: RunPlace = own ? (parameters.text('tablePlace') as RunPlace) : 'server';
		return {
			run: async (session) => {
				const { client, signal } = session;
				const { type, view, ...table } = await viewOn(session);
				if (!view) throw onlyHere();
				await removeLeftExports(session);
				const started = await explainedStart(
					startViewExport(client, { view, criteria, format }, place === 'server', signal),
				);
				const search = criteriaSearch(type, criteria, query);
				const here = {
					...table,
					view,
					...(own && { output: own }),
					place,
					criteria,
					search,
					limit: undefined,
					maxPages,
				};
				const makeHere = async (why: { reason: string; refused: boolean }) =>
					await madeHereInstead(session, here, why, exportMessages);
				if (!started.result) return await makeHere(started);
				const { result: job, operation } = started;
				const done = await whileRecorded(job, session, async () => {
					const finished = await waitForExport(job, polling, session).catch((error: unknown) => {
						// The job itself may find that the server cannot do it.
						if (place === 'server' || !isNotDone(error) || error.details.hasEnded !== true) throw asError(error);
						return { reason: error.message, refused: true };
					});
					if ('reason' in finished) return finished;
					session.hint(`The server exported the table, by ${operation}.`);
					const columns = tableColumns(table.definition);
					const download = async () => await exportedTableItems(finished, { ...settings, columns }, session);
					const items = await downloadExport(finished, download, session);
					if (!keeps) await finished.remove();
					return items;
				});
				return 'reason' in done ? await makeHere(done) : done;
			},
		};
	},
};

/** How a table that is made here is given; undefined where only a server can do it. */
function ownOutput(output: string, format: string, field: string): TableOutput | undefined {
	const isFile = output === 'files';
	if (output === 'manifest' || (isFile && format !== 'csv' && format !== 'ndjson')) return undefined;
	return {
		format: isFile ? (format === 'ndjson' ? 'ndjson' : 'csv') : undefined,
		fileName: `table.${format}`,
		field,
		csv: { separator: ',', byteOrderMark: false, escapeFormulas: false },
	};
}
