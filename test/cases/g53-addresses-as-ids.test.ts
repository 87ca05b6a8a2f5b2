import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted, startScripted } from '../engine/support/scripted';

const patient = { resourceType: 'Patient', id: '123' };
const on = (operation: string, more: IDataObject = {}): IDataObject => ({
	operation,
	resourceType: type('Patient'),
	resourceId: '',
	...more,
});
/** Runs the operation with this as Resource ID. */
async function run(operation: IDataObject, ref: string, response: object = { body: patient }) {
	return await scripted([response], { ...operation, resourceId: ref });
}
/** Runs it with a whole URL of the server in its field for an ID. */
async function runWithUrl(operation: IDataObject, below: string) {
	const target = await startScripted([{ body: patient }]);
	const fields = ['resourceId', 'compartmentId', 'binaryId', 'valueSetId'].filter((name) => name in operation);
	const filled = Object.fromEntries(fields.map((name) => [name, target.baseUrl + below]));
	const result = await target.run({ ...operation, ...filled, baseUrl: target.baseUrl });
	await target.close();
	return { ...result, sent: target.server.requests };
}

describe('G53: the address of a resource as Resource ID', () => {
	const operations: Array<[string, IDataObject, string]> = [
		['Get', on('get'), '/fhir/Patient/123'],
		['Get History', on('getHistory'), '/fhir/Patient/123/_history?_count=50'],
		['Replace', on('update', { body: '{ "resourceType": "Patient" }' }), '/fhir/Patient/123'],
		['Create or Update', on('upsert', { body: '{ "resourceType": "Patient" }' }), '/fhir/Patient/123'],
		[
			'Patch',
			on('patch', { patchInput: 'json', jsonPatch: '[{ "op": "remove", "path": "/a" }]' }),
			'/fhir/Patient/123',
		],
		['Delete', on('delete'), '/fhir/Patient/123'],
		['Validate', on('validate', { validateSource: 'server' }), '/fhir/Patient/123/$validate'],
		['Get Everything', on('getEverything', { resource: 'patient' }), '/fhir/Patient/123/$everything'],
		['Run', on('run', { resource: 'operation', operationName: '$x', level: 'instance' }), '/fhir/Patient/123/$x'],
		[
			'GraphQL',
			on('graphql', { resource: 'server', queryOn: 'instance', graphqlQuery: '{ id }' }),
			'/fhir/Patient/123/$graphql',
		],
	];

	it.each(operations)('%s takes Patient/123', async (_name, operation, url) => {
		const { sent } = await run(operation, 'Patient/123');
		expect(sent[0]?.url).toBe(url);
	});

	it.each(operations)('%s takes a whole URL of this server', async (_name, operation, url) => {
		const { sent } = await runWithUrl(operation, '/Patient/123');
		expect(sent[0]?.url).toBe(url);
	});

	it.each([
		[
			'Compartment ID',
			{ resource: 'search', operation: 'compartment', compartmentId: '' },
			'/Patient/123',
			'/fhir/Patient/123/Observation?_count=50',
		],
		['Binary ID', { resource: 'binary', operation: 'download', binaryId: '' }, '/Binary/9', '/fhir/Binary/9'],
		[
			'Value Set ID',
			{ resource: 'terminology', operation: 'expand', valueSetBy: 'id', valueSetId: '' },
			'/ValueSet/9',
			'/fhir/ValueSet/9/$expand?count=50',
		],
	])('so does the field %s', async (_field, operation, below, url) => {
		const { sent } = await runWithUrl(operation, below);
		expect(sent[0]?.url.replace(/\?count=\d+$/, '?count=50')).toBe(url);
	});

	it('Delete says the ID alone in its output', async () => {
		const result = await run(on('delete'), 'Patient/123', { status: 204 });
		expect(outputOf(result)).toEqual([{ deleted: true, resourceType: 'Patient', id: '123' }]);
	});

	it('Send Items takes both forms', async () => {
		const input = [
			{ body: { resourceType: 'Patient' }, ref: 'Patient/1' },
			{ body: { resourceType: 'Patient' }, ref: '2' },
		];
		const operation = {
			resource: 'bundle',
			operation: 'sendItems',
			itemMethod: 'update',
			resourceId: '={{ $json.ref }}',
			body: '={{ $json.body }}',
		};
		const { sent } = await scripted([{ body: {} }], operation, { input });
		expect(sent[0]?.body).toMatch(/"url":"Patient\/1".*"url":"Patient\/2"/);
	});

	it.each([
		['of another type', 'Observation/123', /is the address of a resource of type Observation, not Patient/],
		['of a version', 'Patient/123/_history/2', /is the address of a version/],
		['of another server', 'https://other.example/fhir/Patient/123', /is an address on another server/],
		['of another type on another server', 'https://other.example/fhir/Group/1', /of type Group, not Patient/],
		['with a query', 'Patient/123?_format=xml', /contains a slash/],
		['with more before it', 'x/Patient/123', /contains a slash/],
		['with dot segments', '../Patient/123', /contains a slash/],
		['of an operation', 'Patient/$expunge', /contains a slash/],
		['of the history', 'Patient/_history', /contains a slash/],
		['without an ID', 'Patient/', /contains a slash/],
		['of two resources', 'Patient/1/Observation/2', /of type Observation/],
	])('an address %s is refused before anything is sent', async (_what, ref, message) => {
		for (const operation of ['get', 'delete']) {
			const { error, sent } = await run(on(operation), ref);
			expect(error?.message).toMatch(/^"Resource ID"/);
			expect(error?.message).toMatch(message);
			expect(error?.context?.data).toMatchObject({ kind: 'input', effect: 'notSent' });
			expect(sent).toEqual([]);
		}
	});

	it.each(['get', 'delete', 'patch'])(
		'%s of a number that the server answers with 404: the advice names identifier',
		async (operation) => {
			const more = { patchInput: 'json', jsonPatch: '[{ "op": "remove", "path": "/a" }]' };
			const missing = { status: 404, body: outcome('error', 'not-found', 'Resource Patient/4711 is not known') };
			const { error } = await run(on(operation, more), '4711', missing);
			expect(error?.description).toMatch(/medical record number, is an `identifier`/);
		},
	);
});
