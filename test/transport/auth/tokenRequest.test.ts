import { generateKeyPairSync, verify } from 'node:crypto';
import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import type { ClientAuthentication, ClientCredentialsSettings } from '../../../nodes/Fhir/transport/auth/settings';
import type { Recorded } from '../../servers/httpServer';
import { failureOf, grant, headerOf, testClient, testRuntime, testSettings, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';
const clientId = 'integration engine:1';
const secret = 's3cr:et/+& ü';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const keys = { RS384: rsa, ES384: p384 };
type Algorithm = keyof typeof keys;

function signedBy(algorithm: Algorithm): ClientAuthentication {
	const key = keys[algorithm].privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
	return { method: 'privateKeyJwt', key, keyId: 'key-1' };
}

/** The request that the token endpoint received. */
async function sent(more: Partial<ClientCredentialsSettings>): Promise<{ request: Recorded; form: URLSearchParams }> {
	const server = await tokenServer(grant({ access_token: 'token' }));
	await headerOf(server.settings(base, { clientId, ...more }));
	const [request] = server.requests;
	if (!request) throw new Error('Nothing came');
	return { request, form: new URLSearchParams(request.body) };
}

const parts = (assertion: string | null) => {
	const [header = '', payload = '', signature = ''] = (assertion ?? '').split('.');
	const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
	return { header: decode(header), payload: decode(payload), input: `${header}.${payload}`, signature };
};

describe('OAuth2 token request (RFC 6749 §4.4.2):', () => {
	it('it is a form POST that accepts JSON', async () => {
		const { request } = await sent({ scope: ' system/Patient.rs\n system/Observation.rs ' });
		expect(request.method).toBe('POST');
		expect(request.headers).toMatchObject({
			'content-type': 'application/x-www-form-urlencoded',
			accept: 'application/json',
			'content-length': String(request.body.length),
		});
		expect(request.body).toBe('grant_type=client_credentials&scope=system%2FPatient.rs+system%2FObservation.rs');
	});

	it('id and secret are form-encoded in the header (§2.3.1)', async () => {
		const { request, form } = await sent({ authentication: { method: 'secretHeader', secret } });
		const value = Buffer.from('integration+engine%3A1:s3cr%3Aet%2F%2B%26+%C3%BC').toString('base64');
		expect(request.headers.authorization).toBe(`Basic ${value}`);
		expect([...form.keys()]).toEqual(['grant_type']);
	});

	it('id and secret can be sent raw in the header, as Oracle Health expects', async () => {
		const { request } = await sent({ clientId: 'engine', authentication: { method: 'secretHeaderRaw', secret } });
		expect(request.headers.authorization).toBe(`Basic ${Buffer.from(`engine:${secret}`).toString('base64')}`);
	});

	it('id and secret can be sent in the body, and then not in a header', async () => {
		const { request, form } = await sent({ authentication: { method: 'secretBody', secret } });
		expect(request.headers.authorization).toBeUndefined();
		expect(form.get('client_id')).toBe(clientId);
		expect(form.get('client_secret')).toBe(secret);
	});

	it('audience, resources and further parameters are sent, repeated as given', async () => {
		const { form } = await sent({
			audience: 'https://fhir.example.org',
			resources: ['https://a.example.org', 'https://b.example.org'],
			parameters: [
				['tenant', 'x'],
				['tenant', 'y&z'],
			],
		});
		expect(form.get('audience')).toBe('https://fhir.example.org');
		expect(form.getAll('resource')).toEqual(['https://a.example.org', 'https://b.example.org']);
		expect(form.getAll('tenant')).toEqual(['x', 'y&z']);
	});
});

describe('OAuth2 client assertion (SMART Backend Services):', () => {
	it.each<Algorithm>(['RS384', 'ES384'])(
		'it is a JWT signed with %s for the token URL, valid for minutes only',
		async (alg) => {
			const server = await tokenServer(grant({ access_token: 'token' }));
			const runtime = testRuntime();
			await headerOf(server.settings(base, { authentication: signedBy(alg) }), runtime);
			const form = new URLSearchParams(server.requests[0]?.body);
			expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
			expect(form.has('client_secret')).toBe(false);
			const { header, payload, input, signature } = parts(form.get('client_assertion'));
			expect(header).toEqual({ alg, kid: 'key-1', typ: 'JWT' });
			expect(payload).toEqual({
				iss: 'integration-engine',
				sub: 'integration-engine',
				aud: `${server.url}/token`,
				iat: Math.floor(runtime.time / 1000) - 10,
				exp: Math.floor(runtime.time / 1000) + 140,
				jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
			});
			const publicKey = { key: keys[alg].publicKey, dsaEncoding: 'ieee-p1363' } as const;
			expect(verify('sha384', Buffer.from(input), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
		},
	);

	it('it contains the JWKS URL and another audience if they are set', async () => {
		const jku = 'https://example.org/jwks.json';
		const assertionAudience = 'https://login.example.org';
		const { form } = await sent({
			authentication: { ...signedBy('ES384'), jku, assertionAudience } as ClientAuthentication,
		});
		const { header, payload } = parts(form.get('client_assertion'));
		expect(header).toMatchObject({ jku });
		expect(payload).toMatchObject({ aud: assertionAudience });
	});

	it('it has a new jti in every call, including retries', async () => {
		let calls = 0;
		const server = await tokenServer((request, response) => {
			if (++calls > 2) return grant({ access_token: 'token' })(request, response);
			// Once a lost connection, once a gateway without a response.
			if (calls === 1) request.socket.destroy();
			else response.writeHead(502).end();
			return undefined;
		});
		const runtime = testRuntime();
		const http = testClient(base, runtime, { retry: { retries: 3, budget: 10_000 } });
		const settings = server.settings(base, { authentication: signedBy('RS384') });
		expect(await clientCredentials(settings, runtime).header(http)).toBe('Bearer token');
		const ids = server.requests.map(({ body }) => parts(new URLSearchParams(body).get('client_assertion')).payload);
		expect(ids).toHaveLength(3);
		expect(new Set(ids.map((payload) => (payload as { jti: string }).jti)).size).toBe(3);
	});
});

describe('OAuth2 settings: an input error names the field for', () => {
	it.each<[string, Partial<ClientCredentialsSettings>, string]>([
		['no client ID', { clientId: '' }, '"Client ID" is empty'],
		['no secret', { authentication: { method: 'secretBody', secret: '' } }, '"Client Secret" is empty'],
		['a token URL without scheme', { tokenUrl: 'login.example.org' }, '"Token URL" is not a web address'],
		[
			'a token URL with a password',
			{ tokenUrl: 'https://a:b@login.example.org/token' },
			'"Token URL" contains a user name, a password or a fragment',
		],
		...['grant_type', 'scope', 'client_id', ' CLIENT_SECRET', 'client_assertion', 'client_assertion_type'].map(
			(name): [string, Partial<ClientCredentialsSettings>, string] => [
				`a parameter ${name}`,
				{ parameters: [[name, 'x']] },
				`"Token Request Parameters" cannot set ${name.trim()}`,
			],
		),
		...['', ' '].map((name): [string, Partial<ClientCredentialsSettings>, string] => [
			`a parameter without a name (${name.length})`,
			{ parameters: [[name, 'x']] },
			'One of the "Token Request Parameters" has no name',
		]),
	])('%s', (_what, more, message) => {
		expect(() => clientCredentials(testSettings(base, more), testRuntime())).toThrow(
			expect.objectContaining({ kind: 'input', message, details: { field: /"(.*?)"/.exec(message)?.[1] } }),
		);
	});

	it('a token URL that is not encrypted although the FHIR server is', () => {
		const settings = testSettings('https://fhir.example.org', { tokenUrl: 'http://fhir.example.org/token' });
		expect(() => clientCredentials(settings, testRuntime())).toThrow(
			'"Token URL" is not encrypted, although the FHIR server is',
		);
	});

	it('a colon in an id that is sent raw, and nothing is sent', async () => {
		const server = await tokenServer(grant({ access_token: 'token' }));
		const authentication = { method: 'secretHeaderRaw', secret } as const;
		const failure = await failureOf(headerOf(server.settings(base, { clientId: 'a:b', authentication })));
		expect(failure).toMatchObject({ kind: 'input', message: '"Client ID" contains a colon' });
		expect(server.requests).toEqual([]);
	});

	it('a private key that cannot sign, and nothing is sent', async () => {
		const server = await tokenServer(grant({ access_token: 'token' }));
		const authentication = { method: 'privateKeyJwt', key: 'x' } as const;
		const failure = await failureOf(headerOf(server.settings(base, { authentication })));
		expect(failure).toMatchObject({ kind: 'input', message: '"Private Key" is neither PEM nor a JWK' });
		expect(server.requests).toEqual([]);
	});
});
