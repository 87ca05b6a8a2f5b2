import type { IDataObject } from 'n8n-workflow';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { thumbprint } from '../../nodes/Fhir/transport/auth/thumbprint';
import { type OAuthHospital, startOAuthHospital } from '../engine/credentials/oAuth2Fixture';
import { outputOf } from '../engine/support/fixtures';
import { runNode } from '../engine/support/n8n';
import type { Handler } from '../servers/httpServer';
import { decodeJwt, isSignedBy } from '../servers/jwt';
import { SIGNING_ALGORITHMS } from '../servers/oauth/options';
import { assertionsIn, type LoginSite, registration, signed, startLoginSite } from './loginFixture';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const keys: Record<string, KeyObject> = {
	ES256: curve('P-256'),
	ES384: curve('P-384'),
	ES512: curve('P-521'),
	EdDSA: generateKeyPairSync('ed25519').privateKey,
};
const keyFor = (algorithm: string) => keys[algorithm] ?? rsa;

describe('F40: an authorization server that requires one algorithm (oidc-provider)', () => {
	let hospital: OAuthHospital;
	beforeAll(async () => {
		const clients = SIGNING_ALGORITHMS.map((algorithm) => ({
			id: algorithm,
			method: 'private_key_jwt' as const,
			algorithm,
			jwks: { keys: registration(keyFor(algorithm), algorithm) },
		}));
		hospital = await startOAuthHospital({ clients });
	});
	afterAll(async () => await hospital.close());
	const login = (algorithm: string, fields: IDataObject = {}) =>
		hospital.credential(signed(algorithm, keyFor(algorithm), { algorithm, ...fields }));

	test.each([...SIGNING_ALGORITHMS])('accepts a JWT signed with %s', async (algorithm) => {
		expect(outputOf(await hospital.read(login(algorithm)))).toEqual([expect.objectContaining({ id: 'example' })]);
	});

	test.each(['RS384', 'ES256', 'ES384', 'ES512', 'EdDSA'])('accepts %s, the default of its key', async (algorithm) => {
		expect((await hospital.read(login(algorithm, { algorithm: '' }))).error).toBeUndefined();
	});

	test('refuses another algorithm of the same key', async () => {
		const { error } = await hospital.read(login('RS512', { algorithm: 'RS384' }));
		expect(error?.message).toBe('The token endpoint does not accept the signed JWT of this client');
		expect(error?.description).toMatch(/"Signing Algorithm"/);
	});
});

describe('F40: Server → Get Public JWKS', () => {
	test.each([...SIGNING_ALGORITHMS])('shows the public key for %s under its thumbprint', async (algorithm) => {
		const key = keyFor(algorithm);
		const credential = { baseUrl: 'https://fhir.example/r4', ...signed('n8n', key, { algorithm }) };
		const [jwks] = outputOf(
			await runNode({
				credentials: { fhirOAuth2Api: credential },
				parameters: { resource: 'server', operation: 'getJwks', authentication: 'oAuth2' },
			}),
		);
		const [shown] = jwks?.keys as IDataObject[];
		expect(shown).toMatchObject({ alg: algorithm, kid: thumbprint(key), use: 'sig' });
		for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(shown).not.toHaveProperty(secret);
	});
});

const grant: Handler = (_request, response) =>
	void response.setHeader('content-type', 'application/json').end('{"access_token":"t","token_type":"Bearer"}');

describe('F40: further members of the JWT', () => {
	let site: LoginSite;
	beforeAll(async () => (site = await startLoginSite(grant)));
	afterAll(async () => await site.close());
	beforeEach(() => (site.tokens.requests.length = 0));
	const run = async (fields: IDataObject) => await site.run(signed('n8n', rsa, { algorithm: 'PS256', ...fields }));
	const claims = (...claim: IDataObject[]) => ({ jwtClaims: { claim } });
	const header = (...field: IDataObject[]) => ({ jwtHeaderFields: { field } });

	test('are signed with the others: text as it is typed, JSON as what it says', async () => {
		const { error } = await run({
			...claims(
				{ name: 'orgnr', type: 'text', value: '0994598759' },
				{ name: 'level', type: 'json', value: '3' },
				{ name: 'aud', type: 'json', value: '["https://a.example", "https://b.example"]' },
				{ name: 'iss', value: 'https://issuer.example' },
			),
			...header(
				{ name: 'typ', type: 'text', value: 'client-authentication+jwt' },
				{ name: 'x5t', type: 'text', value: 'hOBcHZi846VCHSJbFAs' },
			),
		});
		expect(error).toBeUndefined();
		const jwt = decodeJwt(assertionsIn(site.tokens)[0] ?? '');
		expect(jwt.header).toMatchObject({ typ: 'client-authentication+jwt', x5t: 'hOBcHZi846VCHSJbFAs', alg: 'PS256' });
		expect(jwt.claims).toMatchObject({
			orgnr: '0994598759',
			level: 3,
			aud: ['https://a.example', 'https://b.example'],
			iss: 'https://issuer.example',
			sub: 'n8n',
		});
		const [key] = registration(rsa, 'PS256');
		expect(isSignedBy(jwt, key ?? {})).toBe(true);
	});

	test.each<[string, IDataObject, string]>([
		['the algorithm', header({ name: 'alg', value: 'none' }), '"JWT Header Fields" cannot set `alg`'],
		['the key ID', header({ name: 'kid', value: 'x' }), '"JWT Header Fields" cannot set `kid`'],
		[
			'an unencoded payload',
			header({ name: 'b64', type: 'json', value: 'false' }),
			'"JWT Header Fields" cannot set `b64`',
		],
		[
			'a critical member',
			header({ name: 'crit', type: 'json', value: '["b64"]' }),
			'"JWT Header Fields" cannot set `crit`',
		],
		['the ID', claims({ name: 'jti', value: '1' }), '"JWT Claims" cannot set `jti`'],
		['the time of expiry', claims({ name: 'exp', type: 'json', value: '1' }), '"JWT Claims" cannot set `exp`'],
		['the time of issue', claims({ name: 'iat', type: 'json', value: '1' }), '"JWT Claims" cannot set `iat`'],
		['a member without a name', claims({ name: ' ', value: '1' }), 'One of the "JWT Claims" has no name'],
		['one twice', claims({ name: 'a', value: '1' }, { name: 'a', value: '2' }), '"JWT Claims" sets `a` twice'],
		[
			'JSON that is none',
			claims({ name: 'a', type: 'json', value: '{a}' }),
			'The value of `a` under "JWT Claims" is not valid JSON',
		],
	])('cannot be %s, and nothing is sent', async (_what, fields, message) => {
		const { error } = await run(fields);
		expect(error?.message).toBe(message);
		expect(error?.description).toMatch(/\S/);
		expect(site.tokens.requests).toEqual([]);
	});

	test('have a token of their own', async () => {
		const same = { extraParameters: {} };
		await run({ ...same, ...claims({ name: 'orgnr', value: '1' }) });
		await run({ ...same, ...claims({ name: 'orgnr', value: '2' }) });
		await run({ ...same, ...claims({ name: 'orgnr', value: '2' }) });
		expect(site.tokens.requests).toHaveLength(2);
	});
});
