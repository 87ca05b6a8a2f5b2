import { type IDataObject, NodeHelpers } from 'n8n-workflow';
import { importData } from '../../../nodes/Fhir/actions/bulkData/import';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { scripted, type ScriptedResponse } from '../support/scripted';
import { closeAfterEach } from '../../helpers/closing';
import { startServer } from '../../servers/httpServer';

const files = { file: [{ type: 'Patient', url: 'https://files.example/Patient.ndjson' }] };
const accepted: ScriptedResponse = { status: 202, headers: { 'content-location': '{base}/_operations/import/7' } };
const json = (body: object): ScriptedResponse => ({
	headers: { 'content-type': 'application/json' },
	body: JSON.stringify(body),
});
const run = async (script: ScriptedResponse[], parameters: IDataObject, options: IDataObject = {}) =>
	await scripted(script, {
		resource: 'bulkData',
		operation: 'import',
		...parameters,
		options: { pollInterval: 1_000, ...options },
	});

describe('Bulk Data → Import', () => {
	it.each<[string, IDataObject, object[]]>([
		[
			'azure',
			{ importFiles: files, importMode: 'initial' },
			[
				{ name: 'inputFormat', valueString: 'application/fhir+ndjson' },
				{ name: 'mode', valueString: 'InitialLoad' },
				{
					name: 'input',
					part: [
						{ name: 'type', valueString: 'Patient' },
						{ name: 'url', valueUri: files.file[0]?.url },
					],
				},
			],
		],
		[
			'hapi',
			{ importFiles: files },
			[
				{ name: 'inputFormat', valueCode: 'application/fhir+ndjson' },
				{ name: 'inputSource', valueUri: files.file[0]?.url },
				{ name: 'storageDetail', part: [{ name: 'type', valueCode: 'https' }] },
				{
					name: 'input',
					part: [
						{ name: 'type', valueCode: 'Patient' },
						{ name: 'url', valueUri: files.file[0]?.url },
					],
				},
			],
		],
		[
			'smart',
			{ exportUrl: 'https://other.example/fhir/$export', exportType: 'dynamic' },
			[
				{ name: 'exportUrl', valueUrl: 'https://other.example/fhir/$export' },
				{ name: 'exportType', valueCode: 'dynamic' },
			],
		],
	])('starts an import as %s takes it, waits, and gives the result', async (importBy, parameters, parameter) => {
		const result = { transactionTime: '2026-01-01T00:00:00Z', output: [{ type: 'Patient', count: 3 }], error: [] };
		const { sent, baseUrl, ...rest } = await run([accepted, { status: 202 }, json(result)], {
			importBy,
			...parameters,
		});
		expect(outputOf(rest)).toEqual([{ done: true, statusUrl: `${baseUrl}/_operations/import/7`, failures: 0, result }]);
		expect(sent[0]).toMatchObject({
			method: 'POST',
			url: '/fhir/$import',
			headers: { prefer: 'respond-async', accept: 'application/fhir+json', 'content-type': 'application/fhir+json' },
		});
		expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ resourceType: 'Parameters', parameter });
	});

	it.each<[string, IDataObject]>([
		['azure', { importFiles: files }],
		['hapi', { importFiles: files }],
		['smart', { exportUrl: 'https://other.example/fhir/$export' }],
	])('sends the further parameters to %s, behind its own', async (importBy, parameters) => {
		const row = (name: string, valueType: string, value: string) => ({ name, valueType, value });
		const options = { exportParameters: { parameter: [row('a', 'boolean', 'true'), row('b', 'string', 'x')] } };
		const { sent, ...rest } = await run([accepted, json({ error: [] })], { importBy, ...parameters }, options);
		outputOf(rest);
		const { parameter } = JSON.parse(sent[0]?.body ?? '') as { parameter: object[] };
		expect(parameter.slice(-2)).toEqual([
			{ name: 'a', valueBoolean: true },
			{ name: 'b', valueString: 'x' },
		]);
		expect(parameter.length).toBeGreaterThan(2);
	});

	it('has no options for Google Cloud that would have no effect', () => {
		const option = (name: string) => importData.options?.find((one) => one.name === name);
		const shown = (name: string, importBy: string) => {
			const field = option(name);
			return field && NodeHelpers.displayParameter({ importBy }, field, null, null, { importBy });
		};
		for (const name of ['exportParameters', 'importOperation']) {
			expect([shown(name, 'hapi'), shown(name, 'smart'), shown(name, 'google')]).toEqual([true, true, false]);
		}
		expect(shown('pollInterval', 'google')).toBe(true);
	});

	it('says how much of it failed', async () => {
		const result = { output: [], error: [{ type: 'OperationOutcome', count: 4, url: 'https://x.example/e' }] };
		const { hints, ...rest } = await run([accepted, json(result)], { importBy: 'azure', importFiles: files });
		expect(outputOf({ hints, ...rest })).toMatchObject([{ failures: 1 }]);
		expect(hints.join()).toMatch('could not import everything');
	});

	it('in steps: gives the status URL at once', async () => {
		const parameters = { importBy: 'hapi', importFiles: files, waitForCompletion: false };
		const { sent, baseUrl, ...rest } = await run([accepted], parameters);
		expect(outputOf(rest)).toEqual([{ done: false, statusUrl: `${baseUrl}/_operations/import/7` }]);
		expect(sent).toHaveLength(1);
	});

	it.each<[IDataObject, string]>([
		[{ importBy: 'azure' }, '"Files" is empty'],
		[{ importBy: 'hapi', importFiles: { file: [{ type: 'patient', url: 'x' }] } }, 'not a FHIR resource type'],
		[{ importBy: 'smart', exportUrl: '={{ "" }}' }, '"Export URL" is empty'],
		[{ importBy: 'google', bucketUri: 'https://x' }, '"Bucket URI" is not'],
		[{ importBy: 'google', bucketUri: 'gs://x' }, 'not that of a FHIR store in Google Cloud'],
	])('sends nothing for %j', async (parameters, message) => {
		const { error, sent } = await run([accepted], parameters);
		expect(error?.message).toMatch(message);
		expect(sent).toEqual([]);
	});
});

describe('Bulk Data → Import into Google Cloud', () => {
	const store = '/v1/projects/p/locations/l/datasets/d/fhirStores/s';
	const name = 'projects/p/locations/l/datasets/d/operations/7';
	const run = async (
		states: object[],
		parameters: (url: string) => IDataObject = () => ({}),
		operation = 'import',
		{ options = {}, cancelStatus = 200 }: { options?: IDataObject; cancelStatus?: number } = {},
	) => {
		let polls = 0;
		const server = closeAfterEach(
			await startServer(({ method, url }, response) => {
				const body = method === 'POST' ? { name } : states[Math.min(polls++, states.length - 1)];
				const status = url?.endsWith(':cancel') ? cancelStatus : 200;
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
			}),
		);
		const credentials = { fhirBasicAuthApi: { baseUrl: `${server.url}${store}/fhir`, user: 'u', password: 'p' } };
		const result = await runNode({
			credentials,
			parameters: {
				resource: 'bulkData',
				operation,
				authentication: 'basic',
				importBy: 'google',
				bucketUri: 'gs://bucket/*.ndjson',
				...parameters(server.url),
				options: { pollInterval: 1_000, retries: 0, loginForHost: true, ...options },
			},
		});
		return { result, server };
	};
	const state = (done: boolean, failure = 0) => ({ name, done, metadata: { counter: { success: '9', failure } } });

	it('posts beside the FHIR API, waits for the operation, and counts what failed', async () => {
		const { result, server } = await run([state(false), state(true, 2)]);
		const statusUrl = `${server.url}/v1/${name}`;
		expect(outputOf(result)).toMatchObject([{ done: true, statusUrl, failures: 2 }]);
		const sent = server.requests.map(({ method, url, headers }) => [method, url, headers.authorization !== undefined]);
		expect(sent).toEqual([
			['POST', `${store}:import`, true],
			['GET', `/v1/${name}`, true],
			['GET', `/v1/${name}`, true],
		]);
		expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
			contentStructure: 'RESOURCE',
			gcsSource: { uri: 'gs://bucket/*.ndjson' },
		});
	});

	it('fails where the operation says so', async () => {
		const { result } = await run([{ name, done: true, error: { code: 7, message: 'No access to the bucket' } }]);
		expect(result.error?.message).toBe('The import failed: No access to the bucket');
	});

	it.each([
		[200, /^The import was cancelled; what was imported before stays/],
		[403, /^The import could not be cancelled, and may still be running: `statusUrl`/],
	])(
		'cancels the operation after Job Timeout, and says whether that worked, here with %d',
		async (cancelStatus, advice) => {
			const more = { options: { jobTimeout: 1 }, cancelStatus };
			const { result, server } = await run([state(false)], undefined, 'import', more);
			expect(server.requests.at(-1)).toMatchObject({ method: 'POST', url: `/v1/${name}:cancel` });
			expect(result.error?.message).toMatch('has not finished the import');
			expect(result.error?.description).toMatch(advice);
			expect(result.error?.context?.data).toMatchObject({ statusUrl: `${server.url}/v1/${name}` });
		},
	);

	it('Get Export Status knows that the operation has not finished', async () => {
		const parameters = (url: string) => ({ statusUrl: `${url}/v1/${name}` });
		for (const done of [false, true]) {
			const { result } = await run([state(done)], parameters, 'getExportStatus');
			expect(outputOf(result)).toMatchObject([{ done }]);
		}
	});
});
