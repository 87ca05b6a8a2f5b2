import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { publicJwks } from '../../../nodes/Fhir/transport/auth/jwks';
import { parseSigningKey } from '../../../nodes/Fhir/transport/auth/keys';
import type { ClientCredentialsSettings } from '../../../nodes/Fhir/transport/auth/settings';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa } from '../../servers/certificates';
import { BASIC_CLIENT, FORBIDDEN_SCOPE, POST_CLIENT, startOAuthServer } from '../../servers/oauthServer';
import { type Hospital, spawnServer } from '../../servers/spawn';
import { failureOf, headerOf, testClient, testRuntime, testSettings } from './support';

const pem = (key: KeyObject, cipher?: { cipher: string; passphrase: string }) =>
	key.export({ format: 'pem', type: 'pkcs8', ...cipher }).toString();
const rsa = parseSigningKey({ key: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey) });
const ec = parseSigningKey({ key: pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) });
const cipher = { cipher: 'aes-256-cbc', passphrase: 'open' };

const ttl = 120;
const scope = 'system/*.rs';
const ca = TestCa.create();
const tls: TlsSettings = {
	mode: 'custom',
	bundle: { certificates: [ca.certificate], fingerprint: 'auth-test' },
	alsoPublic: false,
};
const basic = { method: 'secretHeader', secret: BASIC_CLIENT.secret } as const;

let hospital: Hospital;

beforeAll(async () => {
	const issued = ca.issue();
	hospital = await spawnServer('hospital', {
		fhir: { tls: issued, examples: ['Patient'] },
		oauth: {
			tls: issued,
			ttl,
			clients: [
				BASIC_CLIENT,
				POST_CLIENT,
				// Registered by the very JWKS that the credential's owner would register.
				...[rsa, ec].map((key) => ({
					id: key.algorithm,
					method: 'private_key_jwt' as const,
					algorithm: key.algorithm,
					jwks: JSON.parse(JSON.stringify(publicJwks(key))) as { keys: Array<Record<string, unknown>> },
				})),
			],
		},
	});
});
afterAll(async () => await hospital.close());

/** Settings for the hospital that share no token with another test. */
function settingsFor(more: Partial<ClientCredentialsSettings> = {}): ClientCredentialsSettings {
	const { baseUrl } = hospital.fhir;
	const { tokenUrl } = hospital.oauth;
	return testSettings(baseUrl, { tokenUrl, clientId: BASIC_CLIENT.id, authentication: basic, scope, ...more });
}

/** An execution with an authorization and a client of its own. */
function execution(settings: ClientCredentialsSettings, runtime = testRuntime()): HttpClient {
	const authorization = clientCredentials(settings, runtime);
	return testClient(hospital.fhir.baseUrl, runtime, { tls, authorization });
}

async function read(http: HttpClient): Promise<number> {
	const response = await http.send({ method: 'GET', url: `${hospital.fhir.baseUrl}/Patient/example` });
	await response.discard();
	return response.status;
}

/** How many token calls an action costs. */
async function callsOf(action: () => Promise<unknown>): Promise<number> {
	const before = await hospital.oauth.tokenCalls();
	await action();
	return (await hospital.oauth.tokenCalls()) - before;
}

describe('OAuth2 with oidc-provider: a FHIR server is read with', () => {
	it.each<[string, () => Partial<ClientCredentialsSettings>]>([
		['a secret in the header', () => ({})],
		[
			'a secret in the body',
			() => ({ clientId: POST_CLIENT.id, authentication: { method: 'secretBody', secret: POST_CLIENT.secret } }),
		],
		[
			'a JWT signed with RS384',
			() => ({ clientId: 'RS384', authentication: { method: 'privateKeyJwt', key: pem(rsa.privateKey) } }),
		],
		[
			'a JWT signed with ES384 by an encrypted key',
			() => ({
				clientId: 'ES384',
				authentication: { method: 'privateKeyJwt', key: pem(ec.privateKey, cipher), passphrase: 'open' },
			}),
		],
		[
			'a JWT signed by a JWK',
			() => ({
				clientId: 'ES384',
				authentication: { method: 'privateKeyJwt', key: JSON.stringify(ec.privateKey.export({ format: 'jwk' })) },
			}),
		],
		['a secret, for a resource (RFC 8707)', () => ({ resources: ['https://fhir.example.org/r4'] })],
	])('%s', async (_how, more) => {
		expect(await read(execution(settingsFor(more())))).toBe(200);
	});

	it('a raw secret in the header, if the server expects that', async () => {
		const server = await startOAuthServer({ rawBasic: true });
		const base = `${server.url}/fhir`;
		const settings = { tokenUrl: server.tokenUrl, clientId: BASIC_CLIENT.id, authentication: basic };
		const failure = await failureOf(headerOf(testSettings(base, settings)));
		const raw = { ...settings, authentication: { ...basic, method: 'secretHeaderRaw' } as const };
		const header = await headerOf(testSettings(base, raw));
		await server.close();
		expect(failure.advice).toContain('header as it is (Oracle Health)');
		expect(header).toMatch(/^Bearer /);
	});
});

describe('OAuth2 with oidc-provider: the server refuses', () => {
	it.each<[string, Partial<ClientCredentialsSettings>, string, string]>([
		[
			'a wrong secret',
			{ authentication: { method: 'secretHeader', secret: 'wrong' } },
			'invalid_client',
			'The token endpoint does not accept the client ID and secret',
		],
		[
			'a key that is not registered',
			{ clientId: 'ES384', authentication: { method: 'privateKeyJwt', key: pem(rsa.privateKey) } },
			'invalid_client',
			'The token endpoint does not accept the signed JWT of this client',
		],
		[
			'a scope that the client may not have',
			{ scope: `${scope} ${FORBIDDEN_SCOPE}` },
			'invalid_scope',
			'The token endpoint does not grant the requested scopes',
		],
	])('%s, and the user reads why', async (_what, more, code, message) => {
		const failure = await failureOf(read(execution(settingsFor(more))));
		expect(failure).toMatchObject({ kind: 'authorization', effect: 'notSent', code, message });
		expect(failure.advice).toBeTruthy();
	});

	it('a replayed assertion, and each call has a new one', async () => {
		await hospital.oauth.forget();
		const signed = {
			clientId: 'RS384',
			authentication: { method: 'privateKeyJwt', key: pem(rsa.privateKey) },
		} as const;
		const http = execution(settingsFor(signed));
		expect(await read(http)).toBe(200);
		const [first] = await hospital.oauth.requests();
		const replay = await http.send({
			method: 'POST',
			url: hospital.oauth.tokenUrl,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: first?.body,
		});
		expect([replay.status, await replay.text()]).toEqual([401, expect.stringContaining('invalid_client')]);
		expect(await read(execution(settingsFor(signed)))).toBe(200);
	});
});

describe('OAuth2 token calls with oidc-provider:', () => {
	it('50 concurrent executions of 20 items need one', async () => {
		const settings = settingsFor();
		const calls = await callsOf(async () => {
			const executions = Array.from({ length: 50 }, () => execution(settings));
			const statuses = await Promise.all(
				executions.flatMap((http) => Array.from({ length: 20 }, async () => await read(http))),
			);
			expect(new Set(statuses)).toEqual(new Set([200]));
		});
		expect(calls).toBe(1);
	});

	it('a token that is revoked during a run needs one more, and no item fails', async () => {
		const settings = settingsFor();
		const http = execution(settings);
		const items = async () => await Promise.all(Array.from({ length: 20 }, async () => await read(http)));
		const calls = await callsOf(async () => {
			expect(new Set(await items())).toEqual(new Set([200]));
			await hospital.oauth.revokeAll();
			expect(new Set(await items())).toEqual(new Set([200]));
		});
		expect(calls).toBe(2);
	});

	it('a token is renewed before it expires: no request gets a 401', async () => {
		const runtime = testRuntime();
		const settings = settingsFor();
		const calls = await callsOf(async () => {
			expect(await read(execution(settings, runtime))).toBe(200);
			runtime.time += (ttl - 4) * 1000;
			await hospital.fhir.forget();
			expect(await read(execution(settings, runtime))).toBe(200);
			expect(await hospital.fhir.requests()).toHaveLength(1);
		});
		expect(calls).toBe(2);
	});

	it('a corrected secret needs one more, and no restart', async () => {
		const settings = settingsFor();
		const wrong = { ...settings, authentication: { method: 'secretHeader', secret: 'mistyped' } } as const;
		expect((await failureOf(read(execution(wrong)))).code).toBe('invalid_client');
		expect(await read(execution(settings))).toBe(200);
		expect((await failureOf(read(execution(wrong)))).code).toBe('invalid_client');
	});

	it('fewer scopes than requested cause a hint', async () => {
		const runtime = testRuntime();
		const settings = settingsFor({ scope: `${scope} system/Nope.cud` });
		const authorization = clientCredentials(settings, runtime);
		await read(testClient(hospital.fhir.baseUrl, runtime, { tls, authorization }));
		expect(authorization.hints?.()).toEqual([expect.stringContaining('`system/Nope.cud` is missing')]);
	});
});
