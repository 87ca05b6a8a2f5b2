import type { IDataObject } from 'n8n-workflow';
import { startServer } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { outcome, scripted, type ScriptedResponse, startScripted } from '../support/scripted';

const search: IDataObject = { operation: 'getAll', resourceType: type('Patient'), returnAll: true };

/** A page of patients by their IDs, and where the next one is. */
function page(ids: string, next?: string, self?: string): ScriptedResponse {
	const link = [
		...(self === undefined ? [] : [{ relation: 'self', url: self }]),
		...(next === undefined ? [] : [{ relation: 'next', url: next }]),
	];
	const entry = Array.from(ids, (id) => ({ resource: { resourceType: 'Patient', id }, search: { mode: 'match' } }));
	return { body: { resourceType: 'Bundle', type: 'searchset', total: 99, link, ...(ids && { entry }) } };
}

const ids = (items: IDataObject[]) => items.map(({ id }) => id).join('');
const sentOf = ({ sent }: Awaited<ReturnType<typeof scripted>>) => sent.map(({ method, url }) => `${method} ${url}`);

describe('Paging follows a next link', () => {
	it.each([
		['absolute', '{base}/Patient?page=2', '/fhir/Patient?page=2'],
		[
			'absolute on the base itself (HAPI)',
			'{base}?_getpages=a-b&_getpagesoffset=2&_count=2',
			'/fhir?_getpages=a-b&_getpagesoffset=2&_count=2',
		],
		['opaque', '{base}/Patient?ct=AB%2FcD%3D%3D&x=a+b%20c', '/fhir/Patient?ct=AB%2FcD%3D%3D&x=a+b%20c'],
		['relative to the base (Aidbox)', 'Patient?page=2', '/fhir/Patient?page=2'],
		['relative with a slash (Canvas)', '/Patient?page=2', '/fhir/Patient?page=2'],
		['relative with the base path', '/fhir/Patient?page=2', '/fhir/Patient?page=2'],
		['a query only', '?page=2', '/fhir/Patient?page=2'],
	])('that is %s', async (_name, next, url) => {
		const result = await scripted([page('ab', next), page('c')], search);
		expect(ids(outputOf(result))).toBe('abc');
		expect(sentOf(result)).toEqual(['GET /fhir/Patient?_count=200', `GET ${url}`]);
	});

	it('after a search by POST by a GET with the same headers and without a body', async () => {
		const result = await scripted([page('ab', '{base}/Patient?page=2'), page('c')], {
			...search,
			options: { method: 'post', handling: 'strict' },
		});
		expect(ids(outputOf(result))).toBe('abc');
		expect(sentOf(result)).toEqual(['POST /fhir/Patient/_search', 'GET /fhir/Patient?page=2']);
		expect(result.sent[1]).toMatchObject({ body: '', headers: { prefer: 'handling=strict' } });
		expect(result.sent[1]?.headers).not.toHaveProperty('content-type');
	});

	it('on an empty page', async () => {
		const result = await scripted([page('ab', '?page=2'), page('', '?page=3'), page('c')], search);
		expect(ids(outputOf(result))).toBe('abc');
		expect(result.sent).toHaveLength(3);
	});

	it('on a page that is shorter than the page size', async () => {
		const result = await scripted([page('a', '?page=2'), page('b', '?page=3'), page('c')], {
			...search,
			options: { count: 2 },
		});
		expect(ids(outputOf(result))).toBe('abc');
	});
});

describe('Paging returns each match once', () => {
	it('where pages repeat entries', async () => {
		const result = await scripted([page('ab', '?page=2'), page('bc', '?page=3'), page('cad')], search);
		expect(ids(outputOf(result))).toBe('abcd');
	});

	it('and does not count repeated entries towards the limit', async () => {
		const result = await scripted([page('ab', '?page=2'), page('ba', '?page=3'), page('cd', '?page=4')], {
			...search,
			returnAll: false,
			limit: 3,
		});
		expect(ids(outputOf(result))).toBe('abc');
		expect(result.sent).toHaveLength(3);
	});
});

describe('Paging with a limit', () => {
	const pages = [page('ab', '?page=2'), page('cd', '?page=3'), page('ef', '?page=4'), page('g')];

	it.each([
		[1, 'a', 1],
		[2, 'ab', 1],
		[3, 'abc', 2],
		[4, 'abcd', 2],
		[6, 'abcdef', 3],
		[50, 'abcdefg', 4],
	])('of %i requests only the pages that it needs', async (limit, found, requests) => {
		const result = await scripted(pages, { ...search, returnAll: false, limit });
		expect(ids(outputOf(result))).toBe(found);
		expect(result.sent).toHaveLength(requests);
		expect(result.sent[0]?.url).toBe(`/fhir/Patient?_count=${limit}`);
	});

	it('requests only one page where the server ignores the page size', async () => {
		const result = await scripted([page('abcdef', '?page=2')], { ...search, returnAll: false, limit: 2 });
		expect(ids(outputOf(result))).toBe('ab');
		expect(result.sent).toHaveLength(1);
	});
});

describe('Paging ends with a hint', () => {
	it('where the next links form a circle', async () => {
		const result = await scripted([page('ab', '?page=2'), page('cd', '?page=3'), page('e', '?page=2')], search);
		expect(ids(outputOf(result))).toBe('abcde');
		expect(result.hints).toEqual([expect.stringMatching(/pages form a circle.*after 5 of 99 results/)]);
		expect(result.sent).toHaveLength(3);
	});

	it('where a page links to itself as the next page', async () => {
		const result = await scripted([page('ab', '{base}/Patient?_count=200')], search);
		expect(ids(outputOf(result))).toBe('ab');
		expect(result.hints).toEqual([expect.stringMatching(/pages form a circle/)]);
		expect(result.sent).toHaveLength(1);
	});
});

describe('Paging ends with an error', () => {
	it('where the number of pages exceeds the option Maximum Pages', async () => {
		let count = 0;
		const { error, sent } = await scripted(() => page('', `?page=${++count}`), { ...search, options: { maxPages: 5 } });
		expect(error?.message).toMatch('more than 5 pages');
		expect(sent).toHaveLength(5);
	});

	it('where the search has expired on the server, and says how far it came', async () => {
		const body = outcome('error', 'processing', 'HAPI-0418: Search ID "a-b" does not exist and may have expired');
		const { error, sent } = await scripted(
			[page('ab', '?page=2'), page('c', '?page=3'), { status: 410, body }],
			search,
		);
		expect(error?.httpCode).toBe('410');
		expect(error?.message).toMatch(/^The search has expired on the server: .*\(page 3, after 3 results\)$/);
		expect(error?.description).toMatch('Run it again');
		expect(sent).toHaveLength(3);
	});

	it('where a page is not a Bundle', async () => {
		const patient = { resourceType: 'Patient', id: 'x' };
		const { error } = await scripted([page('ab', '?page=2'), { body: patient }], search);
		expect(error?.message).toMatch(/did not return a Bundle.*after 2 results/);
	});
});

describe('A next link to another host', () => {
	/** A server behind a proxy: the public server returns links to it. */
	const behindProxy = async (rewriteLinks: boolean, inner: ScriptedResponse) => {
		const hidden = await startServer((_request, response) => {
			response.writeHead(inner.status ?? 200, { 'content-type': 'application/fhir+json' });
			response.end(JSON.stringify(inner.body));
		});
		try {
			const base = `${hidden.url}/internal/r4`;
			const first = page('ab', `${base}/Patient?page=2&x=a%2Fb`, `${base}/Patient?_count=200`);
			const result = await scripted([first, page('c')], { ...search, options: { rewriteLinks } });
			return { ...result, hidden: hidden.requests };
		} finally {
			await hidden.close();
		}
	};

	it('is followed unchanged', async () => {
		const result = await behindProxy(false, page('d'));
		expect(ids(outputOf(result))).toBe('abd');
		expect(result.hidden).toMatchObject([{ method: 'GET', url: '/internal/r4/Patient?page=2&x=a%2Fb' }]);
	});

	it('is rewritten to the base URL with "Rewrite Links to Base URL", and its query stays unchanged', async () => {
		const result = await behindProxy(true, page('d'));
		expect(ids(outputOf(result))).toBe('abc');
		expect(result.sent.at(-1)?.url).toBe('/fhir/Patient?page=2&x=a%2Fb');
		expect(result.hidden).toHaveLength(0);
	});

	it('is followed without the credentials', async () => {
		const hidden = await startServer((_request, response) => void response.end(JSON.stringify(page('d').body)));
		const scriptedServer = await startScripted([page('ab', `${hidden.url}/r4/Patient?page=2`), page('c')]);
		try {
			const credential = { baseUrl: scriptedServer.baseUrl, user: 'integration', password: 'secret' };
			const result = await scriptedServer.run(
				{ ...search, authentication: 'basic' },
				{ credentials: { fhirBasicAuthApi: credential } },
			);
			expect(ids(outputOf(result))).toBe('abd');
			expect(scriptedServer.server.requests[0]?.headers).toHaveProperty('authorization');
			expect(hidden.requests[0]?.headers).not.toHaveProperty('authorization');
		} finally {
			await Promise.all([hidden.close(), scriptedServer.close()]);
		}
	});

	it('fails where the other host requires a login, and the error names the option "Rewrite Links to Base URL"', async () => {
		const { error } = await behindProxy(false, { status: 401, body: outcome('error', 'login', 'Who are you?') });
		expect(error?.httpCode).toBe('401');
		expect(error?.description).toMatch('leads to another address than the base URL');
		expect(error?.description).toMatch(/switch on "Rewrite Links to Base URL"/);
	});
});
