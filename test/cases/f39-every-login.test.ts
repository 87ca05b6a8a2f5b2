import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { tested } from '../engine/credentials/credentialDialog';
import { outputOf } from '../engine/support/fixtures';
import type { Handler } from '../servers/httpServer';
import { type KeycloakRealm, keycloakTokens } from '../servers/keycloakTokens';
import { type LoginSite, registration, signed, startLoginSite } from './loginFixture';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const kid = 'our-key-2026';
const secret = 'p%ss w+rd:ü/&=';
const wrong = 'wr0ng-secret';
const scope = 'system/Patient.read';

const byKey = (algorithm: 'RS256' | 'RS384' | 'PS512' | 'ES384', key: KeyObject) => ({
	algorithm,
	keys: registration(key, algorithm, kid),
});
const realm: KeycloakRealm = {
	clients: {
		n8n: { secret },
		RS384: byKey('RS384', rsa),
		ES384: byKey('ES384', ec),
		RS256: byKey('RS256', rsa),
		PS512: byKey('PS512', rsa),
	},
	scopes: [scope],
};

/** The tokens that the FHIR server no longer accepts. */
const revoked = new Set<string>();
const fhir: Handler = ({ url = '', headers }, response) => {
	const isAccepted = headers.authorization?.startsWith('Bearer keycloak-token-') && !revoked.has(headers.authorization);
	response.writeHead(isAccepted ? 200 : 401, { 'content-type': 'application/fhir+json' });
	const resource = url.endsWith('/metadata')
		? { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [] }] }
		: url.includes('?')
			? { resourceType: 'Bundle', type: 'searchset' }
			: { resourceType: 'Patient', id: '1' };
	response.end(JSON.stringify(resource));
};

describe('F39: at a server that checks clients as Keycloak does, under Custom CA Bundle,', () => {
	let site: LoginSite;
	beforeAll(async () => (site = await startLoginSite(keycloakTokens(realm), fhir)));
	afterAll(async () => await site.close());
	beforeEach(() => {
		revoked.clear();
		realm.lifespan = 300;
		site.tokens.requests.length = 0;
		site.fhir.requests.length = 0;
	});
	const bySecret = (clientAuthentication: string, fields: IDataObject = {}): IDataObject => ({
		clientId: 'n8n',
		clientSecret: secret,
		clientAuthentication,
		scope,
		...fields,
	});
	const byJwt = (algorithm: string, fields: IDataObject = {}): IDataObject =>
		signed(algorithm, algorithm === 'ES384' ? ec : rsa, { algorithm, scope, ...fields });
	const dialog = async (fields: IDataObject) =>
		await tested('fhirOAuth2ApiTest', {
			...(site.credential(fields) as Record<string, string>),
			testTlsValidation: 'custom',
			testCaBundle: site.ca.certificate,
		});
	const algorithms = ['RS384', 'ES384', 'RS256', 'PS512'];

	it.each<[string, IDataObject, calls: number]>([
		['a secret in the body', bySecret('secretBody'), 1],
		['a secret in the header', bySecret('secretHeader'), 1],
		...algorithms.map((algorithm): [string, IDataObject, number] => [
			`a JWT signed with ${algorithm}, with its Key ID`,
			byJwt(algorithm, { kid }),
			1,
		]),
		...algorithms.map((algorithm): [string, IDataObject, number] => [
			`a JWT signed with ${algorithm}, with an empty Key ID`,
			byJwt(algorithm),
			2,
		]),
	])('%s logs in, in the node and in the connection test', async (_what, fields, calls) => {
		expect(outputOf(await site.run(fields))).toEqual([{ resourceType: 'Patient', id: '1' }]);
		expect(site.tokens.requests).toHaveLength(calls);
		expect(await dialog(fields)).toMatchObject({ status: 'OK' });
	});

	it.each<[string, IDataObject, message: RegExp, advice: RegExp]>([
		[
			'a wrong secret in the body',
			bySecret('secretBody', { clientSecret: wrong }),
			/its ID or secret is wrong, or the client credentials grant is not allowed/,
			/"Client Secret" again.* The server says: Invalid client or Invalid client credentials$/,
		],
		[
			'a wrong secret in the header',
			bySecret('secretHeader', { clientSecret: wrong }),
			/its ID or secret is wrong/,
			/"Client Authentication".*Oracle Health/,
		],
		['an unknown client', bySecret('secretBody', { clientId: 'nobody' }), /client ID and secret/, /"Client ID"/],
		[
			'a secret of a client that is registered for JWTs',
			bySecret('secretBody', { clientId: 'RS384' }),
			/expects a signed JWT from this client, not a secret/,
			/"Client Authentication"/,
		],
		[
			'a wrong scope',
			byJwt('PS512', { kid, scope: 'system/Nope.read' }),
			/does not grant the requested scopes/,
			/"Scope".*Invalid scopes: system\/Nope\.read$/,
		],
		['a wrong Key ID', byJwt('PS512', { kid: 'other' }), /does not find the public key/, /key ID `other`/],
		[
			'another algorithm',
			byJwt('PS512', { kid, algorithm: 'RS256' }),
			/does not accept a JWT that is signed with RS256/,
			/"Signing Algorithm"/,
		],
	])('%s is refused in a sentence, in the node and in the connection test', async (_what, fields, message, advice) => {
		const { error } = await site.run(fields);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(error?.context?.data).toMatchObject({ kind: 'authorization', effect: 'notSent' });
		const inDialog = await dialog(fields);
		expect(inDialog).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(JSON.stringify([error, inDialog])).not.toMatch(/wr0ng|eyJ/);
		expect(site.fhir.requests).toEqual([]);
	});

	it('without the bundle no secret is sent, and the error names the CA', async () => {
		const { error } = await site.run(bySecret('secretBody'), { tlsValidation: 'default' });
		expect(error?.message).toMatch(/"Clinic Root CA", a CA that n8n does not trust/);
		expect(site.tokens.requests).toEqual([]);
	});

	it('a token that has expired is replaced before the request', async () => {
		realm.lifespan = 1;
		const fields = byJwt('RS256', { kid, extraParameters: {} });
		outputOf(await site.run(fields));
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		outputOf(await site.run(fields));
		expect(site.tokens.requests).toHaveLength(2);
		expect(site.fhir.requests).toHaveLength(2);
	});

	it('a token that was revoked is replaced after the refusal', async () => {
		const fields = byJwt('RS384', { kid, extraParameters: {} });
		outputOf(await site.run(fields));
		revoked.add(String(site.fhir.requests[0]?.headers.authorization));
		outputOf(await site.run(fields));
		expect(site.tokens.requests).toHaveLength(2);
		expect(site.fhir.requests).toHaveLength(3);
	});
});
