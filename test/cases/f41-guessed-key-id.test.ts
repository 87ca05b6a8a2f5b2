import { generateKeyPairSync } from 'node:crypto';
import { thumbprint } from '../../nodes/Fhir/transport/auth/thumbprint';
import { outputOf } from '../engine/support/fixtures';
import type { Handler } from '../servers/httpServer';
import { decodeJwt } from '../servers/jwt';
import { keycloakTokens } from '../servers/keycloakTokens';
import { assertionsIn, type LoginSite, registration, signed, startLoginSite } from './loginFixture';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const hint = /knows the public key by another key ID than its thumbprint/;

describe('F41: with "Key ID" empty, a server that knows the key by another name', () => {
	let site: LoginSite;
	let refused = '';
	const realm = {
		clients: {
			named: { algorithm: 'ES384', keys: registration(privateKey, 'ES384', 'named-by-the-server') },
			thumbprint: { algorithm: 'ES384', keys: registration(privateKey, 'ES384') },
		},
		scopes: ['system/*.rs'],
		requiresKeyId: false,
	};
	const fhir: Handler = ({ headers }, response) => {
		const isRefused = headers.authorization === refused;
		response.writeHead(isRefused ? 401 : 200, { 'content-type': 'application/fhir+json' });
		response.end(JSON.stringify({ resourceType: isRefused ? 'OperationOutcome' : 'Patient', id: '1' }));
	};
	beforeAll(async () => (site = await startLoginSite(keycloakTokens(realm), fhir)));
	afterAll(async () => await site.close());
	beforeEach(() => {
		site.tokens.requests.length = 0;
		site.fhir.requests.length = 0;
	});
	const sent = () => assertionsIn(site.tokens).map((assertion) => decodeJwt(assertion));

	test('is asked once more without kid, with a new jti, and a hint says so', async () => {
		const result = await site.run(signed('named', privateKey));
		expect(outputOf(result)).toHaveLength(1);
		expect(sent().map(({ header }) => header.kid)).toEqual([thumbprint(privateKey), undefined]);
		expect(new Set(sent().map(({ claims }) => claims.jti)).size).toBe(2);
		expect(result.hints).toEqual([expect.stringMatching(hint)]);
	});

	test('is not asked twice again by the same credential', async () => {
		const fields = signed('named', privateKey, { extraParameters: {}, scope: 'system/*.rs' });
		expect(outputOf(await site.run(fields, {}, { input: [{}, {}, {}] }))).toHaveLength(3);
		expect(sent()).toHaveLength(2);
		// The FHIR server refuses the token from now on: another one is fetched, with one call.
		refused = String(site.fhir.requests[0]?.headers.authorization);
		expect((await site.run(fields)).error).toBeUndefined();
		expect(sent().map(({ header }) => header.kid)).toEqual([thumbprint(privateKey), undefined, undefined]);
	});

	test('is asked with kid again where it does not accept the JWT without any more', async () => {
		const fields = signed('renamed', privateKey, { extraParameters: {} });
		const clients = realm.clients as Record<string, { algorithm: string; keys: ReturnType<typeof registration> }>;
		clients.renamed = { algorithm: 'ES384', keys: registration(privateKey, 'ES384', 'first-name') };
		await site.run(fields);
		// Now the server requires a key ID, and has learnt the thumbprint.
		clients.renamed.keys = registration(other, 'ES384', 'older').concat(registration(privateKey, 'ES384'));
		realm.requiresKeyId = true;
		refused = String(site.fhir.requests[0]?.headers.authorization);
		const result = await site.run(fields);
		realm.requiresKeyId = false;
		expect(result.error).toBeUndefined();
		expect(result.hints).toEqual([]);
		expect(sent().map(({ header }) => header.kid)).toEqual([
			thumbprint(privateKey),
			undefined,
			undefined,
			thumbprint(privateKey),
		]);
	});

	test('that knows the thumbprint is asked once, without a hint', async () => {
		const result = await site.run(signed('thumbprint', privateKey));
		expect(result.hints).toEqual([]);
		expect(sent()).toHaveLength(1);
	});

	test('that refuses both: the error says so, with the words of both', async () => {
		const { error } = await site.run(signed('named', other));
		expect(error?.message).toBe('The token endpoint does not find the public key of the signed JWT');
		expect(error?.description).toContain(
			`\`${thumbprint(other)}\`, the thumbprint of the key, since "Key ID" is empty`,
		);
		expect(error?.description).toMatch(
			/Unable to load public key\. The same JWT without a key ID was refused too: .*Signature on JWT token failed validation/,
		);
		expect(sent()).toHaveLength(2);
	});

	test.each([
		['typed', { kid: 'mistyped' }],
		['of the JWK', { privateKey: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'own' }) }],
	])('is not asked without kid where the key ID is %s', async (_what, fields) => {
		const { error } = await site.run(signed('named', privateKey, fields));
		expect(error?.description).not.toMatch(/refused too|thumbprint/);
		expect(sent()).toHaveLength(1);
	});

	test.each([
		['for the scope', { scope: 'unknown' }, 1],
		['because the client is unknown', { clientId: 'nobody' }, 2],
	])('that refuses the request %s', async (_what, fields, calls) => {
		expect((await site.run(signed('thumbprint', privateKey, fields))).error).toBeDefined();
		expect(sent()).toHaveLength(calls);
	});
});
