import type { IDataObject } from 'n8n-workflow';
import { Agent, request } from 'undici';
import { waitUntil } from '../../helpers/async';
import { startServer } from '../../servers/httpServer';
import { FORBIDDEN_SCOPE, POST_CLIENT } from '../../servers/oauthServer';
import { outputOf } from '../support/fixtures';
import { keys, type OAuthHospital, startOAuthHospital } from './oAuth2Fixture';

let hospital: OAuthHospital;

beforeAll(async () => {
	hospital = await startOAuthHospital();
});
afterAll(async () => await hospital.close());

const patient = [expect.objectContaining({ resourceType: 'Patient', id: 'example' })];
const items = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));
const signed = (clientId: string, privateKey: string, fields: IDataObject = {}) => ({
	clientId,
	clientAuthentication: 'privateKeyJwt',
	privateKey,
	...fields,
});

describe('FHIR OAuth2 API logs in with', () => {
	test.each<[string, IDataObject]>([
		['a form-encoded secret in the header', {}],
		[
			'a secret in the body',
			{ clientId: POST_CLIENT.id, clientAuthentication: 'secretBody', clientSecret: POST_CLIENT.secret },
		],
		['a JWT signed with RS384', signed('rsa-client', keys.rsa, { algorithm: 'RS384' })],
		[
			'a JWT signed with ES384 by an encrypted key',
			signed('ec-client', keys.ec, { privateKeyPassphrase: keys.passphrase }),
		],
		['a JWT signed by a JWK', signed('ec-client', keys.jwk, { jku: 'https://hospital.example.org/jwks.json' })],
		['a token for a resource (RFC 8707)', { resource: 'https://fhir.example.org/r4' }],
		['a token URL from the SMART configuration', { tokenUrl: '' }],
	])('%s', async (_how, fields) => {
		expect(outputOf(await hospital.read(hospital.credential(fields)))).toEqual(patient);
	});

	test('a raw secret in the header, where the server does not decode the secret', async () => {
		const oracle = await startOAuthHospital({ rawBasic: true });
		const encoded = await oracle.read();
		const raw = await oracle.read(oracle.credential({ clientAuthentication: 'secretHeaderRaw' }));
		await oracle.close();
		expect(encoded.error?.message).toContain('does not accept the client ID and secret');
		expect(String(encoded.error?.description)).toContain('Oracle Health');
		expect(outputOf(raw)).toEqual(patient);
	});

	test('a token URL from the CapabilityStatement, where the server has no SMART configuration', async () => {
		const { ca, oauth } = hospital;
		const requested: string[] = [];
		const server = await startServer(
			(request, response) => {
				requested.push(request.url ?? '');
				const uri = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
				const extension = [{ url: uri, extension: [{ url: 'token', valueUri: oauth.tokenUrl }] }];
				const bodies: Record<string, object> = {
					'/fhir/metadata': {
						resourceType: 'CapabilityStatement',
						rest: [{ mode: 'server', security: { extension } }],
					},
					'/fhir/Patient/example': { resourceType: 'Patient', id: 'example' },
				};
				const body = bodies[request.url ?? ''];
				const login = request.headers.authorization?.startsWith('Bearer ') || request.url !== '/fhir/Patient/example';
				response.writeHead(!body ? 404 : login ? 200 : 401, { 'content-type': 'application/fhir+json' });
				response.end(JSON.stringify(body ?? { resourceType: 'OperationOutcome', issue: [] }));
			},
			{ tls: ca.issue() },
		);
		const result = await hospital.read(hospital.credential({ tokenUrl: '', baseUrl: `${server.url}/fhir` }));
		await server.close();
		expect(outputOf(result)).toEqual(patient);
		expect(requested).toEqual(['/fhir/.well-known/smart-configuration', '/fhir/metadata', '/fhir/Patient/example']);
	});
});

describe('FHIR OAuth2 API explains the refusal of a token for', () => {
	test.each<[string, IDataObject, string, RegExp]>([
		[
			'a wrong secret',
			{ clientSecret: 'geheim-7' },
			'The token endpoint does not accept the client ID and secret',
			/Enter "Client ID" and "Client Secret" again/,
		],
		[
			'a key that is not registered',
			signed('ec-client', keys.rsa, { kid: 'n8n-1' }),
			'The token endpoint does not accept the signed JWT of this client',
			/registered with the server under the key ID/,
		],
		[
			'a key with a wrong passphrase',
			signed('ec-client', keys.ec, { privateKeyPassphrase: 'no' }),
			'"Private Key"',
			/Passphrase/,
		],
		[
			'a scope that the client is not allowed',
			{ scope: `system/*.rs ${FORBIDDEN_SCOPE}` },
			'The token endpoint does not grant the requested scopes',
			/scope/i,
		],
	])('%s', async (_what, fields, message, advice) => {
		const { error, output } = await hospital.read(hospital.credential(fields));
		expect(output).toEqual([]);
		expect(error?.message).toContain(message);
		expect(String(error?.description)).toMatch(advice);
		expect(JSON.stringify(error)).not.toMatch(/geheim-7|eyJ[\w-]{8}/);
	});

	test('a wrong secret after one token call for 100 items', async () => {
		const credential = hospital.credential({ clientSecret: 'geheim-8' });
		const calls = await hospital.tokenCalls(async () => {
			const { errors } = await hospital.read(credential, { input: items(100), onError: 'continueErrorOutput' });
			expect(errors).toHaveLength(100);
		});
		expect(calls).toBe(1);
	});
});

test('FHIR OAuth2 API signs a new assertion for each token call: the server rejects a replayed assertion', async () => {
	await hospital.oauth.forget();
	outputOf(await hospital.read(hospital.credential(signed('rsa-client', keys.rsa))));
	const [call] = await hospital.oauth.requests();
	const dispatcher = new Agent({ connect: { ca: hospital.ca.certificate } });
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	const replay = await request(hospital.oauth.tokenUrl, { method: 'POST', headers, body: call?.body, dispatcher });
	expect([replay.statusCode, await replay.body.text()]).toEqual([401, expect.stringContaining('invalid_client')]);
	await dispatcher.close();
	const assertion = new URLSearchParams(call?.body).get('client_assertion') ?? '';
	const claims = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as IDataObject;
	expect(claims).toMatchObject({ iss: 'rsa-client', sub: 'rsa-client', aud: hospital.oauth.tokenUrl });
	expect(Number(claims.exp) * 1000 - Date.now()).toBeLessThanOrEqual(300_000);
});

describe('FHIR OAuth2 API:', () => {
	test('50 parallel executions of 20 items share one token call', async () => {
		const credential = hospital.credential();
		const calls = await hospital.tokenCalls(async () => {
			const runs = Array.from({ length: 50 }, async () =>
				outputOf(await hospital.read(credential, { input: items(20) })),
			);
			expect((await Promise.all(runs)).flat()).toHaveLength(1000);
		});
		expect(calls).toBe(1);
	});

	test('a token that is revoked during the execution costs one more token call, and no item fails', async () => {
		const credential = hospital.credential();
		await hospital.fhir.setLatency(20);
		const calls = await hospital.tokenCalls(async () => {
			const running = hospital.read(credential, { input: items(200) });
			await waitUntil(async () => (await hospital.fhir.stats()).requests > 0);
			await hospital.fhir.forget();
			await waitUntil(async () => (await hospital.fhir.requests()).length >= 40);
			await hospital.oauth.revokeAll();
			expect(outputOf(await running)).toHaveLength(200);
		});
		await hospital.fhir.setLatency(0);
		expect(calls).toBe(2);
	});

	test('credentials that differ share no token, and a corrected secret takes effect at once', async () => {
		const wrong = hospital.credential({ clientSecret: 'mistyped' });
		const right = { ...wrong, clientSecret: hospital.credential().clientSecret };
		expect((await hospital.read(wrong)).error).toBeDefined();
		expect(outputOf(await hospital.read(right))).toEqual(patient);
		expect((await hospital.read(wrong)).error).toBeDefined();
	});

	test('a token is not used under other Allowed Domains than those it was fetched under', async () => {
		const credential = hospital.credential({ tokenUrl: hospital.oauth.tokenUrl.replace('localhost', '127.0.0.1') });
		expect(outputOf(await hospital.read(credential))).toEqual(patient);
		const limited = { ...credential, allowedHttpRequestDomains: 'domains', allowedDomains: 'localhost' };
		const { error } = await hospital.read(limited);
		expect(error?.message).toBe('No access token could be fetched: The credential is not allowed for 127.0.0.1');
	});

	test('a token with fewer scopes than requested shows a hint', async () => {
		const narrow = await hospital.read(hospital.credential({ scope: 'system/*.rs system/Nope.cud' }));
		expect(outputOf(narrow)).toEqual(patient);
		expect(narrow.hints).toEqual([expect.stringContaining('`system/Nope.cud` is missing')]);
		expect((await hospital.read()).hints).toEqual([]);
	});
});

test('FHIR OAuth2 API renews a token before it expires: no request of a longer execution meets a 401', async () => {
	const short = await startOAuthHospital({ ttl: 8 });
	await short.fhir.setLatency(250);
	const credential = short.credential();
	const calls = await short.tokenCalls(async () => {
		const { output } = await short.read(credential, { input: items(80) }, { options: { concurrency: 2 } });
		expect(output).toHaveLength(80);
	});
	// A refused request would have been sent a second time.
	expect((await short.fhir.requests()).map(({ url }) => url)).toEqual(Array(80).fill('/fhir/Patient/example'));
	await short.close();
	expect(calls).toBeGreaterThan(1);
}, 60_000);
