import type { IDataObject } from 'n8n-workflow';
import { closeAfterEach } from '../../helpers/closing';
import { fhirJson } from '../../helpers/http';
import { type ReceivedRequest, startServer } from '../../servers/httpServer';
import { locator, outputOf, type } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { outcome, type ScriptedResponse, scripted, searchset } from '../support/scripted';

const patient = { resourceType: 'Patient', id: '123' };
const body = '{ "resourceType": "Patient" }';
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
const patients = (...ids: string[]) => searchset(...ids.map((id) => ({ resourceType: 'Patient', id })));

describe('A resource that is picked', () => {
	test.each(operations)('%s: is the one with the chosen ID', async (_name, operation, request) => {
		for (const mode of ['list', 'id', 'url', '']) {
			const { sent } = await sentBy(operation, locator('123', mode), [{ body: patient }]);
			expect(sent[0]).toBe(request);
		}
	});

	test('by URL is the one at this address, and is not looked for on another server', async () => {
		const { sent } = await sentBy(on('get'), locator('Patient/123', 'url'), [{ body: patient }]);
		expect(sent).toEqual(['GET /fhir/Patient/123']);
		const other = await sentBy(on('get'), locator('https://other.example/fhir/Patient/123', 'url'), [
			{ body: patient },
		]);
		expect(other.sent).toEqual([]);
		expect(other.error?.message).toContain('another server');
	});

	test("is read from a value that n8n's editor spread into an object", async () => {
		const { sent } = await scripted([{ body: patient }], { ...on('get'), resourceId: { 0: 'a', value: '123' } });
		expect(sent[0]?.url).toBe('/fhir/Patient/123');
	});

	test('by an expression is another one for each item', async () => {
		const { sent } = await scripted(
			({ url = '' }) => ({ body: { ...patient, id: url.slice(-1) } }),
			{ ...on('get'), resourceId: locator('={{ $json.id }}', 'id') },
			{ input: [{ id: '1' }, { id: 2 }, { id: '3' }] },
		);
		expect(sent.map(({ url }) => url).sort()).toEqual(['/fhir/Patient/1', '/fhir/Patient/2', '/fhir/Patient/3']);
	});
});

describe('A resource by its identifier', () => {
	test.each(operations)('%s: is looked up, and then named by its ID', async (_name, operation, request) => {
		const { sent } = await sentBy(operation, locator('urn:mrn|12', 'identifier'), ({ url = '' }) =>
			url.includes('identifier=') ? patients('123') : { body: patient },
		);
		expect(sent.slice(0, 2)).toEqual(['GET /fhir/Patient?identifier=urn:mrn%7C12&_count=2', request]);
	});

	test('is looked up once in a run, whatever the number of items, and each item has its own', async () => {
		const numbers = Array.from({ length: 200 }, (_, index) => `n${index % 4}`);
		const { sent, ...result } = await scripted(
			({ url = '' }) => {
				const number = /identifier=(?:urn:mrn%7C)?n(\d)/.exec(url)?.[1];
				return number === undefined ? { body: { ...patient, id: url.slice(-4) } } : patients(`id-${number}`);
			},
			{ ...on('get'), resourceId: locator('=urn:mrn|{{ $json.number }}', 'identifier') },
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
		const { sent } = await sentBy(on('get'), locator(typed, 'identifier'), [patients('123'), { body: patient }]);
		expect(sent[0]).toContain(`Patient?${query}&`);
	});

	test.each([
		['no resource', patients(), /^No Patient on the server has the identifier in "Resource ID"$/],
		['more than one', patients('1', '2'), /^More than one Patient on the server has the identifier in "Resource ID"$/],
		['a refusal', { status: 403, body: outcome('error', 'forbidden', 'No') }, /No/],
	])('with %s changes nothing, and the error says so without the number', async (_what, response, message) => {
		const { sent, error } = await sentBy(on('delete'), locator('urn:mrn|4711', 'identifier'), [response]);
		expect(sent).toHaveLength(1);
		expect(error?.message).toMatch(message);
		expect(error?.context?.data).toMatchObject({ effect: 'notSent' });
		expect(JSON.stringify([error?.message, error?.description, error?.context?.data])).not.toContain('4711');
	});

	test.each(['={{ "" }}', 'urn:mrn|', 'urn:mrn|undefined', ' '])(
		'that is missing ("%s") is not looked up',
		async (typed) => {
			const { sent, error } = await sentBy(on('delete'), locator(typed, 'identifier'), [patients('1')]);
			expect(sent).toEqual([]);
			expect(error?.message).toMatch(/^"Resource ID" has no identifier$/);
		},
	);

	test('that is not found fails its own item only, and is looked up again for the next', async () => {
		let searches = 0;
		const { output } = await scripted(
			({ url = '' }) => {
				if (!url.includes('identifier=')) return { body: patient };
				return searches++ === 0 ? patients() : patients('123');
			},
			{ ...on('get'), resourceId: locator('={{ $json.n }}', 'identifier'), options: { concurrency: 1 } },
			{ input: [{ n: '1' }, { n: '1' }, { n: '1' }], onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => json.id ?? 'failed')).toEqual(['failed', '123', '123']);
		expect(searches).toBe(2);
	});

	test('keeps the order of the writes to one resource', async () => {
		let inFlight = 0;
		let most = 0;
		const server = closeAfterEach(
			await startServer(({ method }, response) => {
				most = Math.max(most, ++inFlight);
				response.on('finish', () => inFlight--);
				const { body } = method === 'GET' ? patients('123') : { body: patient };
				setImmediate(() => response.writeHead(200, fhirJson).end(JSON.stringify(body)));
			}),
		);
		await runNode({
			parameters: {
				...on('patch', { patchInput: 'json' }),
				resource: 'resource',
				authentication: 'none',
				baseUrl: `${server.url}/fhir`,
				jsonPatch: '={{ JSON.stringify([{ op: "replace", path: "/n", value: $json.n }]) }}',
				resourceId: locator('12', 'identifier'),
			},
			input: Array.from({ length: 20 }, (_, n) => ({ n })),
		});
		const values = server.requests.flatMap((one) =>
			one.method === 'PATCH' ? [/"value":(\d+)/.exec(one.body)?.[1]] : [],
		);
		expect(values).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
		expect(most).toBe(1);
	});

	test('is not for Send Items, whose error says what to choose', async () => {
		const { sent, error } = await sentBy(
			{ resource: 'bundle', operation: 'sendItems', itemMethod: 'delete', resourceType: type('Patient') },
			locator('12', 'identifier'),
			[{ body: patient }],
		);
		expect(sent).toEqual([]);
		expect(error?.message).toBe('"Resource ID" cannot be an identifier here');
		expect(error?.description).toContain('Find By');
	});
});
