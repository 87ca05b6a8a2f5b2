import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { type Handler, type Recorded, startServer, type TestServer } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { runNode, type RunResult } from '../support/n8n';

const ca = TestCa.create('Hospital Root CA');
const clients = TestCa.create('Clients CA');
const own = clients.issue({ client: true, commonName: 'n8n' });
/** Requests a client certificate and records it, but accepts clients without a certificate. */
const asking = () => {
	const { chain, key } = ca.issue();
	return { cert: chain, key, requestCert: true, rejectUnauthorized: false, ca: clients.certificate };
};

const secret = 'secret-c0ffee';
const patient = { resourceType: 'Patient', id: '1' };
const page = (links: IDataObject[]) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	link: links,
	entry: [{ resource: patient, search: { mode: 'match' } }],
});

/** The FHIR server: `script` makes its responses lead to other servers. */
let home: TestServer;
let script: (path: string) => { status?: number; location?: string; body?: object } | undefined;
/** Another server: it records the requests and responds to each with a patient. */
let elsewhere: TestServer;
let plain: TestServer;

beforeAll(async () => {
	const sameOrigin: Handler = ({ url = '' }, response) => {
		const { status = 200, location, body = patient } = script(url) ?? {};
		response.writeHead(status, {
			'content-type': 'application/fhir+json',
			'set-cookie': `session=${secret}`,
			...(location !== undefined && { location }),
		});
		response.end(JSON.stringify(body));
	};
	const crossOrigin: Handler = ({ url = '' }, response) => {
		response.setHeader('content-type', 'application/fhir+json');
		response.end(
			JSON.stringify(url.startsWith('/token') ? { access_token: 'token-1', token_type: 'Bearer' } : bodyFor(url)),
		);
	};
	home = await startServer(sameOrigin, { tls: asking() });
	elsewhere = await startServer(crossOrigin, { tls: asking() });
	plain = await startServer(crossOrigin);
});
afterAll(async () => await Promise.all([home.close(), elsewhere.close(), plain.close()]));
beforeEach(() => {
	for (const { requests } of [home, elsewhere, plain]) requests.length = 0;
	script = () => undefined;
});

function bodyFor(url: string): object {
	if (url.includes('smart-configuration')) return { token_endpoint: `${elsewhere.url}/token` };
	return url.includes('page') ? page([]) : patient;
}

const logins: Record<string, IDataObject> = {
	basic: { user: 'integration', password: secret },
	oAuth2: { clientId: 'client-1', clientAuthentication: 'secretHeader', clientSecret: secret },
};

/** Runs the node with all secrets that a connection can have: login, client certificate, header of an API gateway, cookie. */
async function run(parameters: IDataObject, fields: IDataObject = {}): Promise<RunResult> {
	const { authentication = 'basic' } = parameters;
	const login = { baseUrl: `${home.url}/fhir`, ...logins[String(authentication)], ...fields };
	const options = {
		headers: { header: ['X-Api-Key', 'Cookie'].map((name) => ({ name, value: `k=${secret}` })) },
		retries: 0,
		...(parameters.options as IDataObject | undefined),
	};
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'basic',
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			...parameters,
			options,
		},
		credentials: {
			fhirBasicAuthApi: login,
			fhirOAuth2Api: login,
			fhirCaBundleApi: {
				caBundle: ca.certificate,
				mutualTls: true,
				clientCertificate: own.cert,
				clientPrivateKey: own.key,
			},
		},
	});
}

/** All parts of a request that are meant for one server only. */
const secretsIn = ({ headers, body, url, clientCertificate }: Recorded) => ({
	authorization: headers.authorization,
	cookie: headers.cookie,
	apiKey: headers['x-api-key'],
	clientCertificate,
	text: JSON.stringify([headers, body, url]).includes(secret),
});
const none = {
	authorization: undefined,
	cookie: undefined,
	apiKey: undefined,
	clientCertificate: undefined,
	text: false,
};
const all = {
	authorization: expect.any(String),
	cookie: `k=${secret}`,
	apiKey: `k=${secret}`,
	clientCertificate: 'n8n',
	text: true,
};

/** Expects `count` requests without secrets at the other server. */
function expectNoLeak(count = 1): void {
	expect(elsewhere.requests.map(secretsIn)).toEqual(Array(count).fill(none));
	expect(home.requests.map(secretsIn)).toContainEqual(all);
}

describe('Another server receives no Authorization, cookie, custom header or client certificate', () => {
	test('in a next link', async () => {
		script = () => ({ body: page([{ relation: 'next', url: `${elsewhere.url}/fhir/page?2` }]) });
		expect(outputOf(await run({ operation: 'getAll', returnAll: true }))).toHaveLength(1);
		expectNoLeak();
	});

	test.each([301, 302, 303, 307, 308])('after a redirect with status %d', async (status) => {
		script = () => ({ status, location: `${elsewhere.url}/fhir/Patient/1` });
		expect(outputOf(await run({}))).toEqual([patient]);
		expectNoLeak();
	});

	test('after a redirect of a next page', async () => {
		script = (url) =>
			url.includes('page')
				? { status: 307, location: `${elsewhere.url}/page` }
				: { body: page([{ relation: 'next', url: `${home.url}/fhir/page?2` }]) };
		outputOf(await run({ operation: 'getAll', returnAll: true }));
		expectNoLeak();
	});

	test('when Reference → Resolve follows an absolute reference to it', async () => {
		await run({});
		const reference = `${elsewhere.url}/fhir/Patient/1`;
		const there = { resource: 'reference', operation: 'resolve', reference, context: '' };
		expect((await run(there)).error).toBeDefined();
		expect(elsewhere.requests).toHaveLength(0);
		outputOf(await run({ ...there, options: { otherServers: true } }));
		expectNoLeak();
	});

	test('when Binary → Download reads a URL on it', async () => {
		await run({});
		const reference = `${elsewhere.url}/files/1.pdf`;
		outputOf(await run({ resource: 'binary', operation: 'download', findBy: 'reference', reference }));
		expectNoLeak();
	});

	test('after a redirect of the SMART configuration (as a token endpoint only the client secret)', async () => {
		script = (url) =>
			url.includes('smart-configuration')
				? { status: 302, location: `${elsewhere.url}/smart-configuration` }
				: undefined;
		outputOf(await run({ authentication: 'oAuth2' }));
		const [discovery, token] = elsewhere.requests;
		expect(discovery && secretsIn(discovery)).toEqual(none);
		// A token endpoint receives the client secret, as OAuth requires, and no other secret.
		expect(token && secretsIn(token)).toEqual({ ...none, authorization: expect.stringMatching(/^Basic /) });
		expect(home.requests.map(secretsIn).at(-1)).toEqual({ ...all, authorization: 'Bearer token-1' });
	});
});

test('An entered token URL on another server receives the client certificate, but no cookie or custom header', async () => {
	outputOf(await run({ authentication: 'oAuth2' }, { tokenUrl: `${elsewhere.url}/token` }));
	expect(elsewhere.requests.map(secretsIn)).toEqual([
		{ ...none, authorization: expect.stringMatching(/^Basic /), clientCertificate: 'n8n' },
	]);
});

test('A write is not redirected to another server', async () => {
	script = () => ({ status: 307, location: `${elsewhere.url}/fhir/Patient` });
	const { error } = await run({ operation: 'create', body: '{"resourceType":"Patient"}' });
	expect(error).toBeDefined();
	expect(home.requests).toHaveLength(1);
	expect(elsewhere.requests).toHaveLength(0);
});

describe('Path of the base URL:', () => {
	test.each([
		'/fhirEvil/Patient/1',
		'/other',
		'/fhir/../other',
		'/fhir/%2e%2e/other',
		'/fhir/%2E%2E%2Fother',
		'/fhir/..%5cother',
		'/fhir/..;/other',
	])('a redirect or a reference to %s receives no login', async (location) => {
		for (const way of ['redirect', 'reference']) {
			home.requests.length = 0;
			script = () => (way === 'redirect' && home.requests.length === 1 ? { status: 302, location } : undefined);
			if (way === 'redirect') await run({});
			else {
				const reference = `${home.url}${location}`;
				await run({ resource: 'binary', operation: 'download', findBy: 'reference', reference });
			}
			expect(home.requests.map(secretsIn)).toEqual(way === 'redirect' ? [all, none] : [none]);
		}
	});

	test('a next link to the base URL itself receives the login (HAPI)', async () => {
		script = (url) => ({
			body: page(url.includes('getpages') ? [] : [{ relation: 'next', url: `${home.url}/fhir?_getpages=1` }]),
		});
		outputOf(await run({ operation: 'getAll', returnAll: true }));
		expect(home.requests.map(secretsIn)).toEqual([all, all]);
	});
});

describe('A server on https never leads to http by', () => {
	test.each<[string, () => { status?: number; location?: string; body?: object }]>([
		['a redirect', () => ({ status: 302, location: `${plain.url}/fhir/Patient` })],
		['a next link', () => ({ body: page([{ relation: 'next', url: `${plain.url}/fhir/page` }]) })],
	])('%s', async (_way, response) => {
		script = response;
		const { error } = await run({ operation: 'getAll', returnAll: true });
		expect(error?.message).toMatch(/http/);
		expect(plain.connections()).toBe(0);
	});

	test('a token URL, entered or discovered', async () => {
		const typed = await run({ authentication: 'oAuth2' }, { tokenUrl: `${plain.url}/token` });
		expect(typed.error?.message).toContain('not encrypted');
		script = (url) =>
			url.includes('smart-configuration') ? { body: { token_endpoint: `${plain.url}/token` } } : undefined;
		const named = await run({ authentication: 'oAuth2' }, { baseUrl: `${home.url}/fhir/r4` });
		expect(named.error?.message).toContain('not encrypted');
		expect(plain.connections()).toBe(0);
	});
});
