import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { closeAfterEach } from '../../helpers/closing';
import { type FhirServer, startFhirServer } from '../../servers/fhirServer';
import { bytesOf, type FileStore, inMemory, useFileStore } from '../support/files';
import { runNode, type RunResult, type RunSettings } from '../support/n8n';

/** Gives each test of a file a server of its own, and n8n a store for binary data. */
export function serveEachTest(take: (server: FhirServer) => void) {
	let store: FileStore;
	beforeAll(async () => (store = await useFileStore()));
	afterAll(async () => await store.close());
	beforeEach(async () => take(closeAfterEach(await startFhirServer())));
}

export type Line = object | string;
export const ndjson = (lines: readonly Line[]) =>
	Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
export const files = (...contents: Uint8Array[]): Array<INodeExecutionData['binary']> =>
	contents.map((content, index) => ({ data: inMemory(content, `file-${index}.ndjson`, 'application/fhir+ndjson') }));
export const load = async (
	baseUrl: string,
	binary: Array<INodeExecutionData['binary']>,
	options: IDataObject = {},
	parameters: IDataObject = {},
	more: Pick<RunSettings, 'onError'> = {},
): Promise<RunResult> =>
	await runNode({
		...more,
		binary,
		input: binary.map(() => ({})),
		parameters: {
			resource: 'bulkData',
			operation: 'loadNdjson',
			authentication: 'none',
			baseUrl,
			...parameters,
			options: { retries: 0, ...options },
		},
	});
export const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
export const observation = (id: string, subject: string) => ({
	resourceType: 'Observation',
	id,
	status: 'final',
	code: { text: 'x' },
	subject: { reference: subject },
});
export const read = async (baseUrl: string, path: string) =>
	(await (await fetch(`${baseUrl}/${path}`)).json()) as IDataObject;
export const bundles = (requests: ReadonlyArray<{ body: string }>) =>
	requests.map(
		({ body }) => JSON.parse(body) as { type: string; entry: Array<{ request: { method: string; url: string } }> },
	);
export const textOf = async (result: RunResult, field: string) => (await bytesOf(result.output[0], field)).toString();
