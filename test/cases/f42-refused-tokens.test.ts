import type { IDataObject } from 'n8n-workflow';
import { tested } from '../engine/credentials/credentialDialog';
import { outputOf } from '../engine/support/fixtures';
import type { Handler } from '../servers/httpServer';
import { type LoginSite, startLoginSite } from './loginFixture';

const fhirJson = 'application/fhir+json';
const outcome = (code: string, severity = 'error') => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity, code, diagnostics: 'Not accepted' }],
});

interface Refusal {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
}

/** How servers refuse a token. */
const refusals: Record<string, Refusal> = {
	'401 alone': { status: 401 },
	'403 with error="invalid_token"': {
		status: 403,
		headers: {
			'www-authenticate': 'Bearer realm="fhir", error="invalid_token", error_description="The token expired"',
		},
	},
	'400 with error=invalid_token': { status: 400, headers: { 'www-authenticate': 'Bearer error=invalid_token' } },
	'403 with such a header and another issue code': {
		status: 403,
		headers: { 'www-authenticate': 'Bearer error="invalid_token"', 'content-type': fhirJson },
		body: outcome('forbidden'),
	},
	'403 with issue code expired': { status: 403, headers: { 'content-type': fhirJson }, body: outcome('expired') },
	'400 with issue code login': { status: 400, headers: { 'content-type': fhirJson }, body: outcome('login', 'fatal') },
	'403 with issue code login as application/json': {
		status: 403,
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: outcome('login'),
	},
	'403 with issue code expired without a content type': { status: 403, body: outcome('expired') },
	'400 with the code of OAuth in its body': {
		status: 400,
		headers: { 'content-type': 'application/json' },
		body: { error: 'invalid_token', error_description: 'The access token expired' },
	},
};

/** How they refuse a request whose token they accept. */
const others: Record<string, Refusal> = {
	'403 with error="insufficient_scope"': {
		status: 403,
		headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="system/*.rs"' },
	},
	'403 with issue code forbidden': { status: 403, headers: { 'content-type': fhirJson }, body: outcome('forbidden') },
	'400 with issue code invalid': { status: 400, headers: { 'content-type': fhirJson }, body: outcome('invalid') },
	'403 with a note on the login below the reason': {
		status: 403,
		headers: { 'content-type': fhirJson },
		body: {
			resourceType: 'OperationOutcome',
			issue: [...outcome('login', 'information').issue, ...outcome('forbidden').issue],
		},
	},
	'404 with issue code login': { status: 404, headers: { 'content-type': fhirJson }, body: outcome('login') },
	'403 with a web page': { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>expired</h1>' },
};

let site: LoginSite;
let refusal: Refusal = { status: 200 };
/** The tokens that the FHIR server still accepts. */
let isAccepted: (token: string) => boolean = () => true;
let granted = 0;
let grant: IDataObject = {};

const tokens: Handler = (_request, response) => {
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ access_token: `token-${++granted}`, token_type: 'Bearer', expires_in: 300, ...grant }));
};

const fhir: Handler = ({ method, url, headers }, response) => {
	const send = (status: number, more: Record<string, string>, body: unknown) =>
		void response.writeHead(status, more).end(typeof body === 'string' ? body : JSON.stringify(body));
	if (!isAccepted(String(headers.authorization).replace('Bearer ', ''))) {
		return send(refusal.status, refusal.headers ?? {}, refusal.body ?? '');
	}
	const json = { 'content-type': fhirJson };
	if (url?.endsWith('/metadata')) {
		return send(200, json, { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [] }] });
	}
	if (method === 'POST' && url === '/fhir') {
		const entry = [{ response: { status: '201 Created', location: 'Patient/1' } }];
		return send(200, json, { resourceType: 'Bundle', type: 'batch-response', entry });
	}
	if (url?.includes('?')) return send(200, json, { resourceType: 'Bundle', type: 'searchset' });
	return send(method === 'POST' ? 201 : 200, json, { resourceType: 'Patient', id: '1' });
};

beforeAll(async () => (site = await startLoginSite(tokens, fhir)));
afterAll(async () => await site.close());
beforeEach(() => {
	granted = 0;
	grant = {};
	isAccepted = () => true;
	site.fhir.requests.length = 0;
	site.tokens.requests.length = 0;
});

const login = { clientId: 'n8n', clientSecret: 'geheim', clientAuthentication: 'secretBody' };
const authorizations = () => site.fhir.requests.map(({ headers }) => headers.authorization);

const operations: Record<string, IDataObject> = {
	'Resource → Get': {},
	'Resource → Create': { operation: 'create', body: '{"gender":"female"}' },
	'Resource → Get Many': { operation: 'getAll' },
	'Bundle → Send Items': {
		resource: 'bundle',
		operation: 'sendItems',
		itemMethod: 'create',
		body: '{"resourceType":"Patient"}',
		options: { return: 'minimal' },
	},
	'Operation → Run': { resource: 'operation', operation: 'run', operationName: '$example', level: 'system' },
};

describe.each(Object.entries(refusals))('F42: a token that is refused by %s', (_what, how) => {
	beforeEach(() => {
		refusal = how;
		isAccepted = (token) => token !== 'token-1';
	});

	test.each(Object.entries(operations))('is renewed once, and %s sent again', async (_name, parameters) => {
		const { error } = await site.run(login, parameters);
		expect(error).toBeUndefined();
		expect(authorizations()).toEqual(['Bearer token-1', 'Bearer token-2']);
	});

	test('and so is the next: the error speaks of the login, and nothing was carried out', async () => {
		isAccepted = () => false;
		const { error } = await site.run(login, operations['Resource → Create']);
		expect(authorizations()).toEqual(['Bearer token-1', 'Bearer token-2']);
		expect(error?.message).toMatch(/^The server did not accept the login/);
		expect(error?.context?.data).toMatchObject({ effect: 'rejected', status: how.status });
	});

	test('fails the connection test', async () => {
		isAccepted = () => false;
		const test = { testTlsValidation: 'custom', testCaBundle: site.ca.certificate };
		const { status } = await tested('fhirOAuth2ApiTest', site.credential({ ...login, ...test }) as never);
		expect(status).toBe('Error');
	});
});

describe.each(Object.entries(others))('F42: a request that is refused by %s', (_what, how) => {
	test('is not sent again, and the token stays in use', async () => {
		refusal = how;
		isAccepted = () => false;
		const { error } = await site.run(login);
		expect(error?.message).not.toMatch(/did not accept the login/);
		expect(authorizations()).toEqual(['Bearer token-1']);
		expect(granted).toBe(1);
	});
});

test('F42: an error whose body was examined is still explained with the words of the server', async () => {
	refusal = { status: 400, headers: { 'content-type': fhirJson }, body: outcome('invalid') };
	isAccepted = () => false;
	const { error } = await site.run(login);
	expect(error?.message).toContain('Not accepted');
});

test('F42: a Basic Auth login that is refused with 403 is not sent again', async () => {
	refusal = refusals['403 with issue code expired'] ?? refusal;
	isAccepted = () => false;
	const { error } = await site.run(
		login,
		{ authentication: 'basic' },
		{
			credentials: {
				fhirBasicAuthApi: { baseUrl: `${site.fhir.url}/fhir`, user: 'a', password: 'b' },
				fhirCaBundleApi: { caBundle: site.ca.certificate },
			},
		},
	);
	expect(error?.message).toMatch(/^The server did not accept the login/);
	expect(authorizations()).toHaveLength(1);
});

describe('F42: a token response', () => {
	test.each([['', null, '3600', '3600.5', 0, -1, 'soon', true, {}, [], 1e99, 1_795_000_000_000, undefined]].flat())(
		'with expires_in %j is used, for more than one item',
		async (expires_in) => {
			grant = { expires_in };
			expect(outputOf(await site.run(login, { options: { concurrency: 1 } }, { input: [{}, {}] }))).toHaveLength(2);
			expect(granted).toBe(1);
		},
	);

	test.each(['bearer', 'BearerToken', 'Bearer Token', 'JWT', 'urn:ietf:params:oauth:token-type:jwt', '', null, 1])(
		'with token_type %j is used',
		async (token_type) => {
			grant = { token_type };
			expect((await site.run(login)).error).toBeUndefined();
		},
	);

	test.each(['DPoP', 'mac'])(
		'with token_type %s is refused: such a token needs more than itself',
		async (token_type) => {
			grant = { token_type };
			const { error } = await site.run(login);
			expect(error?.message).toBe('The token endpoint returned a token that is not of type Bearer');
			expect(site.fhir.requests).toEqual([]);
		},
	);
});
