import { randomBytes } from 'node:crypto';
import { TestCa } from '../servers/certificates';
import { startFhirServer } from '../servers/fhirServer';
import { startOAuthServer } from '../servers/oauthServer';
import type { Cleanup } from './cleanup';

/** Two FHIR servers behind one internal CA, and how to log in to each. */
export interface DemoServers {
	/** The CA's certificate, PEM. */
	ca: string;
	basic: { baseUrl: string; user: string; password: string };
	oauth: { baseUrl: string; tokenUrl: string; clientId: string; clientSecret: string; scope: string };
}

const SCOPE = 'system/*.cruds';

const secret = () => randomBytes(18).toString('base64url');

/**
 * Starts a FHIR server with user and password, one with bearer tokens, and the OAuth server that gives those out; all over
 * HTTPS, with certificates of a CA made on the spot, and new secrets each time. Both are loaded with the examples of the
 * FHIR specification. `cleanup` closes them.
 */
export async function startServers(cleanup: Cleanup): Promise<DemoServers> {
	const ca = TestCa.create('Demo Hospital Internal CA');
	const login = { user: 'demo', password: secret() };
	const client = { clientId: 'n8n-demo', clientSecret: secret() };

	const basic = await startFhirServer({ tls: ca.issue(), basic: login, examples: true });
	cleanup.add(() => basic.close());
	const oauth = await startOAuthServer({ tls: ca.issue(), clients: [{ ...client, scope: SCOPE }] });
	cleanup.add(() => oauth.close());
	const bearer = await startFhirServer({ tls: ca.issue(), bearer: (token) => oauth.introspect(token), examples: true });
	cleanup.add(() => bearer.close());

	return {
		ca: ca.certificate,
		basic: { baseUrl: basic.baseUrl, ...login },
		oauth: { baseUrl: bearer.baseUrl, tokenUrl: oauth.tokenUrl, ...client, scope: SCOPE },
	};
}
