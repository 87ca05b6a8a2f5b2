import { graphqlRequest, graphqlResult } from '../../../nodes/Fhir/rest/operation/graphql';
import { failureOf } from '../support';
import { noMask } from '../../../nodes/Fhir/support/mask';

describe('graphqlRequest:', () => {
	test('is a POST with JSON to the server or to one resource', () => {
		const query = { query: '{ id }', variables: { a: 1 }, operationName: 'x' };
		expect(graphqlRequest(query)).toEqual({
			interaction: 'graphql',
			method: 'POST',
			path: '$graphql',
			body: { contentType: 'application/json', content: JSON.stringify(query) },
			repeatable: true,
		});
		expect(graphqlRequest({ query: '{ id }', resource: { type: 'Patient', id: '1' } }).path).toBe('Patient/1/$graphql');
	});

	test.each([
		['query { id }', true],
		['mutation { PatientDelete(id: "1") { id } }', false],
		['{ mutations }', true],
	])('%s is repeatable: %s', (query, repeatable) => {
		expect(graphqlRequest({ query }).repeatable).toBe(repeatable);
	});
});

describe('graphqlResult:', () => {
	const result = (json: unknown) =>
		graphqlResult({ json, status: 200, headers: {}, url: 'http://h/fhir/$graphql', mask: noMask });

	test.each<[unknown, string[]]>([
		[undefined, []],
		['none', []],
		[[], []],
		[
			[{ message: ' Bad ' }, { message: 'Worse', path: ['Patient', 0, 'name'] }],
			['Bad', 'Worse (at Patient.0.name)'],
		],
		[[{ message: 'Bad', path: [] }], ['Bad']],
		[[{ message: 'Bad', path: 'name' }], ['Bad']],
		[[{}, null, 'x', { message: '' }], Array<string>(4).fill('no reason given')],
	])('data with the errors %j gives data and sentences', (errors, said) => {
		const data = { Patient: null };
		expect(result({ data, errors })).toEqual({ data, errors: said });
	});

	test('keeps the first twenty errors', () => {
		const errors = Array.from({ length: 21 }, (_, index) => ({ message: `No. ${index}` }));
		expect(result({ data: {}, errors }).errors).toHaveLength(20);
		expect(result({ data: {}, errors: errors.slice(1) }).errors.at(-1)).toBe('No. 20');
	});

	test.each<[unknown, RegExp, RegExp, object]>([
		[{ errors: [{ message: 'Bad' }, { message: 'Worse' }] }, /failed: Bad$/, /schema/, { errors: ['Bad', 'Worse'] }],
		[{ data: null, errors: [{ message: 'Bad' }] }, /failed: Bad$/, /schema/, { errors: ['Bad'] }],
		[{ data: [] }, /did not return a GraphQL response/, /Get Capabilities/, {}],
		[undefined, /did not return a GraphQL response/, /Get Capabilities/, {}],
		[[{ data: {} }], /did not return a GraphQL response/, /Get Capabilities/, {}],
	])('%j throws a Failure', async (json, message, advice, details) => {
		const failure = await failureOf(() => result(json));
		expect(failure).toMatchObject({ kind: 'response', status: 200 });
		expect(failure.message).toMatch(message);
		expect(failure.advice).toMatch(advice);
		expect(failure.details).toEqual(details);
	});
});
