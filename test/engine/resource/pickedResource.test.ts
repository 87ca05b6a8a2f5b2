import type { IDataObject } from 'n8n-workflow';
import type { ReceivedRequest } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { outcome, type ScriptedResponse, scripted, startScripted } from '../support/scripted';

const patient = { resourceType: 'Patient', id: '123' };
const body = '{ "resourceType": "Patient" }';
const picked = (mode: string, value: string): IDataObject => ({ __rl: true, mode, value });
const on = (operation: string, more: IDataObject = {}): IDataObject => ({
	operation,
	resourceType: type('Patient'),
	...more,
});

const operations: Array<[string, IDataObject, string]> = [
	['Get', on('get'), 'GET /fhir/Patient/123'],
	['Get History', on('getHistory'), 'GET /fhir/Patient/123/_history?_count=50'],
	['Update', on('update', { body }), 'PUT /fhir/Patient/123'],
	['Create or Update', on('upsert', { body }), 'PUT /fhir/Patient/123'],
	[
		'Patch',
		on('patch', { patchInput: 'json', jsonPatch: '[{ "op": "remove", "path": "/a" }]' }),
		'PATCH /fhir/Patient/123',
	],
	['Delete', on('delete'), 'DELETE /fhir/Patient/123'],
	['Validate', on('validate', { validateSource: 'server' }), 'GET /fhir/Patient/123/$validate'],
	['Get Everything', on('getEverything', { resource: 'patient' }), 'GET /fhir/Patient/123/$everything'],
	['Run', on('run', { resource: 'operation', operationName: '$x', level: 'instance' }), 'POST /fhir/Patient/123/$x'],
	[
		'GraphQL',
		on('graphql', { resource: 'server', queryOn: 'instance', graphqlQuery: '{ id }' }),
		'POST /fhir/Patient/123/$graphql',
	],
	[
		'Search Compartment',
		{ resource: 'search', operation: 'compartment', resourceType: type('Observation'), idField: 'compartmentId' },
		'GET /fhir/Patient/123/Observation?_count=50',
	],
	[
		'Start Export',
		{ resource: 'bulkData', operation: 'startExport', level: 'patient', idField: 'patientId' },
		'GET /fhir/Patient/123/$export',
	],
];

const sentBy = async (operation: IDataObject, resource: IDataObject, script: ScriptedResponse[] | Respond) => {
	const { idField = 'resourceId', ...parameters } = operation;
	const { sent, ...result } = await scripted(script, { ...parameters, [String(idField)]: resource });
	return { ...result, sent: sent.map(({ method, url }) => `${method} ${url}`) };
};

type Respond = (request: ReceivedRequest) => ScriptedResponse;
const searchset = (...ids: string[]) => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		entry: ids.map((id) => ({ resource: { resourceType: 'Patient', id }, search: { mode: 'match' } })),
	},
});

describe('A resource that is picked', () => {
	test.each(operations)('%s: is the one with the chosen ID', async (_name, operation, request) => {
		for (const mode of ['list', 'id', 'url', '']) {
			const { sent } = await sentBy(operation, picked(mode, '123'), [{ body: patient }]);
			expect(sent[0]).toBe(request);
		}
	});

	test('by URL is the one at this address, and is not looked for on another server', async () => {
		const { sent } = await sentBy(on('get'), picked('url', 'Patient/123'), [{ body: patient }]);
		expect(sent).toEqual(['GET /fhir/Patient/123']);
		const other = await sentBy(on('get'), picked('url', 'https://other.example/fhir/Patient/123'), [{ body: patient }]);
		expect(other.sent).toEqual([]);
		expect(other.error?.message).toContain('another server');
	});

	test('is found in what the editor leaves of a text for which the model of an agent is to fill in the value', async () => {
		const { sent } = await scripted([{ body: patient }], { ...on('get'), resourceId: { 0: 'a', value: '123' } });
		expect(sent[0]?.url).toBe('/fhir/Patient/123');
	});

	test('by an expression is another one for each item', async () => {
		const { sent } = await scripted(
			({ url = '' }) => ({ body: { ...patient, id: url.slice(-1) } }),
			{ ...on('get'), resourceId: picked('id', '={{ $json.id }}') },
			{ input: [{ id: '1' }, { id: 2 }, { id: '3' }] },
		);
		expect(sent.map(({ url }) => url).sort()).toEqual(['/fhir/Patient/1', '/fhir/Patient/2', '/fhir/Patient/3']);
	});
});

describe('A resource by its identifier', () => {
	test.each(operations)('%s: is looked up, and then named by its ID', async (_name, operation, request) => {
		const { sent } = await sentBy(operation, picked('identifier', 'urn:mrn|12'), ({ url = '' }) =>
			url.includes('identifier=') ? searchset('123') : { body: patient },
		);
		expect(sent.slice(0, 2)).toEqual(['GET /fhir/Patient?identifier=urn:mrn%7C12&_count=2', request]);
	});

	test('is looked up once in a run, whatever the number of items, and each item has its own', async () => {
		const numbers = Array.from({ length: 200 }, (_, index) => `n${index % 4}`);
		const { sent, ...result } = await scripted(
			({ url = '' }) => {
				const number = /identifier=(?:urn:mrn%7C)?n(\d)/.exec(url)?.[1];
				return number === undefined ? { body: { ...patient, id: url.slice(-4) } } : searchset(`id-${number}`);
			},
			{ ...on('get'), resourceId: picked('identifier', '=urn:mrn|{{ $json.number }}') },
			{ input: numbers.map((number) => ({ number })) },
		);
		expect(outputOf(result).map(({ id }) => id)).toEqual(numbers.map((number) => number.replace('n', 'id-')));
		expect(sent.filter(({ url }) => url.includes('identifier='))).toHaveLength(4);
		expect(sent).toHaveLength(204);
	});

	test.each([
		['a comma and a bar in the value', 'urn:mrn|a,b|c', 'identifier=urn:mrn%7Ca%5C,b%5C%7Cc'],
		['no system', '12', 'identifier=12'],
		['a system that must be absent', '|12', 'identifier=%7C12'],
	])('with %s is searched for as it is', async (_what, typed, query) => {
		const { sent } = await sentBy(on('get'), picked('identifier', typed), [searchset('123'), { body: patient }]);
		expect(sent[0]).toContain(`Patient?${query}&`);
	});

	test.each([
		['no resource', searchset(), /^No Patient on the server has the identifier in "Resource ID"$/],
		['more than one', searchset('1', '2'), /^More than one Patient on the server has the identifier in "Resource ID"$/],
		['a refusal', { status: 403, body: outcome('error', 'forbidden', 'No') }, /No/],
	])('with %s changes nothing, and the error says so without the number', async (_what, response, message) => {
		const { sent, error } = await sentBy(on('delete'), picked('identifier', 'urn:mrn|4711'), [response]);
		expect(sent).toHaveLength(1);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
		expect(JSON.stringify([error?.message, error?.description, error?.context?.data])).not.toContain('4711');
	});

	test.each(['={{ "" }}', 'urn:mrn|', 'urn:mrn|undefined', ' '])(
		'that is missing ("%s") is not looked up',
		async (typed) => {
			const { sent, error } = await sentBy(on('delete'), picked('identifier', typed), [searchset('1')]);
			expect(sent).toEqual([]);
			expect(error?.message).toMatch(/^"Resource ID" has no identifier$/);
		},
	);

	test('that is not found fails its own item only, and is looked up again for the next', async () => {
		let searches = 0;
		const { output } = await scripted(
			({ url = '' }) => {
				if (!url.includes('identifier=')) return { body: patient };
				return searches++ === 0 ? searchset() : searchset('123');
			},
			{ ...on('get'), resourceId: picked('identifier', '={{ $json.n }}'), options: { concurrency: 1 } },
			{ input: [{ n: '1' }, { n: '1' }, { n: '1' }], onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => json.id ?? 'failed')).toEqual(['failed', '123', '123']);
		expect(searches).toBe(2);
	});

	test('keeps the order of the writes to one resource', async () => {
		let running = 0;
		let most = 0;
		const target = await startScripted(({ method }) => {
			if (method === 'GET') return searchset('123');
			most = Math.max(most, ++running);
			setTimeout(() => running--, 5);
			return { body: patient };
		});
		const { sent } = await target
			.run(
				{
					...on('patch', { patchInput: 'json' }),
					jsonPatch: '={{ JSON.stringify([{ op: "replace", path: "/n", value: $json.n }]) }}',
					resourceId: picked('identifier', '12'),
				},
				{ input: Array.from({ length: 20 }, (_, n) => ({ n })) },
			)
			.then(() => ({ sent: target.server.requests }))
			.finally(() => target.close());
		const values = sent.flatMap((one) => (one.method === 'PATCH' ? [/"value":(\d+)/.exec(one.body)?.[1]] : []));
		expect(values).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
		expect(most).toBeLessThan(20);
	});

	test('is not for Send Items, whose error says what to choose', async () => {
		const { sent, error } = await sentBy(
			{ resource: 'bundle', operation: 'sendItems', itemMethod: 'delete', resourceType: type('Patient') },
			picked('identifier', '12'),
			[{ body: patient }],
		);
		expect(sent).toEqual([]);
		expect(error?.message).toBe('"Resource ID" cannot be an identifier here');
		expect(error?.description).toContain('Find By');
	});
});
