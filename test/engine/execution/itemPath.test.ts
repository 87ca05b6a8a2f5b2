import type { IDataObject } from 'n8n-workflow';
import { type Hospital, startHospital, type } from '../support/fixtures';

/** Values of items, each with its name. */
const values: Array<[string, IDataObject[string]]> = [
	['a text', 'abc'],
	['a text with surrounding spaces', ' abc '],
	['an empty text', ''],
	['a text that looks like an expression', '={{ 1 + 1 }}'],
	['a text that is JSON', '{ "resourceType": "Patient" }'],
	['a number', 17],
	['zero', 0],
	['true', true],
	['false', false],
	['null', null],
	['nothing', undefined],
	['an object', { resourceType: 'Patient', active: true, name: [{ family: 'A', given: ['B', 'C'] }] }],
	['an empty object', {}],
	['a list', ['abc']],
	['an empty list', []],
];

describe('An expression that is a path into the item has the same value as in n8n:', () => {
	let hospital: Hospital;
	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());

	/** The result and the requests; the empty field gets the expression, which n8n itself evaluates where it has parentheses. */
	async function seen(parameters: { [name: string]: string }, value: IDataObject[string], expression: string) {
		const filled = Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, text || expression]));
		hospital.server.requests.length = 0;
		const result = await hospital.run(
			{ resourceType: type('Patient'), ...filled },
			{ input: [{ deep: { 'a value': value } }] },
		);
		const { message, description } = result.error ?? {};
		return {
			message,
			description,
			items: result.output.length,
			sent: hospital.server.requests.map(({ method, url, body }) => [method, url, body]),
		};
	}

	test.each(values)('%s in a text field', async (_name, value) => {
		const read = { operation: 'get', resourceId: '' };
		const direct = await seen(read, value, '={{ $json.deep["a value"] }}');
		expect(direct).toEqual(await seen(read, value, '={{ ($json.deep["a value"]) }}'));
	});

	test.each(values)('%s in a JSON field', async (_name, value) => {
		const create = { operation: 'create', body: '' };
		const direct = await seen(create, value, "={{ $json.deep['a value'] }}");
		expect(direct).toEqual(await seen(create, value, "={{ ($json.deep['a value']) }}"));
	});
});
