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
		['Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1' }],
	])('asks the server not to respond from its cache, on every page: %s', async (_what, parameters) => {
		const options = { ...(parameters as { options?: object }).options, fresh: true };
		const result = await scripted([page('a', '?page=2'), page('b')], { ...parameters, options });
		expect(outputOf(result)).toHaveLength(2);
		expect(result.sent.map(({ headers }) => headers['cache-control'])).toEqual(['no-cache', 'no-cache']);
	});

	it('is off where the option is not added', async () => {
		const result = await scripted([page('a')], getMany);
		expect(result.sent[0]?.headers['cache-control']).toBeUndefined();
	});
});
