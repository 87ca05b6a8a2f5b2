import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { Agent, request } from 'undici';
import { basicAuth } from '../helpers/http';
import { TestCa } from './certificates';
import { BASIC_CLIENT, FORBIDDEN_SCOPE, type OAuthServer, POST_CLIENT, startOAuthServer } from './oauthServer';
import { type Hospital, spawnServer } from './spawn';

const SCOPE = 'system/*.rs';
const form = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
const basic = (id: string, secret: string) => ({
	authorization: basicAuth(id, secret),
});
const encoded = basic(form(BASIC_CLIENT.id), form(BASIC_CLIENT.secret));

interface TokenResponse {
	status: number;
	body: { access_token?: string; scope?: string; expires_in?: number; error?: string };
}

async function token(
	url: string,
	fields: Record<string, string>,
	headers = {},
	dispatcher?: Agent,
): Promise<TokenResponse> {
	const body = new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE, ...fields }).toString();
	const type = { 'content-type': 'application/x-www-form-urlencoded' };
	const response = await request(url, { method: 'POST', headers: { ...type, ...headers }, body, dispatcher });
	return { status: response.statusCode, body: (await response.body.json()) as TokenResponse['body'] };
}

function assertion(id: string, algorithm: 'RS384' | 'ES384', key: KeyObject, audience: string): Record<string, string> {
	const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
	const exp = Math.floor(Date.now() / 1000) + 300;
	const claims = { iss: id, sub: id, aud: audience, exp, jti: randomUUID() };
	const signed = `${part({ alg: algorithm, kid: id, typ: 'JWT' })}.${part(claims)}`;
	const signature = sign('sha384', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
	return {
		client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
		client_assertion: `${signed}.${signature}`,
	};
}

describe('OAuth test server', () => {
	const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
	const jwks = (id: string, alg: string, key: KeyObject) => ({
		keys: [{ ...key.export({ format: 'jwk' }), kid: id, alg, use: 'sig' }],
	});
	let server: OAuthServer;

	beforeAll(async () => {
		server = await startOAuthServer({
			ttl: 120,
			clients: [
				BASIC_CLIENT,
				POST_CLIENT,
				{ id: 'rsa', method: 'private_key_jwt', algorithm: 'RS384', jwks: jwks('rsa', 'RS384', rsa.publicKey) },
				{ id: 'ec', method: 'private_key_jwt', algorithm: 'ES384', jwks: jwks('ec', 'ES384', ec.publicKey) },
			],
		});
	});
	afterAll(async () => await server.close());

	it('accepts a secret in the header and in the body, and rejects a wrong secret', async () => {
		const post = { client_id: POST_CLIENT.id, client_secret: POST_CLIENT.secret };
		expect(await token(server.tokenUrl, {}, encoded)).toMatchObject({
			status: 200,
			body: { expires_in: 120, scope: SCOPE },
		});
		expect((await token(server.tokenUrl, post)).status).toBe(200);
		const wrong = await token(server.tokenUrl, { ...post, client_secret: 'wrong' });
		expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
		// Not form-encoded, as this server wants it.
		expect((await token(server.tokenUrl, {}, basic(BASIC_CLIENT.id, BASIC_CLIENT.secret))).status).not.toBe(200);
	});

	it.each([
		['rsa', 'RS384', rsa.privateKey],
		['ec', 'ES384', ec.privateKey],
	] as const)('accepts an assertion of %s signed with %s for the token URL once', async (id, algorithm, key) => {
		const fields = assertion(
			id,
			algorithm,
			createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' })),
			server.tokenUrl,
		);
		expect((await token(server.tokenUrl, fields)).status).toBe(200);
		expect(await token(server.tokenUrl, fields)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
	});

	it('rejects a scope that the client is not allowed, and drops an unknown scope', async () => {
		const refused = await token(server.tokenUrl, { scope: `${SCOPE} ${FORBIDDEN_SCOPE}` }, encoded);
		expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
		const narrower = await token(server.tokenUrl, { scope: `${SCOPE} system/Nope.rs` }, encoded);
		expect(narrower).toMatchObject({ status: 200, body: { scope: SCOPE } });
	});

	it('accepts a resource indicator', async () => {
		const response = await token(server.tokenUrl, { resource: 'https://fhir.example/r4' }, encoded);
		expect(response).toMatchObject({ status: 200, body: { scope: SCOPE } });
		expect(await server.introspect(response.body.access_token ?? '')).toBe(true);
	});

	it('introspects and revokes its tokens, and counts the token calls', async () => {
		const before = await server.tokenCalls();
		const [one, two, three] = await Promise.all([1, 2, 3].map(() => token(server.tokenUrl, {}, encoded)));
		const tokens = [one, two, three].map((response) => response?.body.access_token ?? '');
		expect(await Promise.all(tokens.map((text) => server.introspect(text)))).toEqual([true, true, true]);
		await server.revoke(tokens[0] ?? '');
		expect(await Promise.all(tokens.map((text) => server.introspect(text)))).toEqual([false, true, true]);
		await server.revokeAll();
		expect(await Promise.all(tokens.map((text) => server.introspect(text)))).toEqual([false, false, false]);
		expect((await server.tokenCalls()) - before).toBe(3);
	});
});

describe('OAuth test server with raw Basic authentication', () => {
	it('accepts an ID and a secret in the header that are not encoded', async () => {
		const server = await startOAuthServer({ rawBasic: true });
		expect((await token(server.tokenUrl, {}, basic(BASIC_CLIENT.id, BASIC_CLIENT.secret))).status).toBe(200);
		expect((await token(server.tokenUrl, {}, encoded)).status).toBe(401);
		await server.close();
	});
});

describe('A test server in its own process', () => {
	const root = TestCa.create();
	let hospital: Hospital;

	beforeAll(async () => {
		const tls = root.issue();
		hospital = await spawnServer('hospital', { fhir: { tls, examples: ['Patient'] }, oauth: { tls } });
	});
	afterAll(async () => await hospital.close());

	it('accepts a token of its OAuth server until the token is revoked', async () => {
		const dispatcher = new Agent({ connections: 1, connect: { ca: root.certificate } });
		const url = `${hospital.fhir.baseUrl}/Patient/example`;
		const read = async (headers = {}) => {
			const response = await request(url, { dispatcher, headers });
			await response.body.dump();
			return response.statusCode;
		};
		const { body } = await token(hospital.oauth.tokenUrl, {}, encoded, dispatcher);
		const headers = { authorization: `Bearer ${body.access_token}` };
		expect(await read()).toBe(401);
		expect(await read(headers)).toBe(200);
		await hospital.oauth.revokeAll();
		expect(await read(headers)).toBe(401);
		expect(await hospital.fhir.count()).toBe(22);
		expect(await hospital.fhir.stats()).toMatchObject({ requests: 3, handshakes: 1 });
		expect((await hospital.fhir.requests()).map((one) => one.url)).toEqual(Array(3).fill('/fhir/Patient/example'));
		await dispatcher.destroy();
	});

	it('reports why it cannot start', async () => {
		await expect(spawnServer('fhir', { port: hospital.fhir.port })).rejects.toThrow('EADDRINUSE');
	});
});
