import { generateKeyPairSync } from 'node:crypto';
import { outputOf } from '../engine/support/fixtures';
import { decodeJwt } from '../servers/jwt';
import { type KeycloakRealm, keycloakTokens } from '../servers/keycloakTokens';
import { assertionsIn, type LoginSite, registration, signed, startLoginSite } from './loginFixture';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = 'p%ss w+rd:ü/&=';
const patient = [expect.objectContaining({ resourceType: 'Patient', id: '1' })];
const kid = 'n8n-2026';

describe('F39: a token endpoint that checks clients as Keycloak does', () => {
	let site: LoginSite;
	let off = 0;
	const realm: KeycloakRealm = {
		clients: {
			n8n: { secret },
			'n8n-jwt': { algorithm: 'RS384', keys: registration(privateKey, 'RS384', kid) },
		},
		scopes: ['system/Patient.read'],
		now: () => Date.now() + off,
	};
	beforeAll(async () => (site = await startLoginSite(keycloakTokens(realm))));
	afterAll(async () => await site.close());
	beforeEach(() => {
		off = 0;
		site.tokens.requests.length = 0;
	});

	test('accepts the signed JWT, which says when it was issued and is valid for minutes', async () => {
		expect(outputOf(await site.run(signed('n8n-jwt', privateKey, { kid })))).toEqual(patient);
		const { claims } = decodeJwt(assertionsIn(site.tokens)[0] ?? '');
		const now = Date.now() / 1000;
		expect(Number(claims.iat)).toBeLessThan(now - 5);
		expect(Number(claims.iat)).toBeGreaterThan(now - 30);
		expect(Number(claims.exp) - Number(claims.iat)).toBe(150);
		expect(claims).not.toHaveProperty('nbf');
	});

	test.each([
		['20 s ahead', -20_000],
		['45 s behind', 45_000],
	])('accepts the JWT of an n8n whose clock is %s', async (_what, by) => {
		off = by;
		expect(outputOf(await site.run(signed('n8n-jwt', privateKey, { kid })))).toEqual(patient);
	});

	test.each([
		['5 min ahead', -300_000, /issued in the future/],
		['2 min behind', 120_000, /too far in the past/],
		['10 min behind', 600_000, /not active/],
	])('refuses that of an n8n whose clock is %s, and the error speaks of the clock', async (_what, by, words) => {
		off = by;
		const { error } = await site.run(signed('n8n-jwt', privateKey, { kid }));
		expect(error?.message).toBe('The token endpoint does not accept the times in the signed JWT');
		expect(error?.description).toMatch(/clock/);
		expect(error?.description).toMatch(words);
	});

	test.each([30, 60, 300])('accepts a JWT of %i s', async (jwtLifetime) => {
		outputOf(await site.run(signed('n8n-jwt', privateKey, { kid, jwtLifetime })));
		const { claims } = decodeJwt(assertionsIn(site.tokens)[0] ?? '');
		expect(Number(claims.exp) - Number(claims.iat)).toBe(jwtLifetime);
	});

	test.each([0, 29, 301, -1, 'soon'])('sees no JWT with the lifetime %p: the field is named', async (jwtLifetime) => {
		const { error } = await site.run(signed('n8n-jwt', privateKey, { kid, jwtLifetime }));
		expect(error?.message).toBe('"JWT Lifetime" is not between 30 and 300 seconds');
		expect(site.tokens.requests).toEqual([]);
	});

	test.each(['', null, undefined])('an empty lifetime (%p) is the default', async (jwtLifetime) => {
		expect(outputOf(await site.run(signed('n8n-jwt', privateKey, { kid, jwtLifetime })))).toEqual(patient);
	});

	test.each(['secretHeader', 'secretBody'])('accepts a secret by %s', async (clientAuthentication) => {
		const fields = { clientId: 'n8n', clientSecret: secret, clientAuthentication, scope: 'system/Patient.read' };
		expect(outputOf(await site.run(fields))).toEqual(patient);
	});

	test('refuses a scope that it does not know', async () => {
		const { error } = await site.run(signed('n8n-jwt', privateKey, { kid, scope: 'system/Nope.read' }));
		expect(error?.message).toBe('The token endpoint does not grant the requested scopes');
		expect(error?.description).toMatch(/Invalid scopes: system\/Nope\.read/);
	});

	test('refuses another audience, and the error shows the one in the JWT', async () => {
		const { error } = await site.run(
			signed('n8n-jwt', privateKey, { kid, assertionAudience: 'https://other.example' }),
		);
		expect(error?.message).toMatch(/another audience/);
		expect(error?.description).toMatch(/https:\/\/other\.example.*"JWT Audience"/);
	});
});
