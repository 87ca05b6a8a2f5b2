import { searchRequest } from '../../../nodes/Fhir/rest/search/searchRequest';
import { startServer } from '../../servers/httpServer';
import { bundleOf, closeAll, first, open, pagesAt, search } from './pages';
import { allOf, clientFor, failureOf } from '../support';

afterEach(closeAll);

describe('next links are followed as they are', () => {
	test.each([
		['absolute', (url: string) => `${url}/fhir/Patient?page=2`, '/fhir/Patient?page=2'],
		[
			'on the base itself, as HAPI has them',
			(url: string) => `${url}/fhir?_getpages=a-b&_getpagesoffset=2`,
			'/fhir?_getpages=a-b&_getpagesoffset=2',
		],
		['relative to the base', () => 'Patient?page=2', '/fhir/Patient?page=2'],
		['relative with a slash', () => '/Patient?page=2', '/fhir/Patient?page=2'],
		['relative to the host', () => '/fhir/Patient?page=2', '/fhir/Patient?page=2'],
		['a query alone', () => '?page=2', '/fhir/Patient?page=2'],
		[
			'opaque, already encoded',
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

	test('to another host and port', async () => {
		const other = await pagesAt(() => ({ '/x/Patient?page=2': { ids: ['2'] } }));
		const { ids } = await pagesAt(() => ({ [first]: { ids: ['1'], next: `${other.server.url}/x/Patient?page=2` } }));
		expect(await ids()).toEqual(['1', '2']);
	});

	test('or through the base URL, where the server does not know its own address', async () => {
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

	test('a link to elsewhere that fails says which option helps', async () => {
		const other = await pagesAt(() => ({ '/x/Patient?page=2': { status: 401 } }));
		const { ids } = await pagesAt(() => ({ [first]: { ids: ['1'], next: `${other.server.url}/x/Patient?page=2` } }));
		const failure = await failureOf(ids());
		expect(failure).toMatchObject({ status: 401, details: { read: 1, pages: 1 } });
		expect(failure.advice).toContain('rewrites next links');
	});

	test('the next of a POST search is a GET without its body', async () => {
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

describe('pages that are not as one would like', () => {
	test('an empty page may have a next', async () => {
		const { ids } = await pagesAt(() => ({
			[first]: { next: '?page=2' },
			'/fhir/Patient?page=2': { next: '?page=3' },
			'/fhir/Patient?page=3': { ids: ['1'] },
		}));
		expect(await ids()).toEqual(['1']);
	});

	test('repeated entries are given once; the pages themselves are left as they are', async () => {
		const pages = () => ({
			[first]: { ids: ['1', '2'], next: '?page=2' },
			'/fhir/Patient?page=2': { ids: ['2', '3', '3'] },
		});
		expect(await (await pagesAt(pages)).ids()).toEqual(['1', '2', '3']);
		const { client } = await pagesAt(pages);
		expect((await allOf(client.pages(search))).map(({ entry }) => entry?.length)).toEqual([2, 3]);
	});

	test.each([
		['to itself', '?name=x&_count=200'],
		['to an earlier page', '?page=2'],
	])('a loop %s ends with an error, after all entries were given', async (_name, back) => {
		const { client, urls } = await pagesAt(() => ({
			[first]: { ids: ['1'], next: '?page=2' },
			'/fhir/Patient?page=2': { ids: ['2'], next: back },
		}));
		const seen: unknown[] = [];
		const failure = await failureOf(
			(async () => {
				for await (const { matches } of client.search(search)) seen.push(...matches);
			})(),
		);
		expect(seen).toHaveLength(2);
		expect(urls()).toHaveLength(2);
		expect(failure).toMatchObject({ kind: 'response', details: { read: 2 } });
		expect(failure.message).toMatch(/circle.*2 results$/);
	});

	test('a search without end stops at the page cap', async () => {
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

	test('410 in mid-search says how many were read, and to start again', async () => {
		const { ids } = await pagesAt(() => ({
			[first]: { ids: ['1', '2'], next: '?page=2' },
			'/fhir/Patient?page=2': { status: 410 },
		}));
		const failure = await failureOf(ids());
		expect(failure).toMatchObject({ kind: 'http', status: 410, details: { read: 2, pages: 1 } });
		expect(failure.message).toMatch(/search has expired.*after 2 results/);
		expect(failure.advice).toContain('again');
	});

	test('an error on the first page is that error', async () => {
		const { ids } = await pagesAt(() => ({ [first]: { status: 400 } }));
		expect(await failureOf(ids())).toMatchObject({ status: 400, message: expect.not.stringContaining('page') });
	});

	test('what is no Bundle is an error', async () => {
		const server = await startServer((_request, response) => void response.end('{"resourceType":"Patient"}'));
		open.push(server);
		expect(await failureOf(allOf(clientFor(`${server.url}/fhir`).pages(search)))).toMatchObject({
			kind: 'response',
			details: { got: 'Patient' },
		});
	});

	test('a Bundle full of nonsense gives nothing and harms nothing', async () => {
		const server = await startServer(
			(_request, response) =>
				void response.end('{"resourceType":"Bundle","link":[null,{"relation":"next","url":7}],"entry":[null,3,[]]}'),
		);
		open.push(server);
		expect(await allOf(clientFor(`${server.url}/fhir`).search(search))).toMatchObject([{ matches: [], included: [] }]);
	});
});
