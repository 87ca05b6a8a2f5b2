import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

const stored: ScriptedResponse = { status: 200, body: { resourceType: 'Observation', id: '1' } };
const observation = (value: string) =>
	`{ "resourceType": "Observation", "valueQuantity": { "value": ${value}, "unit": "mg" } }`;

const numbers = ['2.50', '7.20', '100.0', '1e400', '12345678901234567.89', '0.0', '-3.10', '1.0E3'];

async function bodyOf(parameters: IDataObject, input: IDataObject[] = [{}], response = stored): Promise<string> {
	const { sent } = await scripted([response], { resourceType: type('Observation'), ...parameters }, { input });
	return sent[0]!.body;
}

describe('A12: a number in typed JSON is sent as it was typed:', () => {
	it.each(numbers)('%s, in a create', async (number) => {
		expect(await bodyOf({ operation: 'create', body: observation(number) })).toContain(`"value":${number},`);
	});

	it.each<[string, IDataObject]>([
		['Replace', { operation: 'update', resourceId: '1', body: observation('2.50') }],
		['Create or Update', { operation: 'upsert', resourceId: '1', body: observation('2.50') }],
		['Create, from a template', { operation: 'create', body: `=${observation('{{ "2.50" }}')}` }],
		['Create, from JSON text in the item', { operation: 'create', body: '={{ $json.text }}' }],
		['Validate', { operation: 'validate', body: observation('2.50') }],
		[
			'Validate with a profile',
			{ operation: 'validate', body: observation('2.50'), options: { profile: 'http://h/p' } },
		],
		[
			'Bundle → Send Items',
			{ resource: 'bundle', operation: 'sendItems', itemMethod: 'create', body: observation('2.50') },
		],
		[
			'Bundle → Send',
			{
				resource: 'bundle',
				operation: 'send',
				bundle: `{"resourceType":"Bundle","type":"batch","entry":[{"resource":${observation('2.50')},"request":{"method":"POST","url":"Observation"}}]}`,
			},
		],
		[
			'Operation → Run, with a body',
			{
				resource: 'operation',
				operation: 'run',
				operationName: '$x',
				parametersAs: 'json',
				operationBody: observation('2.50'),
			},
		],
		[
			'Patch with JSON Patch',
			{
				operation: 'patch',
				resourceId: '1',
				patchInput: 'json',
				jsonPatch: '[{"op":"replace","path":"/valueQuantity/value","value":2.50}]',
			},
		],
		[
			'Patch with a step',
			{
				operation: 'patch',
				resourceId: '1',
				jsonPatchSteps: { step: [{ op: 'replace', path: '/valueQuantity/value', valueType: 'json', value: '2.50' }] },
			},
		],
		[
			'Server → GraphQL, a variable',
			{ resource: 'server', operation: 'graphql', graphqlQuery: '{ a }', graphqlVariables: '{"value":2.50}' },
		],
	])('%s', async (_what, parameters) => {
		const entries = { resourceType: 'Bundle', type: 'batch-response', entry: [{ response: { status: '201' } }] };
		const response = parameters.resource === 'bundle' ? { body: entries } : stored;
		const body = await bodyOf(parameters, [{ text: observation('2.50') }], response);
		expect(body).toMatch(/"value":\s?2\.50\b/);
	});
});

describe('A12: a typed parameter keeps its digits:', () => {
	const run = (row: IDataObject, more: IDataObject = {}): IDataObject => ({
		resource: 'operation',
		operation: 'run',
		operationName: '$x',
		operationParameters: { parameter: [{ name: 'p', ...row }] },
		...more,
	});

	it.each(['7.20', '-0.10', '1e400', '12345678901234567.89'])('decimal %s', async (value) => {
		const body = await bodyOf(run({ valueType: 'decimal', value }));
		expect(body).toBe(`{"resourceType":"Parameters","parameter":[{"name":"p","valueDecimal":${value}}]}`);
	});

	it('decimal 7.20 by GET', async () => {
		const { sent } = await scripted([stored], {
			resourceType: type('Observation'),
			...run({ valueType: 'decimal', value: '7.20' }, { httpMethod: 'GET' }),
		});
		expect(sent[0]?.url).toContain('?p=7.20');
	});

	it('a Quantity as JSON', async () => {
		expect(await bodyOf(run({ valueType: 'Quantity', value: '{"value":7.20}' }))).toContain('{"value":7.20}');
	});

	it('in a FHIRPath Patch', async () => {
		const step = { type: 'replace', path: 'Observation.value', valueType: 'decimal', value: '7.20' };
		const parameters = {
			operation: 'patch',
			resourceId: '1',
			patchFormat: 'fhirPathPatch',
			fhirPathSteps: { step: [step] },
		};
		expect(await bodyOf(parameters)).toContain('"valueDecimal":7.20');
	});
});

test('A12: an infinite number from an expression is refused, where JSON would make it null', async () => {
	const body = '={{ { resourceType: "Observation", valueQuantity: { value: 1 / 0 } } }}';
	const { error, sent } = await scripted([stored], { operation: 'create', resourceType: type('Observation'), body });
	expect(error?.message).toMatch(/numbers that JSON cannot hold.*`valueQuantity\.value`/);
	expect(sent).toEqual([]);
});

describe('A12: a number in a response', () => {
	const text = (value: string) => `{"resourceType":"Observation","id":"1","valueQuantity":{"value":${value}}}`;
	const fhir = { 'content-type': 'application/fhir+json' };
	const read = { operation: 'get', resourceType: type('Observation'), resourceId: '1' };

	it.each(['12345678901234567.89', '0.12345678901234567890123', '1e400', '[1.5, 99999999999999999999]'])(
		'whose value changes gives a hint that names JSON Patch: %s',
		async (value) => {
			const { hints } = await scripted([{ headers: fhir, body: text(value) }], read);
			expect(hints).toEqual([expect.stringMatching(/more digits than.*JSON Patch/)]);
		},
	);

	it.each([
		'2.50',
		'1.00000000000000000000',
		'1e3',
		'12345678901234500000',
		'"12345678901234567.89"',
		'"urn:oid:1.2.840.10008.5.1.4.1.1.481.3, 1"',
		'"x: 12345678901234567.89, y"',
		'[]',
	])('whose value stays, or that is a text, gives none: %s', async (value) => {
		expect((await scripted([{ headers: fhir, body: text(value) }], read)).hints).toEqual([]);
	});

	it('gives the hint once for a search with many of them', async () => {
		const entry = `{"resource":${text('12345678901234567.89')}}`;
		const body = `{"resourceType":"Bundle","type":"searchset","entry":[${entry},${entry.replace('"1"', '"2"')}]}`;
		const { hints } = await scripted([{ headers: fhir, body }], {
			operation: 'getAll',
			resourceType: type('Observation'),
		});
		expect(hints).toHaveLength(1);
	});
});
