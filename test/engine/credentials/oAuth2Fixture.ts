import type { IDataObject } from 'n8n-workflow';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicJwks } from '../../../nodes/Fhir/transport/auth/jwks';
import { parseSigningKey } from '../../../nodes/Fhir/transport/auth/keys';
import { TestCa } from '../../servers/certificates';
import { BASIC_CLIENT, type OAuthServerOptions, POST_CLIENT } from '../../servers/oauthServer';
import { type Hospital, spawnServer } from '../../servers/spawn';
import { type } from '../support/fixtures';
import { runNode, type RunResult, type RunSettings } from '../support/n8n';

const passphrase = 'öffne dich';
const pem = (key: KeyObject, encrypted = false) =>
	key.export({ format: 'pem', type: 'pkcs8', ...(encrypted && { cipher: 'aes-256-cbc', passphrase }) }).toString();

/** The keys of two registered clients: RSA unencrypted, EC encrypted and as a JWK. */
export const keys = {
	rsa: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
	...(() => {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
		return { ec: pem(privateKey, true), jwk: JSON.stringify(privateKey.export({ format: 'jwk' })) };
	})(),
	passphrase,
};

/** The registration of a client, with the JWKS that the node itself publishes. */
function registered(id: string, key: string) {
	const signing = parseSigningKey({ key, passphrase });
	const jwks = JSON.parse(JSON.stringify(publicJwks(signing))) as { keys: Array<Record<string, unknown>> };
	return { id, method: 'private_key_jwt' as const, algorithm: signing.algorithm, jwks };
}

/** A FHIR server that accepts the tokens of an OAuth server (oidc-provider); both have certificates of one internal CA. */
export interface OAuthHospital extends Hospital {
	readonly ca: TestCa;
	/** The data of a credential with the secret in the header; `fields` override the defaults. */
	credential(fields?: IDataObject): IDataObject;
	/** Reads Patient/example with the custom bundle; by default with a new credential. */
	read(credential?: IDataObject, settings?: Partial<RunSettings>, parameters?: IDataObject): Promise<RunResult>;
	/** The number of token calls that an action takes. */
	tokenCalls(action: () => Promise<unknown>): Promise<number>;
}

let made = 0;

/** Starts an OAuth hospital. */
export async function startOAuthHospital(options: OAuthServerOptions = {}): Promise<OAuthHospital> {
	const ca = TestCa.create('Hospital Root CA');
	const hospital = await spawnServer('hospital', {
		fhir: { tls: ca.issue(), examples: ['Patient'] },
		oauth: {
			tls: ca.issue(),
			clients: [BASIC_CLIENT, POST_CLIENT, registered('rsa-client', keys.rsa), registered('ec-client', keys.ec)],
			...options,
		},
	});
	const credential = (fields: IDataObject = {}): IDataObject => ({
		baseUrl: hospital.fhir.baseUrl,
		tokenUrl: hospital.oauth.tokenUrl,
		clientId: BASIC_CLIENT.id,
		clientAuthentication: 'secretHeader',
		clientSecret: BASIC_CLIENT.secret,
		scope: 'system/*.rs',
		// A different credential each time, so that no test reuses the token of an earlier test.
		extraParameters: { parameter: [{ name: 'test', value: String(++made) }] },
		...fields,
	});
	return {
		...hospital,
		ca,
		credential,
		read: async (data = credential(), settings = {}, parameters = {}) =>
			await runNode({
				credentials: { fhirOAuth2Api: data, fhirCaBundleApi: { caBundle: ca.certificate } },
				...settings,
				parameters: {
					resource: 'resource',
					operation: 'get',
					authentication: 'oAuth2',
					tlsValidation: 'custom',
					resourceType: type('Patient'),
					resourceId: 'example',
					...parameters,
				},
			}),
		tokenCalls: async (action) => {
			const before = await hospital.oauth.tokenCalls();
			await action();
			return (await hospital.oauth.tokenCalls()) - before;
		},
	};
}
