import type { IDataObject } from 'n8n-workflow';
import { type BulkBehaviour, type BulkServer, lines, startBulkServer } from '../../servers/bulkServer';
import { bytesOf, type FileStore, useFileStore } from '../support/files';
import { runNode, type RunResult, type RunSettings } from '../support/n8n';

export const login = { user: 'export', password: 'pass-secret' };

/** A bulk server for the tests of a file, and a node that exports from it. */
export interface BulkRun {
	readonly bulk: BulkServer;
	settingsOf(parameters?: IDataObject): RunSettings;
	/** Runs the node once; the server then has no job that is running, but for what `behaviour` says. */
	run(behaviour?: Partial<BulkBehaviour>, parameters?: IDataObject, more?: Partial<RunSettings>): Promise<RunResult>;
	close(): Promise<void>;
}

/** Starts the server, and n8n's store for files. */
export async function startBulkRun(): Promise<BulkRun> {
	const store: FileStore = await useFileStore();
	const bulk = await startBulkServer();
	const settingsOf = (parameters: IDataObject = {}): RunSettings => ({
		credentials: { fhirBasicAuthApi: { baseUrl: bulk.baseUrl, ...login } },
		parameters: {
			resource: 'bulkData',
			operation: 'export',
			authentication: 'basic',
			...parameters,
			options: { pollInterval: 1_000, retries: 2, ...(parameters.options as IDataObject | undefined) },
		},
	});
	return {
		bulk,
		settingsOf,
		run: async (behaviour = {}, parameters = {}, more = {}) => {
			bulk.reset({ running: 0, ...behaviour });
			return await runNode({ ...settingsOf(parameters), ...more });
		},
		close: async () => {
			await store.close();
			await bulk.close();
		},
	};
}

/** The text of the file of an output item. */
export async function textOf({ output }: RunResult, index: number): Promise<string> {
	return (await bytesOf(output[index])).toString();
}

export const ndjson = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
export const resources = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as IDataObject);
export const patients = lines('Patient', 3);
export const observations = lines('Observation', 2);
export const many = lines('Patient', 5_000);
