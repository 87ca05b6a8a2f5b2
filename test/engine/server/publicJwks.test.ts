import type { IDataObject } from 'n8n-workflow';
import { generateKeyPairSync } from 'node:crypto';
import { TestCa } from '../../servers/certificates';
import { startOAuthServer } from '../../servers/oauthServer';
import { type Hospital, outputOf, startHospital, type } from '../support/fixtures';
import { runNode } from '../support/n8n';

describe('Server → Get Public JWKS', () => {
	let hospital: Hospital;

	beforeAll(async () => {
		hospital = await startHospital();
	});
	afterAll(async () => await hospital.close());
	beforeEach(() => (hospital.server.requests.length = 0));

	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
	const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
	const oAuth2 = (more: IDataObject = {}): IDataObject => ({
		baseUrl: hospital.server.baseUrl,
		clientId: 'n8n',
		clientAuthentication: 'privateKeyJwt',
		privateKey: pem,
		kid: 'n8n-2026',
		...more,
	});
	const jwksOf = async (credential: IDataObject, authentication = 'oAuth2') =>
		await runNode({
			credentials: { fhirOAuth2Api: credential, ...hospital.credentials },
			parameters: { resource: 'server', operation: 'getJwks', authentication, tlsValidation: 'custom' },
		});

	it('returns the public key, sends no request and shows nothing private', async () => {
		const [jwks] = outputOf(await jwksOf(oAuth2()));
		expect(jwks).toEqual({
			keys: [expect.objectContaining({ kty: 'EC', crv: 'P-384', kid: 'n8n-2026', alg: 'ES384', use: 'sig' })],
		});
		expect(JSON.stringify(jwks)).not.toContain(privateKey.export({ format: 'jwk' }).d);
		expect(hospital.server.requests).toEqual([]);
	});

	it('returns a JWKS with which an OAuth server accepts the login', async () => {
		const [jwks] = outputOf(await jwksOf(oAuth2()));
		const ca = TestCa.create();
		const clients = [
			{ id: 'n8n', method: 'private_key_jwt' as const, algorithm: 'ES384' as const, jwks: jwks as never },
		];
		const oauth = await startOAuthServer({ tls: ca.issue(), clients });
		const guarded = await startHospital({ tls: ca.issue(), basic: undefined, bearer: oauth.introspect });
		try {
			const { error, output } = await runNode({
				credentials: {
					fhirOAuth2Api: oAuth2({ baseUrl: guarded.server.baseUrl, tokenUrl: oauth.tokenUrl, scope: 'system/*.rs' }),
					fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false },
				},
				parameters: {
					resource: 'resource',
					operation: 'getAll',
					authentication: 'oAuth2',
					tlsValidation: 'custom',
					resourceType: type('Patient'),
				},
			});
			expect(error).toBeUndefined();
			expect(output).toEqual([]);
			expect(await oauth.tokenCalls()).toBe(1);
		} finally {
			await Promise.all([oauth.close(), guarded.close()]);
		}
	});

	it.each<[string, IDataObject, string, RegExp]>([
		['a Basic Auth login', {}, 'basic', /Only an OAuth2 login has a key/],
		[
			'a credential with a client secret',
			{ clientAuthentication: 'secretHeader', clientSecret: 'geheim' },
			'oAuth2',
			/no private key/,
		],
		['an empty private key', { privateKey: '' }, 'oAuth2', /"Private Key" is empty/],
		[
			'a certificate in place of the private key',
			{ privateKey: TestCa.create().certificate },
			'oAuth2',
			/"Private Key" is a certificate/,
		],
	])('rejects %s', async (_what, more, authentication, says) => {
		const { error } = await jwksOf(oAuth2(more), authentication);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(`${error?.message} ${error?.description}`).not.toMatch(/geheim|BEGIN PRIVATE/);
	});
});
