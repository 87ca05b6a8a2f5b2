import { generateKeyPairSync } from 'node:crypto';
import { createCleanup } from '../demo/cleanup';
import { TestCa } from '../servers/certificates';
import { googleTokens } from '../servers/googleTokens';
import { startServer } from '../servers/httpServer';
import { checkConnectionTest } from './credentialDialog';
import type { Checks } from './checks';
import { type Editor, post } from './editor';

const email = 'n8n@clinic-fhir.iam.gserviceaccount.com';
const keyId = '9fb1c5a0f8d14c7e8a3b2f60d7c4e1a95b3d8f20';

/** Shoots the connection test of a Google service account, green and red, against servers like Google's. */
export async function shootGoogle(editor: Editor, checks: Checks): Promise<void> {
	const cleanup = createCleanup();
	const tls = TestCa.create('Root CA of the editor');
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const jwk = publicKey.export({ format: 'jwk' });
	const tokens = await startServer(googleTokens({ accounts: { [email]: { [keyId]: jwk } } }), { tls: tls.issue() });
	cleanup.add(async () => await tokens.close());
	const healthcare = await startServer(
		({ url = '', headers }, response) => {
			const isOpen = String(headers.authorization).startsWith('Bearer ya29.');
			response.writeHead(isOpen ? 200 : 401, { 'content-type': 'application/fhir+json' });
			const statement = { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', resource: [] }] };
			response.end(
				JSON.stringify(url.endsWith('/metadata') ? statement : { resourceType: 'Bundle', type: 'searchset' }),
			);
		},
		{ tls: tls.issue() },
	);
	cleanup.add(async () => await healthcare.close());
	const keyFile = (changes: object = {}) =>
		JSON.stringify({
			type: 'service_account',
			private_key_id: keyId,
			private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
			client_email: email,
			token_uri: `${tokens.url}/token`,
			...changes,
		});
	try {
		const tests: Array<[name: string, serviceAccountKey: string]> = [
			['google-green', keyFile()],
			['google-deleted-account', keyFile({ client_email: `old-${email}` })],
			['google-half-a-file', keyFile().slice(0, -40)],
		];
		for (const [name, serviceAccountKey] of tests) {
			const data = {
				baseUrl: `${healthcare.url}/v1/projects/clinic/fhirStores/main/fhir`,
				clientAuthentication: 'googleServiceAccount',
				serviceAccountKey,
				testTlsValidation: 'custom',
				testCaBundle: tls.certificate,
			};
			const { id } = await post<{ id: string }>(editor, 'credentials', {
				name: `FHIR ${name}`,
				type: 'fhirOAuth2Api',
				data,
			});
			await checkConnectionTest(editor, checks, id, name);
		}
	} finally {
		await cleanup.run();
	}
}
