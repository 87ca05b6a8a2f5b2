import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { startServer } from '../../servers/httpServer';
import { allOf, clientFor, failureOf } from '../support';
import { bundleOf, closeAll, first, open, pagesAt, patient, search } from './pages';

afterEach(closeAll);

describe('readPages, sorting:', () => {
	test('matches, included resources and outcomes are separated', async () => {
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

	test('in a history, each version and each deletion is an entry of its own', async () => {
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

describe('readPages, limit:', () => {
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
	])('a limit of %i requests %i pages of two', async (limit, pages) => {
		const { ids, urls } = await pagesAt(three);
		expect(await ids({ limit }, own)).toEqual(['1', '2', '3', '4', '5', '6'].slice(0, limit));
		expect(urls()).toHaveLength(pages);
	});

	test('sets _count unless the user chose a page size', async () => {
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

describe('readPages, prefetch:', () => {
	test('one next page is requested before the current one is consumed, and no more', async () => {
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

	test('a caller that stops early aborts the running request without an unhandled rejection', async () => {
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

	test('the signal aborts the search', async () => {
		const stop = new AbortController();
		const server = await startServer(() => stop.abort());
		open.push(server);
		expect(await failureOf(allOf(clientFor(`${server.url}/fhir`).pages(search, {}, stop.signal)))).toMatchObject({
			kind: 'cancelled',
		});
	});
});
