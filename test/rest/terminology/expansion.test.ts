import { conceptsOf, type ExpansionOptions, expansionPages } from '../../../nodes/Fhir/rest/terminology/expansion';
import type { TestServer } from '../../servers/httpServer';
import { allOf, failureOf, fhirJson, serverAndClient } from '../support';

const open: TestServer[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

const valueSet = (expansion: object, more = {}) => ({ resourceType: 'ValueSet', ...more, expansion });
const codes = (...names: string[]) => names.map((code) => ({ system: 'http://h/s', code }));

/** Expands by a server that gives these answers one after the other, the last again and again. */
async function expanding(answers: object[], options?: ExpansionOptions, status = 200) {
	const { server, client } = await serverAndClient((_request, response) => {
		const answer = answers[Math.min(server.requests.length, answers.length) - 1];
		response.writeHead(status, fhirJson).end(JSON.stringify(answer));
	});
	open.push(server);
	const pages = expansionPages(
		client,
		({ offset, count }) => ({
			interaction: 'operation',
			method: 'GET',
			path: 'ValueSet/$expand',
			query: [['offset', String(offset)], ...(count === undefined ? [] : [['count', String(count)] as const])],
		}),
		options,
	);
	const asked = () => server.requests.map(({ url }) => url.replace(/^.*\?/, ''));
	return { pages, asked };
}

async function expanded(answers: object[], options?: ExpansionOptions) {
	const told: string[] = [];
	const { pages, asked } = await expanding(answers, { ...options, onIncomplete: (words) => told.push(words) });
	const given = (await allOf(pages)).flatMap(({ concepts }) => concepts.map(({ code }) => code));
	return { given, asked: asked(), told };
}

describe('expansionPages:', () => {
	const ab = valueSet({ total: 3, contains: codes('a', 'b') });
	const c = valueSet({ total: 3, contains: codes('c') });
	const full = valueSet({ contains: codes('a', 'b') });

	test.each<[string, object[], ExpansionOptions, unknown[], string[]]>([
		['everything at once', [full], {}, ['a', 'b'], ['offset=0']],
		['until the total is reached', [ab, c], {}, ['a', 'b', 'c'], ['offset=0', 'offset=2']],
		['until a page is not full', [full, c], { count: 2 }, ['a', 'b', 'c'], ['offset=0&count=2', 'offset=2&count=2']],
		['until the limit', [ab, c], { limit: 2 }, ['a', 'b'], ['offset=0&count=2']],
		[
			'no more than the limit',
			[ab, valueSet({ total: 9, contains: codes('c', 'd', 'e') })],
			{ limit: 4 },
			['a', 'b', 'c', 'd'],
			['offset=0&count=4', 'offset=2&count=2'],
		],
		[
			'a limit in small pages',
			[ab, c],
			{ limit: 3, count: 2 },
			['a', 'b', 'c'],
			['offset=0&count=2', 'offset=2&count=1'],
		],
		['a large limit', [c, c], { limit: 5000 }, ['c'], ['offset=0&count=1000', 'offset=1&count=1000']],
		['a large page', [full], { count: 5000 }, ['a', 'b'], ['offset=0&count=5000']],
		['an empty expansion', [valueSet({ total: 0 })], {}, [], ['offset=0']],
		[
			'each concept only once',
			[ab, valueSet({ total: 3, contains: codes('b', 'c') })],
			{},
			['a', 'b', 'c'],
			['offset=0', 'offset=2'],
		],
	])('reads %s', async (_what, answers, options, given, asked) => {
		expect(await expanded(answers, options)).toMatchObject({ given, asked });
	});

	test('returns the ValueSet of each page unchanged', async () => {
		const { pages } = await expanding([ab, c]);
		expect((await allOf(pages)).map((page) => page.valueSet)).toEqual([ab, c]);
	});

	test.each([3, 4, 100])('stops and reports it if a server repeats the same 2 of %i concepts', async (total) => {
		const same = valueSet({ total, contains: codes('a', 'b') });
		const { given, told } = await expanded([same]);
		expect(given).toEqual(['a', 'b']);
		expect(told).toEqual([expect.stringContaining('did not return all concepts')]);
		expect(await allOf((await expanding([same])).pages)).toHaveLength(2);
	});

	const unclosed = { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true };
	const tooCostly = { url: 'http://hl7.org/fhir/StructureDefinition/valueset-toocostly', valueBoolean: true };
	const other = { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed-reason' };
	test.each<[object, boolean]>([
		[valueSet({ contains: codes('a') }), false],
		[valueSet({ extension: [unclosed] }), true],
		[valueSet({ extension: [other, null, {}, tooCostly] }), true],
		[valueSet({}, { extension: [unclosed] }), true],
		[valueSet({}, { extension: [other] }), false],
		[valueSet({ extension: [null, {}, { url: ['/valueset-unclosed'] }] }), false],
		[valueSet({ extension: {}, parameter: {} }), false],
		[valueSet({ parameter: [null, { name: 'version' }, { name: 'limitedExpansion' }] }), true],
		[valueSet({ parameter: [null, { name: 'version' }] }), false],
	])('%j is reported as incomplete: %s', async (answer, isCutShort) => {
		const { told } = await expanded([answer]);
		expect(told).toEqual(isCutShort ? [expect.stringContaining('is incomplete')] : []);
		await allOf((await expanding([answer])).pages);
	});

	test('an incomplete expansion is reported once, for the first page', async () => {
		const shortened = { extension: [unclosed], total: 2 };
		const first = valueSet({ ...shortened, contains: codes('a') });
		const second = valueSet({ ...shortened, contains: codes('b') });
		expect((await expanded([first, second])).told).toHaveLength(1);
		expect((await expanded([valueSet({ total: 2, contains: codes('a') }), second])).told).toEqual([]);
	});

	test.each<[object]>([
		[{ resourceType: 'ValueSet' }],
		[{ resourceType: 'ValueSet', expansion: 'x' }],
		[{ resourceType: 'ValueSet', expansion: null }],
		[{ resourceType: 'Parameters', expansion: {} }],
		[{ some: 'JSON' }],
	])('%j throws a Failure', async (answer) => {
		const { pages } = await expanding([answer]);
		expect(await failureOf(allOf(pages))).toMatchObject({
			kind: 'response',
			status: 200,
			message: expect.stringContaining('expanded value set'),
		});
	});

	test.each([
		['too-costly', true],
		['not-found', false],
	])('a failure with the code %s advises a filter: %s', async (code, isAdvised) => {
		const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] };
		const failure = await failureOf(allOf((await expanding([outcome], {}, 422)).pages));
		expect(failure).toMatchObject({ kind: 'http', status: 422, code, effect: 'rejected' });
		expect(failure.details).toHaveProperty('issues');
		expect(/Filter/.test(failure.advice ?? '')).toBe(isAdvised);
	});
});

describe('Concepts of an expansion:', () => {
	test('conceptsOf returns a flat list, each before those that it contains and with its parent', () => {
		const contains = [
			{ code: 'a', contains: [{ code: 'b', contains: [{ code: 'c' }] }] },
			{ display: 'Group', abstract: true, contains: [{ code: 'd' }] },
			null,
			'x',
		];
		expect(conceptsOf({ contains })).toStrictEqual([
			{ code: 'a' },
			{ code: 'b', parent: 'a' },
			{ code: 'c', parent: 'b' },
			{ display: 'Group', abstract: true },
			{ code: 'd', parent: 'Group' },
		]);
		expect(conceptsOf({})).toEqual([]);
	});

	test.each([
		[{ code: 'a' }, { code: 'a', system: 'http://h' }],
		[
			{ code: 'a', version: '1' },
			{ code: 'a', version: '2' },
		],
		[{ display: 'a' }, { display: 'b' }],
	])('%j and %j are different concepts', async (one, two) => {
		const answers = [valueSet({ total: 2, contains: [one] }), valueSet({ total: 2, contains: [two] })];
		const { pages } = await expanding(answers);
		expect((await allOf(pages)).map(({ concepts }) => concepts)).toEqual([[one], [two]]);
	});
});
