import type { PagingOptions } from '../../nodes/Fhir/rest/paging';
import type { FhirRequest } from '../../nodes/Fhir/rest/request';
import { searchRequest } from '../../nodes/Fhir/rest/search';
import type { FhirClientSettings } from '../../nodes/Fhir/rest/client';
import { startServer, type TestServer } from '../servers/httpServer';
import { allOf, clientFor, failureOf } from './support';

interface Page {
	ids?: string[];
	entry?: unknown[];
	next?: string;
	self?: string;
	status?: number;
}

const search: FhirRequest = { interaction: 'search', method: 'GET', path: 'Patient', query: [['name', 'x']] };
const patient = (id: string) => ({
	fullUrl: `http://h/fhir/Patient/${id}`,
	resource: { resourceType: 'Patient', id },
	search: { mode: 'match' },
});
const bundleOf = ({ ids = [], entry, next, self }: Page) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	link: [...(self ? [{ relation: 'self', url: self }] : []), ...(next ? [{ relation: 'next', url: next }] : [])],
	entry: entry ?? ids.map(patient),
});

const open: TestServer[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A server with a page for each URL (without `_count`), and a client on it. */
async function pagesAt(pages: (url: string) => Record<string, Page>, settings: Partial<FhirClientSettings> = {}) {
	let all: Record<string, Page> = {};
	const server = await startServer(({ url = '' }, response) => {
		const page = all[url.replace(/[?&]_count=200$/, '')];
		const status = page?.status ?? (page ? 200 : 404);
		response.writeHead(status, { 'content-type': 'application/fhir+json' });
		response.end(
			JSON.stringify(
				page && !page.status
					? bundleOf(page)
					: {
							resourceType: 'OperationOutcome',
							issue: [{ severity: 'error', code: 'processing', diagnostics: 'Words' }],
						},
			),
		);
	});
	open.push(server);
	all = pages(server.url);
	const client = clientFor(`${server.url}/fhir`, settings);
	const ids = async (options?: PagingOptions, request = search) =>
		(await allOf(client.search(request, options))).flatMap(({ matches }) =>
			matches.map(({ resource }) => resource?.id),
		);
	return { server, client, ids, urls: () => server.requests.map(({ url }) => url) };
}

const first = '/fhir/Patient?name=x';

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
		expect(failure).toMatchObject({ kind: 'answer', details: { read: 2 } });
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
			kind: 'answer',
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

describe('matches, includes and outcomes', () => {
	test('are told apart', async () => {
		const outcome = {
			resource: {
				resourceType: 'OperationOutcome',
				issue: [{ severity: 'warning', code: 'value', diagnostics: 'Parameter ignored' }],
			},
		};
		const organization = { resource: { resourceType: 'Organization', id: '9' }, search: { mode: 'include' } };
		const { client } = await pagesAt(() => ({
			[first]: {
				entry: [patient('1'), organization, { ...outcome, search: { mode: 'outcome' } }, outcome],
				next: '?page=2',
			},
			'/fhir/Patient?page=2': { entry: [patient('2'), organization] },
		}));
		const pages = await allOf(client.search(search));
		expect(pages.map(({ matches, included, warnings }) => [matches.length, included.length, warnings])).toEqual([
			[1, 1, ['Parameter ignored']],
			[1, 0, []],
		]);
	});

	test('in a history, versions and deletions are all entries of their own', async () => {
		const version = (versionId: string) => ({ resource: { resourceType: 'Patient', id: '1', meta: { versionId } } });
		const deletion = {
			fullUrl: 'Patient/1',
			request: { method: 'DELETE', url: 'Patient/1' },
			response: { status: '204', etag: 'W/"3"' },
		};
		const { client } = await pagesAt(() => ({
			'/fhir/Patient/1/_history': { entry: [deletion, version('2')], next: '?_offset=2' },
			'/fhir/Patient/1/_history?_offset=2': { entry: [version('2'), deletion, version('1')] },
		}));
		const pages = await allOf(client.search({ interaction: 'history', method: 'GET', path: 'Patient/1/_history' }));
		expect(pages.flatMap(({ matches }) => matches)).toEqual([deletion, version('2'), version('1')]);
	});
});

describe('a limit', () => {
	const three = () => ({
		[first]: { ids: ['1', '2'], next: '?page=2' },
		'/fhir/Patient?page=2': { ids: ['3', '4'], next: '?page=3' },
		'/fhir/Patient?page=3': { ids: ['5', '6'] },
	});
	const own: FhirRequest = {
		...search,
		query: [
			['name', 'x'],
			['_count', '200'],
		],
	};

	test.each([
		[1, 1],
		[2, 1],
		[3, 2],
		[4, 2],
		[5, 3],
		[100, 3],
	])('of %i asks for %i pages of two', async (limit, pages) => {
		const { ids, urls } = await pagesAt(three);
		expect(await ids({ limit }, own)).toEqual(['1', '2', '3', '4', '5', '6'].slice(0, limit));
		expect(urls()).toHaveLength(pages);
	});

	test('sets the page size where the user has not', async () => {
		const { client, server } = await pagesAt(() => ({}));
		const counts = async (query: FhirRequest['query'], limit?: number) => {
			await failureOf(allOf(client.pages({ ...search, query }, { limit })));
			return server.requests.at(-1)?.url;
		};
		expect(await counts([], 5)).toBe('/fhir/Patient?_count=5');
		expect(await counts([], 5_000)).toBe('/fhir/Patient?_count=200');
		expect(await counts([])).toBe('/fhir/Patient?_count=200');
		expect(await counts([['_count', '7']], 5)).toBe('/fhir/Patient?_count=7');
		expect(await counts([['_summary', 'count']])).toBe('/fhir/Patient?_summary=count');
		await failureOf(
			allOf(client.pages({ interaction: 'operation', method: 'GET', path: 'Patient/1/$everything' }, { limit: 5 })),
		);
		expect(server.requests.at(-1)?.url).toBe('/fhir/Patient/1/$everything');
	});
});

describe('reading ahead', () => {
	test('the next page is asked for before the last one is consumed, and no more than one', async () => {
		const { client, urls } = await pagesAt(() => ({
			[first]: { ids: ['1'], next: '?page=2' },
			'/fhir/Patient?page=2': { ids: ['2'], next: '?page=3' },
			'/fhir/Patient?page=3': { ids: ['3'] },
		}));
		const pages = client.pages(search);
		await pages.next();
		while (urls().length < 2) await new Promise((resolve) => setImmediate(resolve));
		await new Promise((resolve) => setImmediate(resolve));
		expect(urls()).toHaveLength(2);
		await pages.return();
	});

	test('who stops early stops the request that is under way, and meets no unhandled rejection', async () => {
		let closed: () => void = () => undefined;
		const aborted = new Promise<void>((resolve) => (closed = resolve));
		const server = await startServer(({ url = '' }, response) => {
			if (url.includes('page=2')) response.on('close', closed);
			else response.end(JSON.stringify(bundleOf({ ids: ['1'], next: '?page=2' })));
		});
		open.push(server);
		for await (const page of clientFor(`${server.url}/fhir`).pages(search)) {
			expect(page.entry).toHaveLength(1);
			while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
			break;
		}
		await aborted;
	});

	test('the signal stops it', async () => {
		const stop = new AbortController();
		const server = await startServer(() => stop.abort());
		open.push(server);
		expect(await failureOf(allOf(clientFor(`${server.url}/fhir`).pages(search, {}, stop.signal)))).toMatchObject({
			kind: 'cancelled',
		});
	});
});
