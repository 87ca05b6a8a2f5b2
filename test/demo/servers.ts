import { randomBytes } from 'node:crypto';
import { TestCa } from '../servers/certificates';
import { spawnServer } from '../servers/spawn';
import type { Cleanup } from './cleanup';

/** Two FHIR servers behind one internal CA, and how to log in to each. */
export interface DemoServers {
	/** The CA's certificate, PEM. */
	ca: string;
	basic: { baseUrl: string; user: string; password: string };
	oauth: { baseUrl: string; tokenUrl: string; clientId: string; clientSecret: string; scope: string };
}

const SCOPE = 'system/*.cruds';

/** Nobody looks at them afterwards, and a demo may be left open for days. */
const KEPT_REQUESTS = 100;

const secret = () => randomBytes(18).toString('base64url');

/**
 * Starts a FHIR server with user and password, one with bearer tokens, and the OAuth server that gives those out; all over
 * HTTPS, with certificates of a CA made on the spot, and new secrets each time. Both FHIR servers hold the examples of the
 * FHIR specification. `cleanup` closes them.
 */
export async function startServers(cleanup: Cleanup): Promise<DemoServers> {
	const ca = TestCa.create('Demo Hospital Internal CA');
	const login = { user: 'demo', password: secret() };
	const client = { clientId: 'n8n-demo', clientSecret: secret() };
	const fhir = () => ({ tls: ca.issue(), examples: true, keep: KEPT_REQUESTS });
	const oauthClient = {
		id: client.clientId,
		secret: client.clientSecret,
		method: 'client_secret_basic' as const,
		scope: SCOPE,
	};

	const started = await Promise.allSettled([
		spawnServer('fhir', { ...fhir(), basic: login }),
		spawnServer('hospital', { fhir: fhir(), oauth: { tls: ca.issue(), clients: [oauthClient] } }),
	]);
	for (const result of started) if (result.status === 'fulfilled') cleanup.add(() => result.value.close());
	const [basic, hospital] = started;
	if (basic.status === 'rejected') throw basic.reason;
	if (hospital.status === 'rejected') throw hospital.reason;

	return {
		ca: ca.certificate,
		basic: { baseUrl: basic.value.baseUrl, ...login },
		oauth: { baseUrl: hospital.value.fhir.baseUrl, tokenUrl: hospital.value.oauth.tokenUrl, ...client, scope: SCOPE },
	};
}
