import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8N_VERSION } from '../../demo/n8nHome';
import { awsKey, type HealthLake, startHealthLake, temporaryKey } from '../../servers/aws/healthLake';
import { TestCa } from '../../servers/certificates';
import { startServer, type TestServer } from '../../servers/httpServer';
import { BASIC_CLIENT } from '../../servers/oauthServer';
import { type Hospital, type SpawnedFhirServer, spawnServer } from '../../servers/spawn';
import { login } from '../support/fixtures';
import type { HttpRequestResult, HttpRequestRun } from './httpRequestNode.child';

/** The n8n that the demo has installed: the HTTP Request node is part of n8n, not of a dependency of this package. */
const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-fhir', `n8n-${N8N_VERSION}`);
const installed = existsSync(join(home, '.complete'));
const why = installed ? '' : ` (skipped: \`npm run demo\` has not installed n8n into ${home} yet)`;

const ca = TestCa.create('Hospital Root CA');

(installed ? describe : describe.skip)(`n8n’s HTTP Request node with a Predefined Credential Type${why}:`, () => {
	let basic: SpawnedFhirServer;
	let hospital: Hospital;
	let child: ChildProcess;
	let lake: HealthLake;
	let gateway: TestServer;
	let elsewhere: TestServer;
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-fhir-'));

	beforeAll(async () => {
		const tls = ca.issue();
		[basic, hospital] = await Promise.all([
			spawnServer('fhir', { tls, basic: login, examples: ['Patient'] }),
			spawnServer('hospital', { fhir: { tls, examples: ['Patient'] }, oauth: { tls, clients: [BASIC_CLIENT] } }),
		]);
		lake = await startHealthLake({ tls });
		elsewhere = await startServer((_request, response) => void response.end('{"resourceType":"Patient"}'), { tls });
		gateway = await startServer(
			({ url = '' }, response) => {
				if (url.includes('redirect')) response.writeHead(302, { location: `${elsewhere.url}/fhir` });
				response.end('{"resourceType":"Patient","id":"example"}');
			},
			{ tls },
		);
		// n8n's own client trusts what Node trusts: an administrator has to add an internal CA.
		const bundle = join(folder, 'ca.pem');
		writeFileSync(bundle, ca.certificate);
		child = fork(join(__dirname, 'httpRequestNode.child.ts'), {
			execArgv: ['--import', 'tsx'],
			env: { ...process.env, NODE_EXTRA_CA_CERTS: bundle, N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY: 'test' },
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
	}, 60_000);
	afterAll(async () => {
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.disconnect();
		await Promise.all([
			ended,
			...[basic, hospital, lake, gateway, elsewhere].map(async (server) => await server.close()),
		]);
		rmSync(folder, { recursive: true });
	});

	async function get(message: Omit<HttpRequestRun, 'home'>): Promise<HttpRequestResult> {
		return await new Promise((resolve, reject) => {
			child.once('message', (result) => resolve(result as HttpRequestResult));
			child.once('exit', () => reject(new Error('The child ended')));
			child.send({ ...message, home });
		});
	}

	const patient = [expect.objectContaining({ resourceType: 'Patient', id: 'example' })];

	test('FHIR Basic Auth API logs in', async () => {
		const url = `${basic.baseUrl}/Patient/example`;
		const stored = { baseUrl: basic.baseUrl, ...login };
		expect(await get({ url, type: 'fhirBasicAuthApi', stored })).toMatchObject({ output: patient });
		expect((await get({ url, type: 'fhirBasicAuthApi', stored: { ...stored, password: 'no' } })).error).toMatch(
			/Authorization/,
		);
	}, 60_000);

	test('FHIR Basic Auth API is sent to its own server only, unless another domain is named', async () => {
		const elsewhere = `${basic.baseUrl.replace('localhost', '127.0.0.1')}/Patient/example`;
		const stored = { baseUrl: basic.baseUrl, ...login };
		const refused = await get({ url: elsewhere, type: 'fhirBasicAuthApi', stored });
		expect(refused.error).toMatch(/is not sent to 127\.0\.0\.1/);
		const named = { ...stored, allowedHttpRequestDomains: 'domains', allowedDomains: '127.0.0.1' };
		expect(await get({ url: elsewhere, type: 'fhirBasicAuthApi', stored: named })).toMatchObject({ output: patient });
	}, 60_000);

	test('FHIR No Login API sends nothing of its own, and lets requests go to its own server only', async () => {
		const stored = { baseUrl: `${gateway.url}/fhir` };
		const url = `${gateway.url}/fhir/Patient/example`;
		expect(await get({ url, type: 'fhirNoLoginApi', stored })).toMatchObject({ output: patient });
		expect(gateway.requests.at(-1)?.headers).not.toHaveProperty('authorization');
		const refused = await get({ url: `${elsewhere.url}/fhir/Patient/1`, type: 'fhirNoLoginApi', stored });
		expect(refused.error).toMatch(/is not the server of its base URL/);
	}, 60_000);

	test('FHIR OAuth2 API fetches a token, reuses it, and fetches a new token when the server rejects it', async () => {
		const { fhir, oauth } = hospital;
		const url = `${fhir.baseUrl}/Patient/example`;
		const stored = {
			baseUrl: fhir.baseUrl,
			accessToken: '',
			clientId: BASIC_CLIENT.id,
			clientSecret: BASIC_CLIENT.secret,
			clientAuthentication: 'secretHeader',
			scope: 'system/*.rs',
		};
		const first = await get({ url, type: 'fhirOAuth2Api', stored });
		expect(first).toMatchObject({ output: patient, stored: { accessToken: expect.stringMatching(/./) } });
		expect(await get({ url, type: 'fhirOAuth2Api', stored: first.stored })).toMatchObject({ output: patient });
		expect(await oauth.tokenCalls()).toBe(1);
		await oauth.revokeAll();
		const second = await get({ url, type: 'fhirOAuth2Api', stored: first.stored });
		expect(second).toMatchObject({ output: patient });
		expect(second.stored.accessToken).not.toBe(first.stored.accessToken);
		expect(await oauth.tokenCalls()).toBe(2);
	}, 60_000);

	test('FHIR OAuth2 API applies Allowed Domains to the token request too', async () => {
		const { fhir, oauth } = hospital;
		const stored = {
			baseUrl: fhir.baseUrl,
			accessToken: '',
			clientId: 'other',
			clientSecret: 'x',
			tokenUrl: oauth.tokenUrl.replace('localhost', '127.0.0.1'),
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'localhost',
		};
		const before = await oauth.tokenCalls();
		const { error } = await get({ url: `${fhir.baseUrl}/Patient/example`, type: 'fhirOAuth2Api', stored });
		expect(error).toMatch(/Domain not allowed/);
		expect(await oauth.tokenCalls()).toBe(before);
	}, 60_000);

	describe('FHIR Header Auth API', () => {
		const stored = () => ({
			baseUrl: `${gateway.url}/fhir`,
			headerType: 'headers',
			headers: {
				header: [
					{ name: 'X-Api-Key', value: 'geheim-1' },
					{ name: 'Authorization', value: 'ApiKey geheim-2' },
				],
			},
		});
		beforeEach(() => {
			gateway.requests.length = 0;
			elsewhere.requests.length = 0;
		});

		test('sends its headers, or its bearer token', async () => {
			const url = `${gateway.url}/fhir/Patient/example`;
			expect(await get({ url, type: 'fhirHeaderAuthApi', stored: stored() })).toMatchObject({ output: patient });
			const token = { ...stored(), headerType: 'bearerToken', token: 'abc' };
			expect(await get({ url, type: 'fhirHeaderAuthApi', stored: token })).toMatchObject({ output: patient });
			expect(gateway.requests.map(({ headers }) => [headers['x-api-key'], headers.authorization])).toEqual([
				['geheim-1', 'ApiKey geheim-2'],
				[undefined, 'Bearer abc'],
			]);
		}, 60_000);

		test('goes to no other origin, not even after a redirect, unless the domain is named', async () => {
			const url = `${elsewhere.url}/fhir/Patient/1`;
			for (const address of [url, url.replace('localhost', '127.0.0.1')]) {
				const { error } = await get({ url: address, type: 'fhirHeaderAuthApi', stored: stored() });
				expect(error).toMatch(/is not sent to .*"Allowed HTTP Request Domains"/);
			}
			await get({ url: `${gateway.url}/redirect`, type: 'fhirHeaderAuthApi', stored: stored() });
			expect(gateway.requests).toHaveLength(1);
			expect(elsewhere.requests).toEqual([]);
			const named = { ...stored(), allowedHttpRequestDomains: 'domains', allowedDomains: 'localhost' };
			await get({ url, type: 'fhirHeaderAuthApi', stored: named });
			expect(elsewhere.requests[0]?.headers).toMatchObject({ 'x-api-key': 'geheim-1' });
		}, 60_000);
	});

	describe('FHIR AWS API', () => {
		const stored = (key = awsKey) => ({ baseUrl: lake.baseUrl, ...key, region: 'eu-west-1', service: 'healthlake' });
		const send = async (path: string, parameters: Record<string, unknown>, key = awsKey) =>
			await get({ url: `${lake.baseUrl}${path}`, type: 'fhirAwsApi', stored: stored(key), parameters });
		beforeEach(() => {
			lake.requests.length = 0;
			elsewhere.requests.length = 0;
		});

		test('signs reads, searches and writes', async () => {
			expect(await send('Patient/example', {}, temporaryKey)).toMatchObject({ output: patient });
			const parameters = [
				{ name: 'name', value: "O'Brien + Söhne" },
				{ name: 'birthdate', value: 'ge1970-01-01' },
			];
			const search = { sendQuery: true, queryParameters: { parameters } };
			expect((await send('Patient', search)).output).toEqual([expect.objectContaining({ resourceType: 'Bundle' })]);
			const jsonBody = '{"resourceType":"Patient","name":[{"family":"Söhne"}]}';
			const create = { method: 'POST', sendBody: true, specifyBody: 'json', jsonBody };
			expect((await send('Patient', create)).output).toEqual([{ id: 'new', ...(JSON.parse(jsonBody) as object) }]);
			const raw = { method: 'PUT', sendBody: true, contentType: 'raw', rawContentType: 'application/fhir+json' };
			// n8n streams the response to such a body, which only its own detection of the format reads.
			const { output } = await send('Patient/1', { ...raw, body: ` ${jsonBody}\n`, options: {} });
			expect(output).toEqual([{ data: JSON.stringify({ id: 'new', ...(JSON.parse(jsonBody) as object) }) }]);
			expect(lake.requests).toHaveLength(4);
		}, 60_000);

		test('goes to no other origin', async () => {
			const url = `${elsewhere.url}/datastore/0/r4/Patient/1`;
			expect((await get({ url, type: 'fhirAwsApi', stored: stored() })).error).toMatch(/is not sent to localhost/);
			lake.redirectTo = url;
			await send('Patient/1', {}, temporaryKey);
			expect(lake.requests).toHaveLength(1);
			expect(elsewhere.requests).toEqual([]);
		}, 60_000);
	});
});
