import type { IDataObject } from 'n8n-workflow';
import type { BulkServer } from '../../servers/bulkServer';
import { type BulkRun, startBulkRun } from '../bulkData/bulkRun';
import type { RunResult } from '../support/n8n';

export const rows = [
	{ id: 'a', family: 'A' },
	{ id: 'b', family: null },
];
export const lines = ['{"id":"a","family":"A"}', '{"id":"b"}'];
export const items = { output: 'items' };

/** The parameters of an export of two columns. */
export const parameters = (more: IDataObject = {}): IDataObject => ({
	resource: 'table',
	operation: 'exportOnServer',
	tableType: 'Patient',
	tableColumns: {
		column: [
			{ name: 'id', path: 'getResourceKey()' },
			{ name: 'family', path: 'name.family' },
		],
	},
	...more,
});

export type Behaviour = Parameters<BulkRun['run']>[0];

/** A server that exports tables. */
export const server = (more: Behaviour = {}): Behaviour => ({
	operations: ['sql-export'],
	result: 'seeOther',
	files: [{ table: 'columns', lines }],
	...more,
});

/** A server that exports tables, for the tests of a file, and a node that has it do so. */
export interface TableExportRun extends Pick<BulkRun, 'bulk' | 'close'> {
	readonly started: BulkRun;
	run(behaviour?: Behaviour, more?: IDataObject): Promise<RunResult>;
	/** The parameters that the export was started with. */
	kickOff(): { parameter: IDataObject[] };
	/** The addresses of requests of a kind. */
	paths(kind: Parameters<BulkServer['calls']>[0]): string[];
}

export async function startTableExportRun(): Promise<TableExportRun> {
	const started = await startBulkRun();
	const { bulk } = started;
	let runs = 0;
	return {
		started,
		bulk,
		close: started.close,
		// Each with a login of its own: what a server says about itself is remembered by login.
		run: async (behaviour = {}, more = {}) => {
			const login = { baseUrl: bulk.baseUrl, user: `user-${runs++}`, password: 'pass-secret' };
			return await started.run(server(behaviour), parameters(more), { credentials: { fhirBasicAuthApi: login } });
		},
		kickOff: () => JSON.parse(bulk.calls('kickOff')[0]?.body ?? '{}') as { parameter: IDataObject[] },
		paths: (kind) => bulk.calls(kind).map(({ url }) => url),
	};
}
