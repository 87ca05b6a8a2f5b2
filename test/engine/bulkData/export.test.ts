import type { IDataObject } from 'n8n-workflow';
import { lines, transactionTime } from '../../servers/bulkServer';
import { outputOf } from '../support/fixtures';
import { type BulkRun, many, ndjson, patients, resources, startBulkRun, textOf } from './bulkRun';

let started: BulkRun;
let bulk: BulkRun['bulk'];
const run: BulkRun['run'] = async (...values) => await started.run(...values);
beforeAll(async () => {
	started = await startBulkRun();
	({ bulk } = started);
});
afterAll(async () => await started.close());

describe('Bulk Data → Export asks for', () => {
	it.each<[IDataObject, string]>([
		[{ level: 'system' }, '/fhir/$export'],
		[{ level: 'patients' }, '/fhir/Patient/$export'],
		[{ level: 'group', groupId: 'Group/cohort' }, '/fhir/Group/cohort/$export'],
		[{ level: 'patient', patientId: '7' }, '/fhir/Patient/7/$export'],
	])('%j at %s', async (parameters, url) => {
		expect((await run({}, parameters)).error).toBeUndefined();
		expect(bulk.calls('kickOff')).toMatchObject([
			{ method: 'GET', url, headers: { prefer: 'respond-async', accept: 'application/fhir+json' } },
		]);
	});

	const options = {
		elements: 'id, Patient.birthDate',
		typeFilters: 'Observation?code=1,2\n\nPatient?active=true',
		includeAssociatedData: 'LatestProvenanceResources',
		organizeOutputBy: 'Patient',
		outputFormat: 'application/fhir+ndjson',
		exportParameters: { parameter: [{ name: 'allowPartialManifests', valueType: 'boolean', value: 'true' }] },
	};
	const chosen = { types: 'Patient, Observation', since: 'instant', sinceInstant: '2026-01-01T00:00:00Z' };

	it('all that the form says, by GET in the address', async () => {
		await run({}, { ...chosen, options });
		const { searchParams } = new URL(bulk.calls('kickOff')[0]?.url ?? '', bulk.baseUrl);
		expect([...searchParams]).toEqual([
			['_type', 'Patient,Observation'],
			['_since', '2026-01-01T00:00:00Z'],
			['_elements', 'id,Patient.birthDate'],
			['_typeFilter', 'Observation?code=1,2'],
			['_typeFilter', 'Patient?active=true'],
			['includeAssociatedData', 'LatestProvenanceResources'],
			['organizeOutputBy', 'Patient'],
			['_outputFormat', 'application/fhir+ndjson'],
			['allowPartialManifests', 'true'],
		]);
	});

	it('the same by POST in a Parameters resource, as a list of patients requires', async () => {
		await run({}, { ...chosen, options: { ...options, patients: 'Patient/a, b' } });
		const [{ method, body } = { method: '', body: '' }] = bulk.calls('kickOff');
		expect(method).toBe('POST');
		expect(JSON.parse(body)).toEqual({
			resourceType: 'Parameters',
			parameter: [
				{ name: '_type', valueString: 'Patient,Observation' },
				{ name: '_since', valueInstant: '2026-01-01T00:00:00Z' },
				{ name: '_elements', valueString: 'id,Patient.birthDate' },
				{ name: '_typeFilter', valueString: 'Observation?code=1,2' },
				{ name: '_typeFilter', valueString: 'Patient?active=true' },
				{ name: 'includeAssociatedData', valueCode: 'LatestProvenanceResources' },
				{ name: 'organizeOutputBy', valueString: 'Patient' },
				{ name: '_outputFormat', valueString: 'application/fhir+ndjson' },
				{ name: 'allowPartialManifests', valueBoolean: true },
				{ name: 'patient', valueReference: { reference: 'Patient/a' } },
				{ name: 'patient', valueReference: { reference: 'Patient/b' } },
			],
		});
	});

	it.each<[IDataObject, string]>([
		[{ level: 'group', groupId: '={{ "" }}' }, '"Group ID" is empty'],
		[{ types: 'patients' }, '"Resource Types" is "patients", which is not a FHIR resource type'],
		[{ since: 'instant', sinceInstant: 'yesterday' }, '"Changed Since" is not a FHIR date or time'],
	])('nothing for %j', async (parameters, message) => {
		expect((await run({}, parameters)).error?.message).toBe(message);
		expect(bulk.server.requests).toEqual([]);
	});
});

describe('Bulk Data → Export gives', () => {
	it('an item for each file, and deletes the export afterwards', async () => {
		const result = await run({ running: 1, progress: '50 %' });
		const size = Buffer.byteLength(ndjson(patients));
		const url = expect.stringMatching(/\/files\/0$/) as string;
		expect(outputOf(result)).toEqual([
			{ kind: 'output', type: 'Patient', fileName: 'Patient-1.ndjson', lines: 3, count: 3, size, url },
			expect.objectContaining({ type: 'Observation', fileName: 'Observation-1.ndjson', lines: 2 }),
		]);
		expect(await textOf(result, 0)).toBe(ndjson(patients));
		expect(result.output[0]?.binary?.data?.mimeType).toBe('application/fhir+ndjson');
		expect(bulk.calls('delete')).toHaveLength(1);
		expect(result.hints).toEqual([]);
	});

	it('an item for each resource, in the order of the manifest', async () => {
		const files = [
			{ type: 'Patient', lines: many },
			{ type: 'Patient', lines: lines('Patient', 2, 9_000) },
		];
		const result = await run({ files }, { output: 'resources' });
		expect(outputOf(result)).toEqual(resources(files.flatMap((file) => file.lines)));
	});

	it('no more resources than the limit, and fetches no file beyond it', async () => {
		const result = await run({}, { output: 'resources', returnAll: false, limit: 2 });
		expect(outputOf(result)).toEqual(resources(patients.slice(0, 2)));
		expect(bulk.calls('file')).toHaveLength(1);
	});

	it('the manifest alone, and leaves the export on the server', async () => {
		const result = await run({}, { output: 'manifest' });
		expect(outputOf(result)).toMatchObject([
			{
				statusUrl: bulk.statusUrl,
				transactionTime,
				requiresAccessToken: true,
				files: [
					{ kind: 'output', type: 'Patient', count: 3 },
					{ kind: 'output', type: 'Observation', count: 2 },
				],
			},
		]);
		expect(bulk.calls('file')).toEqual([]);
		expect(bulk.calls('delete')).toEqual([]);
	});

	it('no items for an export of nothing, and says so', async () => {
		const result = await run({ files: [], message: 'Nothing found' });
		expect(outputOf(result)).toEqual([]);
		expect(result.hints.join()).toMatch('The export is empty');
	});
});

describe('Bulk Data → Export tells data from deletions and errors:', () => {
	const remove = {
		resourceType: 'Bundle',
		type: 'transaction',
		entry: [{ request: { method: 'DELETE', url: 'Patient/gone' } }],
	};
	const outcome = {
		resourceType: 'OperationOutcome',
		issue: [{ severity: 'error', code: 'processing', diagnostics: 'The observations are locked' }],
	};
	const files = [
		{ type: 'Patient', lines: patients },
		{ kind: 'deleted', type: 'Bundle', lines: [JSON.stringify(remove)] },
		{ kind: 'error', type: 'OperationOutcome', lines: [JSON.stringify(outcome)] },
	] as const;

	it('as files, by their kind and name', async () => {
		const result = await run({ files: [...files] });
		expect(outputOf(result).map(({ kind, fileName }) => [kind, fileName])).toEqual([
			['output', 'Patient-1.ndjson'],
			['deleted', 'deleted-1.ndjson'],
			['error', 'errors-1.ndjson'],
		]);
		expect(result.hints).toEqual([expect.stringMatching(/^The server could not export everything: items/)]);
	});

	it('as resources, deletions and errors as hints', async () => {
		const result = await run({ files: [...files] }, { output: 'resources' });
		expect(outputOf(result)).toEqual(resources(patients));
		expect(result.hints).toEqual([
			expect.stringMatching('which resources were deleted'),
			'The server could not export everything: The observations are locked',
		]);
	});

	it('as resources with an item for each deletion', async () => {
		const result = await run({ files: [...files] }, { output: 'resources', options: { includeDeletions: true } });
		expect(outputOf(result).at(-1)).toEqual({ deleted: true, resourceType: 'Patient', id: 'gone' });
	});
});

describe('Bulk Data → Export since the last successful run', () => {
	const since = { since: 'lastRun', output: 'manifest' };
	const sinceSent = () => new URL(bulk.calls('kickOff')[0]?.url ?? '', bulk.baseUrl).searchParams.get('_since');

	it('asks for everything the first time, then for what has changed', async () => {
		const staticData = {};
		await run({}, since, { staticData, mode: 'trigger' });
		expect(sinceSent()).toBeNull();
		await run({}, since, { staticData, mode: 'trigger' });
		expect(sinceSent()).toBe(transactionTime);
		await run({}, { ...since, types: 'Patient' }, { staticData, mode: 'trigger' });
		expect(sinceSent()).toBeNull();
		expect(JSON.stringify(staticData)).not.toMatch(/Patient|http/);
	});

	it('does not count a run whose download failed, nor one that was started by hand', async () => {
		const staticData = {};
		await run(
			{ files: [{ lines: patients, expired: 99 }] },
			{ ...since, output: 'files' },
			{ staticData, mode: 'trigger' },
		);
		const { hints } = await run({}, since, { staticData });
		expect(hints.join()).toMatch('only counts executions that a trigger has started');
		await run({}, since, { staticData, mode: 'trigger' });
		expect(sinceSent()).toBeNull();
	});
});
