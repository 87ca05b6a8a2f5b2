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

describe('A14: a limit that leaves results out', () => {
	const types = { resourceType: { __rl: true, mode: 'list', value: 'Observation' } };
	const everything = { resource: 'patient', operation: 'getEverything', resourceId: '1', returnAll: false };
	const others: Array<[string, object]> = [
		['Get Many', { operation: 'getAll', ...types }],
		['Get History', { operation: 'getHistory', historyOf: 'type', ...types }],
		['Get History of the server', { resource: 'server', operation: 'getHistory' }],
		['Search Across Types', { resource: 'search', operation: 'acrossTypes' }],
		['Search Compartment', { resource: 'search', operation: 'compartment', compartmentId: '1', ...types }],
	];

	it.each([...others, ['Get Everything', everything] as const])(
		'is said where it is the default: %s',
		async (_what, parameters) => {
			const result = await scripted([page(0, 50, '?page=2')], { ...parameters });
			expect(outputOf(result)).toHaveLength(50);
			expect(result.hints).toEqual([expect.stringMatching(/first 50 results .* the server counts 300.*Return All/)]);
		},
	);

	it.each(others)('is not said where it was typed: %s', async (_what, parameters) => {
		const result = await scripted([page(0, 50, '?page=2')], { ...parameters, limit: 20 });
		expect(outputOf(result)).toHaveLength(20);
		expect(result.hints).toEqual([]);
	});

	it('is said also where it was typed for an operation that promises everything', async () => {
		const result = await scripted([page(0, 50, '?page=2')], { ...everything, limit: 20 });
		expect(outputOf(result)).toHaveLength(20);
		expect(result.hints).toEqual([expect.stringMatching(/first 20 results .* the server counts 300/)]);
	});

	it.each<[string, ScriptedResponse, RegExp]>([
		['a next link', { body: { ...(page(0, 50, '?2').body as object), total: undefined } }, /may have more/],
		['more results than that', { body: { ...(page(0, 60).body as object), total: undefined } }, /may have more/],
		['a total', page(0, 50), /counts 300/],
	])('is known by %s', async (_what, response, words) => {
		const result = await scripted([response], { operation: 'getAll', ...types });
		expect(result.hints).toEqual([expect.stringMatching(words)]);
	});

	it('leaves nothing out where it is reached exactly', async () => {
		const body = { ...(page(0, 50).body as object), total: 50 };
		const result = await scripted([{ body }], { operation: 'getAll', ...types });
		expect(outputOf(result)).toHaveLength(50);
		expect(result.hints).toEqual([]);
	});
});

describe('A14: Operation → Run with the output Raw', () => {
	it('says that its Bundle is the first page of several', async () => {
		const run = { resource: 'operation', operation: 'run', operationName: '$x', httpMethod: 'GET' };
		const result = await scripted([page(0, 1, '?2')], { ...run, options: { output: 'raw' } });
		expect(outputOf(result)).toHaveLength(1);
		expect(result.hints).toEqual([expect.stringMatching(/first of several pages.*Unwrapped/)]);
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
		expect(result.hints).toEqual([expect.stringMatching(/50 is the default of Limit, and left out further codes/)]);
	});

	it('has no hint where somebody typed the limit', async () => {
		const result = await scripted([expansion(codes)], { ...expand, limit: 30 });
		expect(outputOf(result)).toHaveLength(30);
		expect(result.hints).toEqual([]);
	});

	it('has no hint where the limit is reached exactly', async () => {
		const result = await scripted([expansion(codes.slice(0, 50), 50)], { ...expand, limit: 50 });
		expect(result.hints).toEqual([]);
	});
});
