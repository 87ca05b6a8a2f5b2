import { parametersQuery, parametersResource, unwrapParameters } from '../../../nodes/Fhir/rest/operation/parameters';

describe('parameters of an operation', () => {
	test('as a resource, each with the member of its type', () => {
		expect(
			parametersResource([
				{ name: 'start', type: 'date', value: '2024-01-01' },
				{ name: 'count', type: 'integer', value: '7' },
				{ name: 'count', type: 'integer', value: 8 },
				{ name: 'coding', type: 'Coding', value: '{"code":"a"}' },
				{ name: 'resource', type: 'resource', value: '{"resourceType":"Patient"}' },
			]),
		).toEqual({
			resourceType: 'Parameters',
			parameter: [
				{ name: 'start', valueDate: '2024-01-01' },
				{ name: 'count', valueInteger: 7 },
				{ name: 'count', valueInteger: 8 },
				{ name: 'coding', valueCoding: { code: 'a' } },
				{ name: 'resource', resource: { resourceType: 'Patient' } },
			],
		});
	});

	test('as the query of a GET, where all are primitive', () => {
		expect(
			parametersQuery([
				{ name: 'url', type: 'uri', value: 'http://x' },
				{ name: 'exact', type: 'boolean', value: true },
				{ name: 'count', type: 'integer', value: '7' },
			]),
		).toEqual([
			['url', 'http://x'],
			['exact', 'true'],
			['count', '7'],
		]);
		expect(() => parametersQuery([{ name: 'coding', type: 'Coding', value: '{}' }])).toThrow(
			'"Parameters: coding" cannot be sent by GET',
		);
	});

	test('an error names the parameter', () => {
		expect(() => parametersResource([{ name: 'count', type: 'integer', value: 'x' }])).toThrow('"Parameters: count"');
		expect(() => parametersResource([{ name: ' ', type: 'string', value: 'x' }])).toThrow('without a name');
	});
});

describe('the answer of an operation', () => {
	test.each([
		['another resource as it is', { resourceType: 'ValueSet' }, { resourceType: 'ValueSet' }],
		[
			'a return that stands alone',
			{ resourceType: 'Parameters', parameter: [{ name: 'return', resource: { resourceType: 'Patient' } }] },
			{ resourceType: 'Patient' },
		],
		[
			'values by name',
			{
				resourceType: 'Parameters',
				parameter: [
					{ name: 'result', valueBoolean: false },
					{ name: 'display', valueString: 'x' },
				],
			},
			{ result: false, display: 'x' },
		],
		[
			'repeated names as a list',
			{
				resourceType: 'Parameters',
				parameter: [
					{ name: 'a', valueInteger: 1 },
					{ name: 'a', valueInteger: 2 },
				],
			},
			{ a: [1, 2] },
		],
		[
			'parts as objects',
			{
				resourceType: 'Parameters',
				parameter: [
					{
						name: 'match',
						part: [
							{ name: 'concept', valueCoding: { code: 'c' } },
							{ name: 'source', valueUri: 'u' },
						],
					},
				],
			},
			{ match: { concept: { code: 'c' }, source: 'u' } },
		],
		['nothing', { resourceType: 'Parameters' }, {}],
		[
			'nonsense',
			{ resourceType: 'Parameters', parameter: [null, 3, {}, { name: '__proto__', valueString: 'x' }] as never },
			{ '': null },
		],
	])('%s', (_name, resource, expected) => {
		expect(unwrapParameters(resource)).toEqual(expected);
		expect(({} as { x?: unknown }).x).toBeUndefined();
	});
});
