import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { outcome, scripted, type ScriptedResponse } from '../engine/support/scripted';

const getMany: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const searches: Array<[string, IDataObject]> = [
	['Get Many', getMany],
	['Get Many by POST', { ...getMany, options: { method: 'post' } }],
	['Search Across Types', { resource: 'search', operation: 'acrossTypes', resourceTypes: 'Patient', returnAll: true }],
	[
		'Search Compartment',
		{ resource: 'search', operation: 'compartment', compartmentId: '1', resourceType: type('Observation') },
	],
	['Get History of a type', { operation: 'getHistory', resourceType: type('Patient'), historyOf: 'type' }],
	['Get History of the server', { resource: 'server', operation: 'getHistory' }],
	['Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1' }],
];
const none: Array<[string, ScriptedResponse, RegExp | undefined]> = [
	[
		'404 with an OperationOutcome that is mere information',
		{ status: 404, body: outcome('information', 'not-found', 'No patients for these criteria') },
		/no results: No patients for these criteria/,
	],
	[
		'404 with an OperationOutcome that says so',
		{ status: 404, body: outcome('error', 'not-found', 'No matching records found') },
		/no results: No matching records found/,
	],
	['204', { status: 204 }, undefined],
	['an empty 200', { status: 200 }, /empty body \(status 200\)/],
	['an empty 200 of FHIR JSON', { headers: { 'content-type': 'application/fhir+json' }, body: ' \n' }, /empty body/],
	[
		'200 with an OperationOutcome that is mere information',
		{ body: outcome('information', 'informational', 'Nothing found') },
		/no results: Nothing found/,
	],
];
const combinations = searches.flatMap(([search, parameters]) =>
	none.map(([how, response, hint]) => [search, how, parameters, response, hint] as const),
);

describe('B18: no results', () => {
	it.each(combinations)('%s takes %s for no results', async (_search, _how, parameters, response, hint) => {
		const result = await scripted([response], parameters);
		expect(outputOf(result)).toEqual([]);
		expect(result.hints).toEqual(hint ? [expect.stringMatching(hint)] : []);
		expect(result.sent).toHaveLength(1);
	});

	it.each(none)('on a later page end the search: %s', async (_how, response) => {
		const first = {
			body: {
				resourceType: 'Bundle',
				type: 'searchset',
				link: [{ relation: 'next', url: '?page=2' }],
				entry: [{ resource: { resourceType: 'Patient', id: 'a' } }],
			},
		};
		expect(outputOf(await scripted([first, response], getMany))).toHaveLength(1);
	});

	it('by identifier are a reference that leads nowhere', async () => {
		const { error } = await scripted([{ status: 204 }], {
			resource: 'reference',
			operation: 'resolve',
			reference: '={{ { "type": "Patient", "identifier": { "system": "http://h", "value": "1" } } }}',
			context: '',
		});
		expect(error?.message).toBe('No Patient on the server has this identifier');
	});
});

describe('B18: anything else is an error with the words of the server', () => {
	it.each<[string, ScriptedResponse, RegExp]>([
		['404 with an error', { status: 404, body: outcome('error', 'not-found', 'Route is gone') }, /Route is gone/],
		[
			'404 for an unknown type',
			{ status: 404, body: outcome('error', 'not-found', 'No resource type Patient here') },
			/No resource type Patient here/,
		],
		['404 without an OperationOutcome', { status: 404, body: '<html><title>Nope</title></html>' }, /Nope/],
		['200 with an error', { body: outcome('error', 'exception', 'Index is down') }, /Index is down/],
		['202', { status: 202 }, /did not return a Bundle/],
		['200 with other JSON', { body: { hello: 'world' } }, /no FHIR resource/],
	])('%s', async (_how, response, words) => {
		const { error, output } = await scripted([response], getMany);
		expect(output).toEqual([]);
		expect(error?.message).toMatch(words);
	});

	it('for a read, an empty 200 is no result', async () => {
		const { error } = await scripted([{ status: 200 }], {
			operation: 'get',
			resourceType: type('Patient'),
			resourceId: '1',
		});
		expect(error?.message).toMatch(/no FHIR resource/);
	});
});
