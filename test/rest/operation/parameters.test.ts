import { parametersQuery, parametersResource, unwrapParameters } from '../../../nodes/Fhir/rest/operation/parameters';

describe('Parameters of an operation:', () => {
	test('parametersResource puts each value into the element of its type', () => {
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

	test('parametersQuery allows only primitive types', () => {
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

describe('unwrapParameters:', () => {
	test.each([
		['another resource is returned unchanged', { resourceType: 'ValueSet' }, { resourceType: 'ValueSet' }],
		[
			'a `return` on its own',
			{ resourceType: 'Parameters', parameter: [{ name: 'return', resource: { resourceType: 'Patient' } }] },
			{ resourceType: 'Patient' },
		],
		[
			'values become members by name',
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
			'repeated names become a list',
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
			'parts become objects',
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
		['Parameters without parameters', { resourceType: 'Parameters' }, {}],
		[
			'malformed parameters',
			{ resourceType: 'Parameters', parameter: [null, 3, {}, { name: '__proto__', valueString: 'x' }] as never },
			{ '': null },
		],
	])('%s', (_name, resource, expected) => {
		expect(unwrapParameters(resource)).toEqual(expected);
		expect(({} as { x?: unknown }).x).toBeUndefined();
	});
});
