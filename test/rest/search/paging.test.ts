import { searchRequest } from '../../../nodes/Fhir/rest/search/searchRequest';
import { startServer } from '../../servers/httpServer';
import { allOf, clientFor, failureOf } from '../support';
import { bundleOf, closeAll, first, open, pagesAt, search } from './pages';

afterEach(closeAll);

describe('readPages, next links:', () => {
	test.each([
		['an absolute link is followed', (url: string) => `${url}/fhir/Patient?page=2`, '/fhir/Patient?page=2'],
		[
			'a link to the base URL, as HAPI sends it, is followed',
			(url: string) => `${url}/fhir?_getpages=a-b&_getpagesoffset=2`,
			'/fhir?_getpages=a-b&_getpagesoffset=2',
		],
		['a link relative to the base is followed', () => 'Patient?page=2', '/fhir/Patient?page=2'],
		['a relative link with a slash is followed', () => '/Patient?page=2', '/fhir/Patient?page=2'],
		['a link relative to the host is followed', () => '/fhir/Patient?page=2', '/fhir/Patient?page=2'],
		['a query alone is followed', () => '?page=2', '/fhir/Patient?page=2'],
		[
			'an encoded link is followed unchanged',
			(url: string) => `${url}/fhir/Patient?ct=W%7C%2B%3D%22x`,
			'/fhir/Patient?ct=W%7C%2B%3D%22x',
		],
	])('%s', async (_name, next, asked) => {
		const { ids, urls } = await pagesAt((url) => ({
			[first]: { ids: ['1', '2'], next: next(url) },
			[asked]: { ids: ['3'] },
		}));
		expect(await ids()).toEqual(['1', '2', '3']);
		expect(urls()).toEqual([`${first}&_count=200`, asked]);
	});

	test('a link to another host and port is followed', async () => {
		const other = await pagesAt(() => ({ '/x/Patient?page=2': { ids: ['2'] } }));
		const { ids } = await pagesAt(() => ({ [first]: { ids: ['1'], next: `${other.server.url}/x/Patient?page=2` } }));
		expect(await ids()).toEqual(['1', '2']);
	});

	test('with rewriteLinks, a link to an internal address is followed through the base URL', async () => {
		const { ids } = await pagesAt(
			() => ({
				[first]: { ids: ['1'], next: 'http://internal:8080/hapi/fhir?_getpages=1' },
				'/fhir?_getpages=1': { ids: ['2'], next: 'http://internal:8080/hapi/fhir/Patient?page=3' },
				'/fhir/Patient?page=3': { ids: ['3'] },
			}),
			{ rewriteLinks: true },
		);
		expect(await ids()).toEqual(['1', '2', '3']);
	});

	test('a failed link to another server names the option that helps', async () => {
		const other = await pagesAt(() => ({ '/x/Patient?page=2': { status: 401 } }));
		const { ids } = await pagesAt(() => ({ [first]: { ids: ['1'], next: `${other.server.url}/x/Patient?page=2` } }));
		const failure = await failureOf(ids());
		expect(failure).toMatchObject({ status: 401, details: { read: 1, pages: 1 } });
		expect(failure.advice).toContain('switch on "Rewrite Links to Base URL"');
	});

	test('the next page of a POST search is a GET without a body', async () => {
		const { ids, server } = await pagesAt((url) => ({
			'/fhir/Patient/_search': { ids: ['1'], next: `${url}/fhir/Patient?page=2` },
			'/fhir/Patient?page=2': { ids: ['2'] },
		}));
		expect(
			await ids(
				{},
				searchRequest({
					path: 'Patient',
					query: [['name', 'x']],
					method: 'POST',
					headers: { prefer: 'handling=strict' },
				}),
			),
		).toEqual(['1', '2']);
		expect(
			server.requests.map(({ method, body, headers }) => [method, body, headers['content-type'], headers.prefer]),
		).toEqual([
			['POST', 'name=x&_count=200', 'application/x-www-form-urlencoded', 'handling=strict'],
			['GET', '', undefined, 'handling=strict'],
		]);
	});
});

describe('readPages, unusual pages:', () => {
	test('an empty page may have a next link', async () => {
		const { ids } = await pagesAt(() => ({
			[first]: { next: '?page=2' },
			'/fhir/Patient?page=2': { next: '?page=3' },
			'/fhir/Patient?page=3': { ids: ['1'] },
		}));
		expect(await ids()).toEqual(['1']);
	});

	test('repeated entries are returned once, and the pages themselves are unchanged', async () => {
		const pages = () => ({
			[first]: { ids: ['1', '2'], next: '?page=2' },
			'/fhir/Patient?page=2': { ids: ['2', '3', '3'] },
		});
		expect(await (await pagesAt(pages)).ids()).toEqual(['1', '2', '3']);
		const { client } = await pagesAt(pages);
		expect((await allOf(client.pages(search))).map(({ entry }) => entry?.length)).toEqual([2, 3]);
	});

	test.each([
		['back to the same page', '?name=x&_count=200'],
		['back to an earlier page', '?page=2'],
	])('a link %s ends the search with a hint after all entries were returned', async (_name, back) => {
		const hints: string[] = [];
		const { ids, urls } = await pagesAt(
			() => ({
				[first]: { ids: ['1'], next: '?page=2' },
				'/fhir/Patient?page=2': { ids: ['2'], next: back },
			}),
			{ hint: (message) => hints.push(message) },
		);
		expect(await ids()).toEqual(['1', '2']);
		expect(urls()).toHaveLength(2);
		expect(hints).toEqual([expect.stringMatching(/circle: page 2 .*after 2 results, which may be incomplete/)]);
	});

	test('a search without an end stops at maxPages', async () => {
		const server = await startServer(({ url = '' }, response) => {
			const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 1);
			response.end(JSON.stringify(bundleOf({ ids: [String(page)], next: `?page=${page + 1}` })));
		});
		open.push(server);
		const failure = await failureOf(allOf(clientFor(`${server.url}/fhir`).search(search, { maxPages: 5 })));
		expect(failure.message).toContain('more than 5 pages');
		expect(failure.details).toEqual({ pages: 5, read: 5 });
		expect(server.requests).toHaveLength(5);
	});

	test('410 for a later page says how many results were read, and to run the search again', async () => {
		const { ids } = await pagesAt(() => ({
			[first]: { ids: ['1', '2'], next: '?page=2' },
			'/fhir/Patient?page=2': { status: 410 },
		}));
		const failure = await failureOf(ids());
		expect(failure).toMatchObject({ kind: 'http', status: 410, details: { read: 2, pages: 1 } });
		expect(failure.message).toMatch(/search has expired.*after 2 results/);
		expect(failure.advice).toContain('again');
	});

	test('an error on the first page is thrown unchanged', async () => {
		const { ids } = await pagesAt(() => ({ [first]: { status: 400 } }));
		expect(await failureOf(ids())).toMatchObject({ status: 400, message: expect.not.stringContaining('page') });
	});

	test('a response that is not a Bundle throws a Failure', async () => {
		const server = await startServer((_request, response) => void response.end('{"resourceType":"Patient"}'));
		open.push(server);
		expect(await failureOf(allOf(clientFor(`${server.url}/fhir`).pages(search)))).toMatchObject({
			kind: 'response',
			details: { got: 'Patient' },
		});
	});

	test('a malformed Bundle gives no matches and no error', async () => {
		const server = await startServer(
			(_request, response) =>
				void response.end('{"resourceType":"Bundle","link":[null,{"relation":"next","url":7}],"entry":[null,3,[]]}'),
		);
		open.push(server);
		expect(await allOf(clientFor(`${server.url}/fhir`).search(search))).toMatchObject([{ matches: [], included: [] }]);
	});
});
