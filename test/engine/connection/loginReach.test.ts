import type { IDataObject } from 'n8n-workflow';
import { type Recorded, startServer, type TestServer } from '../../servers/httpServer';
import { type } from '../support/fixtures';
import { runNode } from '../support/n8n';

const page = (next?: string) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	link: next === undefined ? [] : [{ relation: 'next', url: next }],
	entry: [],
});
interface Scripted {
	status?: number;
	location?: string;
	next?: string;
}

/** The FHIR server, and another one; each request takes the next line of a server's script. */
let home: TestServer;
let there: TestServer;
const scripts = new Map<'home' | 'there', Scripted[]>();

async function start(name: 'home' | 'there'): Promise<TestServer> {
	return await startServer((_request, response) => {
		const { status = 200, location, next } = scripts.get(name)?.shift() ?? {};
		response.writeHead(status, { 'content-type': 'application/fhir+json', ...(location && { location }) });
		response.end(JSON.stringify(page(next)));
	});
}
beforeAll(async () => {
	[home, there] = await Promise.all([start('home'), start('there')]);
});
afterAll(async () => await Promise.all([home.close(), there.close()]));
beforeEach(() => {
	for (const { requests } of [home, there]) requests.length = 0;
	scripts.clear();
});

const hasSecrets = ({ headers }: Recorded) => {
	const found = [headers.authorization, headers['x-api-key']].filter((value) => value !== undefined).length;
	return found === 2 ? 'all' : found === 0 ? 'none' : 'some';
};

/** Searches with a login and a custom header and returns, for each request to the FHIR server, whether it had them. */
async function search(script: Scripted[], fields: IDataObject = {}): Promise<string[]> {
	scripts.set('home', script);
	await runNode({
		parameters: {
			resource: 'resource',
			operation: 'getAll',
			authentication: 'basic',
			resourceType: type('Patient'),
			returnAll: true,
			options: { retries: 0, headers: { header: [{ name: 'X-Api-Key', value: 'k' }] } },
		},
		credentials: {
			fhirBasicAuthApi: { baseUrl: `${home.url}/fhir`, user: 'integration', password: 'secret', ...fields },
		},
	});
	return home.requests.map(hasSecrets);
}

describe('A next link on the origin of the base URL', () => {
	test.each(['/fhirEvil/Patient/1', '/other', '//fhir/Patient', '/FHIR/Patient', '/fhir/../x', '/fhir/%2e%2e/x'])(
		'to %s receives the login, unless the credential narrows it to the base path',
		async (path) => {
			expect(await search([{ next: home.url + path }])).toEqual(['all', 'all']);
			home.requests.length = 0;
			expect(await search([{ next: home.url + path }], { loginBelowBaseUrlOnly: true })).toEqual(['all', 'none']);
		},
	);

	test.each(['/fhir/%2E%2E%2Fx', '/fhir/..%5cx', '/fhir/..;/x', '/x/..%252fy', '/fhir/..%3bx/y'])(
		'that disguises its path receives no login: %s',
		async (path) => {
			expect(await search([{ next: home.url + path }])).toEqual(['all', 'none']);
		},
	);

	test('below the base URL receives the login also where the credential narrows it', async () => {
		const narrow = { loginBelowBaseUrlOnly: true };
		expect(await search([{ next: `${home.url}/fhir?page=2` }], narrow)).toEqual(['all', 'all']);
	});

	test('receives no login outside the base path where another server returned it', async () => {
		scripts.set('there', [{ next: `${home.url}/other` }]);
		expect(await search([{ next: `${there.url}/page` }])).toEqual(['all', 'none']);
		expect(there.requests.map(hasSecrets)).toEqual(['none']);
	});

	test('receives no login outside the base path after a redirect through another server', async () => {
		scripts.set('there', [{ status: 302, location: `${home.url}/other` }]);
		const script = [{ next: `${home.url}/page` }, { status: 302, location: `${there.url}/back` }];
		expect(await search(script)).toEqual(['all', 'all', 'none']);
		expect(there.requests.map(hasSecrets)).toEqual(['none']);
	});

	test('receives no login outside the base path where a response without login returned it', async () => {
		const script = [{ status: 302, location: '/outside' }, { next: `${home.url}/other` }];
		expect(await search(script)).toEqual(['all', 'none', 'none']);
	});
});

describe('A next link to another origin receives no login', () => {
	test.each([
		['another port', () => there.url],
		['another name of the host', () => home.url.replace('127.0.0.1', 'localhost')],
		['a user name before the host', () => home.url.replace('://', '://integration@')],
		['a password before the host', () => home.url.replace('://', '://:secret@')],
		['the host as a user name', () => `http://127.0.0.1@${new URL(there.url).host}`],
		['the host as user name and password', () => `${home.url}@${new URL(there.url).host}`],
		['a backslash before the other host', () => `http:\\\\${new URL(there.url).host}`],
		['a backslash behind the host', () => `${home.url}\\@${new URL(there.url).host}`],
		['no scheme', () => `//${new URL(there.url).host}`],
	])('%s', async (_how, origin) => {
		const [first, ...others] = await search([{ next: `${origin()}/fhir/page?2` }]);
		expect(first).toBe('all');
		expect([...others, ...there.requests.map(hasSecrets)].filter((found) => found !== 'none')).toEqual([]);
	});
});
