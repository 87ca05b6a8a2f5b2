import type { IDataObject } from 'n8n-workflow';
import { outputOf, type } from '../engine/support/fixtures';
import { scripted, type ScriptedResponse } from '../engine/support/scripted';

interface PageOptions {
	total?: number;
	next?: string;
	included?: string;
}

/** A page of patients, one for each letter of `ids`. */
function page(ids: string, { total, next, included = '' }: PageOptions = {}): ScriptedResponse {
	const entry = [
		...Array.from(ids, (id) => ({ resource: { resourceType: 'Patient', id }, search: { mode: 'match' } })),
		...Array.from(included, (id) => ({ resource: { resourceType: 'Organization', id }, search: { mode: 'include' } })),
	];
	const link = next === undefined ? [] : [{ relation: 'next', url: next }];
	return { body: { resourceType: 'Bundle', type: 'searchset', ...(total !== undefined && { total }), link, entry } };
}

const search: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };
const history: IDataObject = {
	operation: 'getHistory',
	resourceType: type('Patient'),
	historyOf: 'type',
	returnAll: true,
};
const found = (items: IDataObject[]) => items.map(({ id }) => id).join('');

describe('A9: a server that counts more results than it delivers', () => {
	it.each([
		['a search', search, 500],
		['a history', history, 500],
		['Get Everything', { resource: 'patient', operation: 'getEverything', resourceId: '1', returnAll: true }, 500],
		['a search with a limit that it does not reach', { ...search, returnAll: false, limit: 30 }, 500],
		['an operation', { resource: 'operation', operation: 'run', operationName: '$x', httpMethod: 'GET' }, 500],
	])('gives the results and a hint with both numbers: %s', async (_what, parameters, total) => {
		const result = await scripted([page('ab', { total })], parameters);
		expect(found(outputOf(result))).toBe('ab');
		expect(result.hints).toEqual([expect.stringMatching(/counts 500 results, but delivered 2, .*may be incomplete/)]);
	});

	it('counts each result once, also where pages repeat it', async () => {
		const result = await scripted([page('ab', { total: 4, next: '?page=2' }), page('bc', { total: 4 })], search);
		expect(found(outputOf(result))).toBe('abc');
		expect(result.hints).toEqual([expect.stringMatching(/counts 4 results, but delivered 3,/)]);
	});

	it('names included resources apart, since a total does not count them', async () => {
		const result = await scripted([page('ab', { total: 7, included: 'xyz' })], search);
		expect(result.hints).toEqual([
			expect.stringMatching(/counts 7 results, but delivered 2 and 3 included resources,/),
		]);
	});

	it('says that it is an estimate where one was asked for', async () => {
		const result = await scripted([page('ab', { total: 7 })], { ...search, options: { total: 'estimate' } });
		expect(result.hints).toEqual([expect.stringMatching(/estimates 7 results, but delivered 2,/)]);
	});

	it.each<[string, ScriptedResponse[], IDataObject]>([
		['a total that is reached', [page('ab', { total: 2 })], {}],
		['a total that counts included resources too', [page('ab', { total: 5, included: 'xyz' })], {}],
		['a total below the number of results', [page('abc', { total: 2 })], {}],
		['no total', [page('ab')], {}],
		['a total of each page alone', [page('ab', { total: 2, next: '?2' }), page('cd', { total: 2 })], {}],
		['a total that the limit cuts', [page('ab', { total: 500 })], { returnAll: false, limit: 2 }],
		['only the number of results', [page('', { total: 500 })], { options: { summary: 'count' } }],
		[
			'only the number, by a count of 0',
			[page('', { total: 5 })],
			{ searchBy: 'queryString', queryString: '_count=0' },
		],
	])('gives no hint for %s', async (_what, pages, parameters) => {
		const result = await scripted(pages, { ...search, ...parameters });
		expect(result.error).toBeUndefined();
		expect(result.hints).toEqual([]);
	});
});

describe('A9: a next link to a page that was read', () => {
	it.each([
		['absolute', '{base}/Patient?_count=200'],
		['relative', 'Patient?_count=200'],
		['only a query', '?_count=200'],
	])('gives the results and a hint where all are there: the page itself, %s', async (_how, next) => {
		const result = await scripted([page('ab', { total: 2, next })], search);
		expect(found(outputOf(result))).toBe('ab');
		expect(result.hints).toEqual([
			expect.stringMatching(/links back .* All 2 results that the server counts were read/),
		]);
		expect(result.sent).toHaveLength(1);
	});

	it('gives the results and a hint where some may be missing', async () => {
		const result = await scripted([page('ab', { next: '?2' }), page('c', { next: '?_count=200' })], search);
		expect(found(outputOf(result))).toBe('abc');
		expect(result.hints).toEqual([expect.stringMatching(/circle: page 2 .* after 3 results, which may be incomplete/)]);
	});

	it('gives the results and a hint where pages have other addresses but nothing new, once all are there', async () => {
		let count = 0;
		const result = await scripted(() => page('ab', { total: 2, next: `?page=${++count}` }), search);
		expect(found(outputOf(result))).toBe('ab');
		expect(result.hints).toEqual([expect.stringMatching(/repeat what was already read, .* All 2 results/)]);
		expect(result.sent).toHaveLength(2);
	});

	it('reads some pages with nothing new before it gives up where it is not known how many there are', async () => {
		let count = 0;
		const result = await scripted(() => page('ab', { next: `?page=${++count}` }), search);
		expect(found(outputOf(result))).toBe('ab');
		expect(result.hints).toEqual([expect.stringMatching(/repeat what was already read, .*may be incomplete/)]);
		expect(result.sent.length).toBeLessThan(20);
	});

	it('goes on after a repeated page that is followed by a new one', async () => {
		const pages = [page('ab', { next: '?2' }), page('ab', { next: '?3' }), page('', { next: '?4' }), page('c')];
		expect(found(outputOf(await scripted(pages, search)))).toBe('abc');
	});
});
