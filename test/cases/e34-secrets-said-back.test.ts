import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';
import { authenticationOf, type Credentials, runNode } from '../engine/support/n8n';
import { issues, json, repetitions, type Says } from '../faults/repetitions';
import { listenToLogs, traces } from '../faults/secrets';
import { type ReceivedRequest, startServer, type TestServer } from '../servers/httpServer';
import { basicAuth } from '../helpers/http';

describe('E34: a secret that the server says back', () => {
	const lines = listenToLogs();
	let server: TestServer;
	let says: Says;
	let secretOf: (request: ReceivedRequest) => string;
	let token: string;
	beforeAll(async () => {
		server = await startServer((request, response) => {
			if (request.url === '/token') json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 300 });
			else says(secretOf(request), request, response);
		});
	});
	afterAll(async () => await server.close());

	const run = async (parameters: IDataObject, credentials: Credentials, options: IDataObject = {}) =>
		await runNode({
			credentials,
			parameters: {
				resource: 'resource',
				operation: 'getAll',
				resourceType: type('Patient'),
				authentication: authenticationOf(credentials),
				...parameters,
				options: { retries: 0, ...options },
			},
		});
	const basic = (password: string): Credentials => ({
		fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, user: 'integration', password },
	});
	const oAuth2 = (clientId: string): Credentials => ({
		fhirOAuth2Api: {
			baseUrl: `${server.url}/fhir`,
			tokenUrl: `${server.url}/token`,
			clientId,
			clientAuthentication: 'secretBody',
			clientSecret: 'client-secret-A1',
		},
	});
	const leaks = (result: Awaited<ReturnType<typeof runNode>>, secret: string) =>
		Object.entries({ ...traces(result), hints: result.hints.join('\n'), log: lines.splice(0).join('\n') }).flatMap(
			([part, text]) =>
				[secret, JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form)) ? [part] : [],
		);

	const cases = Object.entries(repetitions);
	it.each(cases)('%s is hidden: the password', async (_where, repetition) => {
		says = repetition;
		secretOf = ({ headers }) =>
			Buffer.from(String(headers.authorization).slice(6), 'base64').toString().slice('integration:'.length);
		const secret = 'pass-Wört/9Lk3Z+&=';
		expect(leaks(await run({}, basic(secret)), secret)).toEqual([]);
	});

	it.each(cases)('%s is hidden: the header of the login', async (_where, repetition) => {
		says = repetition;
		secretOf = ({ headers }) => String(headers.authorization).slice(6);
		const secret = Buffer.from('integration:pass-9Lk3Z').toString('base64');
		expect(leaks(await run({}, basic('pass-9Lk3Z')), secret)).toEqual([]);
	});

	it.each(cases)('%s is hidden: an access token that looks like none', async (_where, repetition) => {
		says = repetition;
		token = '2YotnFZFEjr1zCsicMWpAA';
		secretOf = ({ headers }) => String(headers.authorization).slice('Bearer '.length);
		expect(leaks(await run({}, oAuth2(`e34 ${_where}`)), token)).toEqual([]);
	});

	it.each(cases)('%s is hidden: a token and keys of a FHIR Header Auth API credential', async (_where, repetition) => {
		says = repetition;
		const header = [
			{ name: 'Authorization', value: 'ApiKey n8n:s3cr3t-k3y' },
			{ name: 'apikey', value: 'Wört-44 Tr0B' },
		];
		const byHeaders = { headerType: 'headers', headers: { header } };
		const password = 'pass-Wört:9Lk3Z';
		const basicHeader = basicAuth('integration', password);
		const session = { name: 'Cookie', value: 'a=1; session=cook-1e-5ecret' };
		const byBasic = {
			headerType: 'headers',
			headers: { header: [{ name: 'Authorization', value: basicHeader }, session] },
		};
		for (const [secret, fields] of [
			['static-9Lk3Z+/=', { headerType: 'bearerToken', token: 'static-9Lk3Z+/=' }],
			['n8n:s3cr3t-k3y', byHeaders],
			['Wört-44 Tr0B', byHeaders],
			[password, byBasic],
			['cook-1e-5ecret', byBasic],
		] as const) {
			secretOf = () => secret;
			const result = await run({}, { fhirHeaderAuthApi: { baseUrl: `${server.url}/fhir`, ...fields } });
			expect(leaks(result, secret)).toEqual([]);
		}
	});

	it.each(cases)('%s is hidden: secret key and session token of AWS', async (_where, repetition) => {
		says = repetition;
		const key = {
			accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
			secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
			sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJI',
			region: 'eu-west-1',
			service: 'healthlake',
		};
		for (const secret of [key.secretAccessKey, key.sessionToken]) {
			secretOf = () => secret;
			expect(leaks(await run({}, { fhirAwsApi: { baseUrl: `${server.url}/fhir`, ...key } }), secret)).toEqual([]);
		}
	});

	it.each(cases)('%s is hidden: the value of a header with an API key, and a cookie', async (_where, repetition) => {
		says = repetition;
		for (const [name, value, secret] of [
			['X-Api-Key', 'api-key-44Tr0B', 'api-key-44Tr0B'],
			['Cookie', 'lang=de; session=s3ss10n-id-0815', 's3ss10n-id-0815'],
			['X-Gateway', '9f8a7b6c5d4e3f2a1b0c9d8e', '9f8a7b6c5d4e3f2a1b0c9d8e'],
		] as const) {
			secretOf = () => secret;
			const result = await run({}, basic('another-password'), { headers: { header: [{ name, value }] } });
			// The error that n8n makes also contains the node, with its parameters.
			const { message, description, context } = result.error ?? {};
			expect(JSON.stringify([message, description, context, result.hints, lines.splice(0)])).not.toContain(secret);
		}
	});

	it('is hidden in each entry of a batch', async () => {
		const secret = 'planted-pass-1';
		const entry = [
			{ response: { status: '403', outcome: issues('error', `You sent ${secret}`) } },
			{ response: { status: '201', location: 'Patient/1', outcome: issues('warning', `You sent ${secret}`) } },
		];
		says = (_secret, _request, response) =>
			json(response, 200, { resourceType: 'Bundle', type: 'batch-response', entry });
		const items = {
			resource: 'bundle',
			operation: 'sendItems',
			type: 'batch',
			method: 'POST',
			resourceType: type('Patient'),
			body: '{"resourceType":"Patient"}',
		};
		const result = await runNode({
			credentials: basic(secret),
			input: [{}, {}],
			onError: 'continueErrorOutput',
			parameters: { authentication: 'basic', ...items },
		});
		expect(JSON.stringify(result.errors)).toContain('You sent [secret]');
		expect(result.hints).toEqual(['You sent [secret]']);
		expect(leaks({ ...result, run: { ...result.run } }, secret).filter((part) => part !== 'execution record')).toEqual(
			[],
		);
	});

	it('is hidden in the refusal of the token endpoint: secret, client assertion and its jti', async () => {
		const { generateKeyPairSync } = await import('node:crypto');
		const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({
			format: 'pem',
			type: 'pkcs8',
		});
		let jti = '';
		const endpoint = await startServer(({ body }, response) => {
			const assertion = new URLSearchParams(body.toString()).get('client_assertion') ?? '';
			jti = (JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as { jti: string }).jti;
			json(response, 400, { error: 'invalid_client', error_description: `jti ${jti} of ${assertion} was used before` });
		});
		const login = {
			baseUrl: `${server.url}/fhir`,
			tokenUrl: `${endpoint.url}/token`,
			clientId: 'n8n',
			clientAuthentication: 'privateKeyJwt',
			privateKey,
		};
		const result = await run({}, { fhirOAuth2Api: login });
		await endpoint.close();
		expect(result.error?.description).toContain('jti [secret] of [secret] was used before');
		expect(leaks(result, jti)).toEqual([]);
	});

	it('is hidden also after the token was replaced', async () => {
		token = 'first-opaque-token-1';
		let first = true;
		says = (_secret, { headers }, response) => {
			if (first) {
				first = false;
				token = 'second-opaque-token-2';
				json(response, 401, issues('error', 'Expired'));
			} else json(response, 403, issues('error', `first-opaque-token-1 was replaced by ${headers.authorization}`));
		};
		const { error } = await run({}, oAuth2('e34 replaced'));
		expect(error?.message).toContain('[secret] was replaced by Bearer [secret]');
	});

	it('F46: of one or two letters leaves the words of the server readable', async () => {
		says = (_secret, _request, response) =>
			json(response, 403, issues('error', 'Invalid client credentials of user s, secret'));
		for (const password of ['s', 'se', 'cr']) {
			const { error } = await run({}, basic(password));
			expect(error?.message).toContain('Invalid client credentials of user');
			expect(error?.message).not.toContain('[[');
		}
		expect((await run({}, basic('s'))).error?.message).toContain('user [secret], secret');
	});

	it('that is no secret stays: the ID of a tenant, a language', async () => {
		says = (_secret, _request, response) =>
			json(response, 403, issues('error', 'Tenant a of ward-7 has no patient de'));
		const header = [
			{ name: 'X-Tenant-ID', value: 'a' },
			{ name: 'X-Ward', value: 'ward-7' },
			{ name: 'Accept-Language', value: 'de' },
		];
		const { error } = await run({}, basic('another-password'), { headers: { header } });
		expect(error?.message).toContain('Tenant a of ward-7 has no patient de');
	});

	it('is left as it is in a resource', async () => {
		says = (_secret, _request, response) =>
			json(response, 200, { resourceType: 'Patient', id: '1', name: [{ text: 'another-password' }] });
		const { output } = await run({ operation: 'get', resourceId: '1' }, basic('another-password'));
		expect(output[0]?.json).toMatchObject({ name: [{ text: 'another-password' }] });
	});

	it('is hidden whatever it consists of and however it is repeated', async () => {
		const secret = fc
			.string({ minLength: 8, maxLength: 30 })
			.filter((text) => text.trim().length >= 8 && !/\p{Cc}/u.test(text));
		await fc.assert(
			fc.asyncProperty(secret, fc.constantFrom(...cases), async (password, [, repetition]) => {
				says = repetition;
				secretOf = () => password;
				expect(leaks(await run({}, basic(password)), password)).toEqual([]);
			}),
			{ numRuns: 200 },
		);
	});
});
