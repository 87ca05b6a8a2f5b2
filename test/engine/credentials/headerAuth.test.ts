import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { outputOf, type } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { tested } from './credentialDialog';

const ca = TestCa.create('Hospital Root CA');
const patient = { resourceType: 'Patient', id: '1' };
const key = 'a1b2c3d4-geheim-key';
const token = 'static-geheim-token';

const json = (body: object) => JSON.stringify(body);

/** Accepts the token, or both of the keys. */
const gateway: Handler = (request, response) => {
	const { authorization, apikey, 'ocp-apim-subscription-key': subscription } = request.headers;
	const accepted = authorization === `Bearer ${token}` || (subscription === key && apikey === 'second');
	const statement = {
		resourceType: 'CapabilityStatement',
		rest: [{ mode: 'server', resource: [{ type: 'Patient' }] }],
	};
	response.setHeader('content-type', 'application/fhir+json');
	const { url = '' } = request;
	if (url.endsWith('/metadata')) response.end(json(statement));
	else if (!accepted) response.writeHead(401).end('Access denied due to missing subscription key');
	else if (url.includes('/redirect')) response.writeHead(302, { location: `${elsewhere.url}/fhir/Patient/1` }).end();
	else if (url.includes('?')) {
		const link = [{ relation: 'next', url: `${elsewhere.url}/fhir/page?2` }];
		response.end(json({ resourceType: 'Bundle', type: 'searchset', link, entry: [] }));
	} else response.end(json(patient));
};

let server: TestServer;
let elsewhere: TestServer;
beforeAll(async () => {
	server = await startServer(gateway, { tls: ca.issue() });
	elsewhere = await startServer(
		({ url = '' }, response) => {
			response.setHeader('content-type', 'application/fhir+json');
			response.end(json(url.includes('page') ? { resourceType: 'Bundle', type: 'searchset', entry: [] } : patient));
		},
		{ tls: ca.issue() },
	);
});
afterAll(async () => await Promise.all([server.close(), elsewhere.close()]));
beforeEach(() => {
	server.requests.length = 0;
	elsewhere.requests.length = 0;
});

const rows = (...pairs: Array<[name: string, value: string]>) => ({
	headerType: 'headers',
	headers: { header: pairs.map(([name, value]) => ({ name, value })) },
});
const keys = rows(['Ocp-Apim-Subscription-Key', key], ['apikey', 'second']);

async function run(fields: IDataObject, parameters: IDataObject = {}) {
	return await runNode({
		parameters: {
			resource: 'resource',
			operation: 'get',
			authentication: 'header',
			tlsValidation: 'custom',
			resourceType: type('Patient'),
			resourceId: '1',
			...parameters,
			options: { retries: 0, ...(parameters.options as IDataObject | undefined) },
		},
		credentials: {
			fhirHeaderAuthApi: { baseUrl: `${server.url}/fhir`, ...fields },
			fhirCaBundleApi: { caBundle: ca.certificate },
		},
	});
}

describe('FHIR Header Auth API: a request carries', () => {
	it.each([token, `Bearer ${token}`, ` ${token}\n`])('the bearer token, entered as "%s"', async (entered) => {
		expect(outputOf(await run({ headerType: 'bearerToken', token: entered }))).toEqual([patient]);
		expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
	});

	it('several API keys, and no Authorization', async () => {
		expect(outputOf(await run(keys))).toEqual([patient]);
		expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
	});

	it('an Authorization header with another scheme, beside an API key', async () => {
		const fields = rows(['Authorization', 'ApiKey abc:def'], ['Ocp-Apim-Subscription-Key', key], ['apikey', 'second']);
		expect(outputOf(await run(fields))).toEqual([patient]);
		expect(server.requests[0]?.headers.authorization).toBe('ApiKey abc:def');
	});

	it('nothing of the fields that are not shown', async () => {
		outputOf(await run({ ...keys, headerType: 'bearerToken', token }));
		expect(server.requests[0]?.headers).not.toHaveProperty('apikey');
	});
});

describe('FHIR Header Auth API: before anything is sent, an error names', () => {
	it.each<[what: string, fields: IDataObject, message: RegExp]>([
		['an empty token', { token: ' ' }, /^"Token" is empty/],
		['a token that is only a scheme', { token: 'Bearer ' }, /^"Token" is empty/],
		['a token with a line break in it', { token: 'a\nb' }, /^"Token" contains a blank/],
		['no header at all', rows(), /^"Headers" is empty/],
		['a header without a name', rows(['', 'x']), /a header without a name/],
		['a header without a value', rows(['apikey', ' ']), /no value for "apikey"/],
		['a name with a colon', rows(['apikey:', 'x']), /a name that no header can have/],
		['a value with a line break', rows(['apikey', 'x\r\nHost: evil']), /a value for "apikey" with a line break/],
		['a value with a character that cannot be sent', rows(['apikey', 'x→y']), /a value for "apikey"/],
		['the same header twice', rows(['apikey', 'x'], ['ApiKey', 'y']), /"ApiKey" twice/],
		['two Authorization headers', rows(['Authorization', 'x'], ['authorization', 'y']), /"authorization" twice/],
		['a header that HTTP needs itself', rows(['Host', 'x']), /"Host", which is not a header for logging in/],
		['a header that the node sets', rows(['Content-Type', 'text/plain']), /"Content-Type", which is not/],
		['a condition', rows(['If-Match', '*']), /"If-Match", which is not/],
	])('%s', async (_what, fields, message) => {
		const { error } = await run(fields);
		expect(error?.message).toMatch(message);
		expect(error?.message).not.toMatch(/evil|geheim/);
		expect(server.requests).toEqual([]);
	});

	it('a header that is in the credential and in the options', async () => {
		const header = [{ name: 'APIKEY', value: 'third' }];
		const { error } = await run(keys, { options: { headers: { header } } });
		expect(error?.message).toMatch(/"apikey" is in the credential and also under "Headers"/);
		expect(server.requests).toEqual([]);
	});
});

describe('FHIR Header Auth API: another server gets neither token nor keys', () => {
	it.each<[string, IDataObject]>([
		['a bearer token', { headerType: 'bearerToken', token }],
		['API keys', keys],
	])('of %s, after a redirect, in a next link and in a reference', async (_what, fields) => {
		outputOf(await run(fields, { operation: 'getAll', returnAll: true }));
		outputOf(await run(fields, { resourceId: 'redirect' }));
		const reference = { resource: 'reference', operation: 'resolve', reference: `${elsewhere.url}/fhir/Patient/1` };
		outputOf(await run(fields, { ...reference, context: '', options: { otherServers: true } }));
		expect(elsewhere.requests).toHaveLength(3);
		expect(JSON.stringify(elsewhere.requests)).not.toMatch(/geheim|second|apikey|authorization/i);
	});
});

describe('FHIR Header Auth API: a refused login', () => {
	const jwt = (exp: number) =>
		['{"alg":"none"}', json({ exp }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

	it('by an expired token says when it expired', async () => {
		const { error } = await run({ token: jwt(Date.UTC(2024, 0, 31, 12, 30) / 1000) });
		expect(error?.message).toBe('The token in the credential expired on 2024-01-31 at 12:30 UTC');
		expect(error?.description).toMatch(/new token.*OAuth2/);
		expect(error?.context?.data).toMatchObject({ kind: 'authorization', status: 401, effect: 'rejected' });
	});

	it.each([
		['a token that is still valid', jwt(4e9)],
		['a token that is not a JWT', 'wrong-geheim'],
		['a JWT without a time', jwt(NaN)],
	])('by %s says that the server did not accept it, in its words', async (_what, wrong) => {
		const { error } = await run({ token: wrong });
		expect(error?.message).toMatch(/did not accept the login: Access denied due to missing subscription key/);
		expect(error?.description).toMatch(/token or API key/);
		expect(JSON.stringify(error)).not.toContain(wrong);
	});
});

describe('Connection test of FHIR Header Auth API:', () => {
	const test = async (fields: IDataObject) =>
		await tested('fhirHeaderAuthApiTest', {
			baseUrl: `${server.url}/fhir`,
			testTlsValidation: 'custom',
			testCaBundle: ca.certificate,
			...(fields as Record<string, never>),
		});

	it('the right token passes, and so do the right keys', async () => {
		expect(await test({ headerType: 'bearerToken', token })).toMatchObject({ status: 'OK' });
		expect(await test(keys)).toMatchObject({ status: 'OK' });
	});

	it.each<[string, IDataObject, RegExp]>([
		[
			'a wrong token',
			{ token: 'wrong-geheim' },
			/did not accept the login of this credential: Access denied due to missing subscription key\. .* token or key again/,
		],
		['a wrong key', rows(['Ocp-Apim-Subscription-Key', 'wrong-geheim']), /did not accept the login/],
		['no token', {}, /"Token" is empty/],
	])('%s fails, although /metadata is public', async (_what, fields, message) => {
		const result = await test(fields);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(result.message).not.toContain('geheim');
	});
});
