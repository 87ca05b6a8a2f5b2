import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { gzipSync } from 'node:zlib';
import { bytesOf, type FileStore, inMemory, useFileStore } from '../support/files';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';

let store: FileStore;
beforeAll(async () => (store = await useFileStore()));
afterAll(async () => await store.close());

const run = async (
	operation: string,
	parameters: IDataObject = {},
	more: Partial<Parameters<typeof runNode>[0]> = {},
) => await runNode({ ...more, parameters: { resource: 'bulkData', operation, ...parameters } });
const file = (content: string | Uint8Array): Array<INodeExecutionData['binary']> => [
	{ data: inMemory(Buffer.from(content), 'a.ndjson', 'application/fhir+ndjson') },
];
const patients = [
	{ resourceType: 'Patient', id: 'a' },
	{ resourceType: 'Patient', id: 'b' },
];
const ndjson = patients.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('Bulk Data → Read NDJSON', () => {
	it.each<[string, Uint8Array]>([
		['a file', Buffer.from(ndjson)],
		['a gzip file', gzipSync(ndjson)],
	])('returns an item for each line of %s, without server and credential', async (_what, content) => {
		const result = await run('readNdjson', {}, { binary: file(content) });
		expect(outputOf(result)).toEqual(patients);
		expect(result.output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	it('reads files in n8n’s store', async () => {
		const data = await store.put(Buffer.from(ndjson), 'a.ndjson', 'application/fhir+ndjson');
		expect(outputOf(await run('readNdjson', {}, { binary: [{ data }] }))).toEqual(patients);
	});

	it('stops at the limit', async () => {
		const parameters = { returnAll: false, limit: 1 };
		expect(outputOf(await run('readNdjson', parameters, { binary: file(ndjson) }))).toEqual([patients[0]]);
	});

	it('names a line that is not JSON, and shows nothing of it', async () => {
		const { error } = await run('readNdjson', {}, { binary: file(`${ndjson}{"name":"Secret`) });
		expect(error?.message).toBe('Line 3 is not valid JSON');
		expect(JSON.stringify(error)).not.toContain('Secret');
	});

	it('leaves such lines out if told to, and says so', async () => {
		const parameters = { options: { invalidLines: 'skip' } };
		const result = await run('readNdjson', parameters, { binary: file(`x\n${ndjson}`) });
		expect(outputOf(result)).toEqual(patients);
		expect(result.hints).toEqual(['Line 1 of the file is not valid JSON: it was left out.']);
	});

	it('says where JSON over several lines is taken for NDJSON', async () => {
		const { error } = await run('readNdjson', {}, { binary: file(JSON.stringify(patients[0], null, 2)) });
		expect(error?.message).toBe('Line 1 is not valid JSON');
		expect(error?.description).toMatch('is not NDJSON');
	});

	it('says that a gzip file is cut off', async () => {
		const { error } = await run('readNdjson', {}, { binary: file(gzipSync(ndjson).subarray(0, 30)) });
		expect(error?.message).toBe('The file is not a complete gzip file');
	});
});

describe('Bulk Data → Write NDJSON', () => {
	it('puts all items into one file, without server and credential', async () => {
		const result = await run('writeNdjson', {}, { input: patients });
		expect(outputOf(result)).toMatchObject([{ fileName: 'data.ndjson', lines: 2, type: 'Patient' }]);
		expect((await bytesOf(result.output[0])).toString()).toBe(ndjson);
		expect(result.output[0]?.binary?.data).toMatchObject({ mimeType: 'application/fhir+ndjson' });
		expect(result.output[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('writes a file for each resource type', async () => {
		const input = [...patients, { resourceType: 'Observation', id: 'c' }];
		const result = await run('writeNdjson', { options: { filePerType: true } }, { input });
		expect(outputOf(result)).toMatchObject([
			{ fileName: 'Patient.ndjson', lines: 2 },
			{ fileName: 'Observation.ndjson', lines: 1 },
		]);
	});

	it('writes numbers as they are typed, and JSON over several lines as one', async () => {
		const line = '{ "resourceType": "Observation",\n "valueQuantity": { "value": 2.50 } }';
		const result = await run('writeNdjson', { line });
		expect((await bytesOf(result.output[0])).toString()).toBe(
			'{"resourceType":"Observation","valueQuantity":{"value":2.50}}\n',
		);
	});

	it('with On Error → Continue leaves out an item that is not an object', async () => {
		const parameters = { line: '={{ $json.resource }}' };
		const input = [{ resource: patients[0] }, { resource: 7 }] as unknown as IDataObject[];
		const result = await run('writeNdjson', parameters, { input, onError: 'continueErrorOutput' });
		expect(outputOf(result)).toMatchObject([{ lines: 1 }]);
		expect(result.errors[0]?.json.error).toBe('"Line" is not a JSON object');
		expect((await run('writeNdjson', parameters, { input })).error?.message).toMatch('"Line" is not a JSON object');
	});
});
