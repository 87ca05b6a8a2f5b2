import type { IDataObject } from 'n8n-workflow';
import type { KeyObject } from 'node:crypto';
import { publicJwks } from '../../nodes/Fhir/transport/auth/jwks';
import { parseSigningKey } from '../../nodes/Fhir/transport/auth/keys';
import type { SigningAlgorithm } from '../../nodes/Fhir/transport/auth/settings';
import { type } from '../engine/support/fixtures';
import { runNode, type RunResult, type RunSettings } from '../engine/support/n8n';
import { TestCa } from '../servers/certificates';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';

export const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/** The public keys as the node itself shows them, under this key ID. */
export function registration(key: KeyObject, algorithm?: SigningAlgorithm, keyId?: string) {
	const { keys } = publicJwks(parseSigningKey({ key: pem(key), algorithm, keyId }));
	return JSON.parse(JSON.stringify(keys)) as Array<Record<string, string>>;
}

/** A FHIR server and a token endpoint behind one private CA, which respond as told, and a node that logs in there. */
export interface LoginSite {
	readonly fhir: TestServer;
	readonly tokens: TestServer;
	readonly ca: TestCa;
	/** A credential for both; `fields` are added. */
	credential(fields: IDataObject): IDataObject;
	/** Reads Patient/1 under Custom CA Bundle; `parameters` override that. */
	run(fields: IDataObject, parameters?: IDataObject, settings?: Partial<RunSettings>): Promise<RunResult>;
	close(): Promise<void>;
}

const found: Handler = (_request, response) =>
	void response
		.writeHead(200, { 'content-type': 'application/fhir+json' })
		.end(JSON.stringify({ resourceType: 'Patient', id: '1' }));

let made = 0;

/** Starts both. By default the FHIR server accepts every login. */
export async function startLoginSite(tokens: Handler, fhir: Handler = found): Promise<LoginSite> {
	const ca = TestCa.create('Clinic Root CA');
	const [fhirServer, tokenServer] = await Promise.all(
		[fhir, tokens].map(async (handler) => await startServer(handler, { tls: ca.issue() })),
	);
	if (!fhirServer || !tokenServer) throw new Error('No server');
	const credential = (fields: IDataObject): IDataObject => ({
		baseUrl: `${fhirServer.url}/fhir`,
		tokenUrl: `${tokenServer.url}/token`,
		// A different credential each time, so that no test reuses the token of an earlier test.
		extraParameters: { parameter: [{ name: 'test', value: String(++made) }] },
		...fields,
	});
	return {
		fhir: fhirServer,
		tokens: tokenServer,
		ca,
		credential,
		run: async (fields, parameters = {}, settings = {}) =>
			await runNode({
				credentials: { fhirOAuth2Api: credential(fields), fhirCaBundleApi: { caBundle: ca.certificate } },
				...settings,
				parameters: {
					resource: 'resource',
					operation: 'get',
					authentication: 'oAuth2',
					tlsValidation: 'custom',
					resourceType: type('Patient'),
					resourceId: '1',
					...parameters,
					options: { retries: 0, ...(parameters.options as IDataObject | undefined) },
				},
			}),
		close: async () => {
			await Promise.all([fhirServer.close(), tokenServer.close()]);
		},
	};
}

/** A credential that signs JWTs with this key. */
export function signed(clientId: string, key: KeyObject, fields: IDataObject = {}): IDataObject {
	return { clientId, clientAuthentication: 'privateKeyJwt', privateKey: pem(key), ...fields };
}

/** The client assertions that a token endpoint received. */
export function assertionsIn({ requests }: TestServer): string[] {
	return requests.map(({ body }) => new URLSearchParams(body).get('client_assertion') ?? '');
}
