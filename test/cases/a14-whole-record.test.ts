import { outputOf } from '../engine/support/fixtures';
import { type ScriptedResponse, scripted } from '../engine/support/scripted';

const resources = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, n) => ({ resource: { resourceType: 'Observation', id: String(from + n) } }));
const page = (from: number, to: number, next?: string): ScriptedResponse => ({
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		total: 300,
		...(next && { link: [{ relation: 'next', url: `{base}${next}` }] }),
		entry: resources(from, to),
	},
});

describe('A14: Get Everything', () => {
	it.each(['patient', 'encounter'])('returns the whole record of a %s without further settings', async (resource) => {
		const result = await scripted([page(0, 150, '?page=2'), page(150, 300)], {
			resource,
			operation: 'getEverything',
			resourceId: '1',
		});
		expect(outputOf(result)).toHaveLength(300);
		expect(result.hints).toEqual([]);
	});
});

describe('A14: Expand Value Set', () => {
	const codes = Array.from({ length: 80 }, (_, n) => ({ system: 'http://h', code: `c${String(n)}` }));
	const expansion = (contains: object[], total?: number): ScriptedResponse => ({
		body: { resourceType: 'ValueSet', expansion: { ...(total && { total }), contains } },
	});
	const expand = { resource: 'terminology', operation: 'expand', valueSetUrl: 'http://h/vs' };

	it.each([
		['sends more than the limit', expansion(codes)],
		['says that it has more', expansion(codes.slice(0, 50), 80)],
	])('says that its limit left out codes where the server %s', async (_what, response) => {
		const result = await scripted([response], { ...expand, limit: 50 });
		expect(outputOf(result)).toHaveLength(50);
		expect(result.hints).toEqual([expect.stringMatching(/The limit of 50 left out further codes/)]);
	});

	it('has no hint where the limit is reached exactly', async () => {
		const result = await scripted([expansion(codes.slice(0, 50), 50)], { ...expand, limit: 50 });
		expect(result.hints).toEqual([]);
	});
});
