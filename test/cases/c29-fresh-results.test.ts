import { outputOf, type } from '../engine/support/fixtures';
import { type ScriptedResponse, scripted } from '../engine/support/scripted';

const page = (id: string, next?: string): ScriptedResponse => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		...(next && { link: [{ relation: 'next', url: `{base}${next}` }] }),
		entry: [{ resource: { resourceType: 'Patient', id } }],
	},
});
const getMany = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };

describe('C29: Fresh Results', () => {
	it.each([
		['Get Many', getMany],
		['Get Many by POST', { ...getMany, options: { method: 'post' } }],
		['Search Across Types', { resource: 'search', operation: 'acrossTypes', returnAll: true }],
		[
			'Search Compartment',
			{
				resource: 'search',
				operation: 'compartment',
				compartmentId: '1',
				resourceType: type('Patient'),
				returnAll: true,
			},
		],
		['Get History', { operation: 'getHistory', resourceType: type('Patient'), historyOf: 'type', returnAll: true }],
		['Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1' }],
	])('asks the server not to respond from its cache, on every page: %s', async (_what, parameters) => {
		const options = { ...(parameters as { options?: object }).options, fresh: true };
		const result = await scripted([page('a', '?page=2'), page('b')], { ...parameters, options });
		expect(outputOf(result)).toHaveLength(2);
		expect(result.sent.map(({ headers }) => headers['cache-control'])).toEqual(['no-cache', 'no-cache']);
	});

	it('asks the server not to respond from its cache: Get', async () => {
		const get = { operation: 'get', resourceType: type('Patient'), resourceId: '1', options: { fresh: true } };
		const result = await scripted([{ body: { resourceType: 'Patient', id: '1' } }], get);
		expect(outputOf(result)).toHaveLength(1);
		expect(result.sent[0]?.headers['cache-control']).toBe('no-cache');
	});

	it('is always on where a reference by identifier is looked up: it may be to something written a moment ago', async () => {
		const result = await scripted([page('a')], {
			resource: 'reference',
			operation: 'resolve',
			reference: '={{ { "type": "Patient", "identifier": { "system": "http://h", "value": "1" } } }}',
			context: '',
		});
		expect(outputOf(result)).toHaveLength(1);
		expect(result.sent[0]?.headers['cache-control']).toBe('no-cache');
	});

	it('is always on where the result of a job is polled', async () => {
		const job = { status: 202, headers: { 'content-location': '{base}/jobs/7' } };
		const result = await scripted([job, page('a')], {
			resource: 'operation',
			operation: 'run',
			operationName: '$x',
			options: { respondAsync: true },
		});
		expect(outputOf(result)).toHaveLength(1);
		expect(result.sent[1]?.headers['cache-control']).toBe('no-cache');
	});

	it('is off where the option is not added', async () => {
		const result = await scripted([page('a')], getMany);
		expect(result.sent[0]?.headers['cache-control']).toBeUndefined();
	});
});
