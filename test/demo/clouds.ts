import { generateKeyPairSync } from 'node:crypto';
import { awsKey, startHealthLake } from '../servers/aws/healthLake';
import type { TestCa } from '../servers/certificates';
import { googleTokens } from '../servers/googleTokens';
import { startServer } from '../servers/httpServer';
import { startModelServer } from '../servers/modelServer';
import type { Cleanup } from './cleanup';
import { recordScript } from './model';

const email = 'n8n@demo-hospital.iam.gserviceaccount.com';
const keyId = '9fb1c5a0f8d14c7e8a3b2f60d7c4e1a95b3d8f20';

/** The tokens that the server below may give out. */
export const googleAccessTokens = Array.from({ length: 500 }, (_value, index) => `ya29.c.b0Aaek-${index + 1}......`);

/** Starts a token server like Google's, and gives the key file of a service account, as Google hands it out. */
export async function startGoogle(ca: TestCa, cleanup: Cleanup): Promise<string> {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const project = { accounts: { [email]: { [keyId]: publicKey.export({ format: 'jwk' }) } } };
	const server = await startServer(googleTokens(project), { tls: ca.issue() });
	cleanup.add(() => server.close());
	return JSON.stringify({
		type: 'service_account',
		project_id: 'demo-hospital',
		private_key_id: keyId,
		private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
		client_email: email,
		token_uri: `${server.url}/token`,
	});
}

/** Starts a server like AWS HealthLake, and gives the fields of a credential for it. */
export async function startAws(ca: TestCa, cleanup: Cleanup) {
	const server = await startHealthLake({ tls: ca.issue() });
	cleanup.add(() => server.close());
	return { baseUrl: server.baseUrl, ...awsKey, region: 'eu-west-1', service: 'healthlake' };
}

/** Starts a language model by script, and gives the fields of n8n's OpenAI credential for it. */
export async function startModel(apiKey: string, cleanup: Cleanup): Promise<{ url: string; apiKey: string }> {
	const server = await startModelServer(recordScript, apiKey);
	cleanup.add(() => server.close());
	return { url: `${server.url}/v1`, apiKey };
}
