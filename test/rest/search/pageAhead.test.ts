import type { FhirRequest } from '../../../nodes/Fhir/rest/request/request';
import { parseResponse } from '../../../nodes/Fhir/rest/response/parseResponse';
import type { PageSource } from '../../../nodes/Fhir/rest/search/pageRequests';
import { type PagingOptions, readPages } from '../../../nodes/Fhir/rest/search/paging';
import { noMask } from '../../../nodes/Fhir/support/mask';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import type { HttpResponse } from '../../../nodes/Fhir/transport/http';
import { waitUntil } from '../../helpers/async';
import { patient } from './pages';

const base = 'https://hospital.example/fhir';
const request: FhirRequest = { interaction: 'search', method: 'GET', path: 'Patient', query: [['_count', '2']] };
const at = (page: number) => `${base}/Patient?_count=2&page=${page}`;
const link = (page: number) => `"link":[{"relation":"next","url":"${at(page)}"}]`;
const entries = (...ids: string[]) => `"entry":${JSON.stringify(ids.map(patient))}`;
const bundle = (...members: string[]) => `{"resourceType":"Bundle","type":"searchset",${members.join(',')}}`;

/** Reads a search whose pages have these texts by number, and tells in which order pages were asked for and parsed. */
async function order(
	texts: Record<number, string>,
	options: PagingOptions = {},
	pause?: (events: readonly string[]) => Promise<void>,
	events: string[] = [],
) {
	const source: PageSource = {
		baseUrl: parseBaseUrl(base),
		rewriteLinks: false,
		hint: (text) => events.push(text),
		refusedPageSizes: new Map(),
		send: async (sent, signal, onText) => {
			const page = Number(/page=(\d+)/.exec(sent.url ?? 'page=1')?.[1]);
			events.push(`ask ${page}`);
			signal?.addEventListener('abort', () => !parsed.has(page) && events.push(`abort ${page}`));
			await new Promise((resolve) => setImmediate(resolve));
			const text = texts[page] ?? '';
			const response = {
				...{ status: 200, headers: {}, url: sent.url ?? `${base}/Patient?_count=2`, mask: noMask },
				text: async () => text,
			} as unknown as HttpResponse;
			const read = await parseResponse(response, sent, undefined, async (body, received) => {
				onText?.(body, received);
				await Promise.resolve();
			});
			parsed.add(page);
			events.push(`parse ${page}`);
			return read;
		},
	};
	const parsed = new Set<number>();
	const ids: Array<string | undefined> = [];
	for await (const { matches } of readPages(source, request, options)) {
		ids.push(...matches.map(({ resource }) => resource?.id));
		await pause?.(events);
	}
	return { ids, events };
}

describe('readPages, the next page', () => {
	const three = {
		1: bundle(link(2), entries('1', '2')),
		2: bundle(link(3), entries('3', '4')),
		3: bundle(entries('5')),
	};

	test('is asked for before the current one is parsed, if its link stands before the entries', async () => {
		const { ids, events } = await order(three);
		expect(ids).toEqual(['1', '2', '3', '4', '5']);
		expect(events).toEqual(['ask 1', 'ask 2', 'parse 1', 'ask 3', 'parse 2', 'parse 3']);
	});

	test('is asked for before the current one is parsed, if its link stands after the entries', async () => {
		const { ids, events } = await order({ 1: bundle(entries('1', '2'), link(2)), 2: bundle(entries('3')) });
		expect(ids).toEqual(['1', '2', '3']);
		expect(events).toEqual(['ask 1', 'ask 2', 'parse 1', 'parse 2']);
	});

	test.each([
		['a link of an entry', bundle('"total":1', `"entry":[{"resource":{"resourceType":"Patient",${link(9)}}}]`)],
		['a text with a link', bundle('"total":1', `"entry":[{"resource":{"resourceType":"Patient","id":"link"}}]`)],
		['what is no Bundle', `{"resourceType":"Parameters",${entries('1')},${link(9)}}`],
	])('is not taken for %s', async (_what, text) => {
		const events: string[] = [];
		await Promise.allSettled([order({ 1: text }, {}, undefined, events)]);
		expect(events.filter((event) => event.startsWith('ask'))).toEqual(['ask 1']);
	});

	test('is not asked for where the current one may reach the limit', async () => {
		expect((await order(three, { limit: 4 })).events).toEqual(['ask 1', 'ask 2', 'parse 1', 'parse 2']);
		expect((await order(three, { limit: 5 })).events).toEqual([
			'ask 1',
			'ask 2',
			'parse 1',
			'ask 3',
			'parse 2',
			'parse 3',
		]);
		expect((await order(three, { limit: 1 })).events).toEqual(['ask 1', 'parse 1']);
	});

	test('is not asked for beyond the maximum number of pages', async () => {
		await expect(order(three, { maxPages: 2 })).rejects.toThrow('more than 2 pages');
	});

	test('is only ever one: what arrives while the page before it is in use leads no further', async () => {
		const untilParsed = async (soFar: readonly string[]) => await waitUntil(() => soFar.includes('parse 2'));
		const { ids, events } = await order(three, {}, untilParsed);
		expect(ids).toEqual(['1', '2', '3', '4', '5']);
		expect(events).toEqual(['ask 1', 'ask 2', 'parse 1', 'parse 2', 'ask 3', 'parse 3']);
	});

	test('is the one of the link that counts: another one that was asked for too early is aborted', async () => {
		const { ids, events } = await order({
			...three,
			1: bundle(link(9), entries('1', '2'), link(3)),
			9: bundle(entries('9')),
		});
		expect(ids).toEqual(['1', '2', '5']);
		expect(events).toEqual(['ask 1', 'ask 9', 'parse 1', 'abort 9', 'ask 3', 'parse 9', 'parse 3']);
	});

	test('is not asked for where its link leads in a circle', async () => {
		const { ids, events } = await order({ ...three, 2: bundle(link(2), entries('3', '4')) });
		expect(ids).toEqual(['1', '2', '3', '4']);
		expect(events.slice(0, 4)).toEqual(['ask 1', 'ask 2', 'parse 1', 'parse 2']);
		expect(events).toHaveLength(5);
	});
});
