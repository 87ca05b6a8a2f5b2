import { type Authorization, noAuthorization } from '../../../nodes/Fhir/transport/auth/authorization';
import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import type { ClientCredentialsSettings } from '../../../nodes/Fhir/transport/auth/settings';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { createHttpClient, type TransportSettings } from '../../../nodes/Fhir/transport/client';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import type { Runtime } from '../../../nodes/Fhir/transport/runtime';
import { defaultLimits } from '../../../nodes/Fhir/transport/settings';
import { closeAfterEach } from '../../helpers/closing';
import { type TestRuntime, testRuntime as sharedRuntime } from '../../helpers/runtime';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';

export { failureOf } from '../../helpers/async';

/** A runtime that starts at the current time, as the token servers do, and has no jitter. */
export function testRuntime(): TestRuntime {
	return sharedRuntime({ start: Date.now(), random: 0 });
}

/** The product's HTTP client; without authorization, it is the client that token calls use. */
export function testClient(base: string, runtime: Runtime, more: Partial<TransportSettings> = {}): HttpClient {
	return createHttpClient({
		wire: nodeWire,
		baseUrl: parseBaseUrl(base),
		tls: { mode: 'skip' },
		authorization: noAuthorization,
		headers: {},
		userAgent: 'n8n-nodes-fhir/test',
		timeouts: { connect: 5_000, response: 5_000, total: 10_000 },
		limits: defaultLimits,
		retry: { retries: 0, budget: 1_000 },
		network: {},
		runtime,
		...more,
	});
}

let made = 0;

/** Settings that share no token with those of another test. */
export function testSettings(base: string, more: Partial<ClientCredentialsSettings> = {}): ClientCredentialsSettings {
	return {
		baseUrl: parseBaseUrl(base),
		clientId: 'integration-engine',
		authentication: { method: 'secretHeader', secret: 's3cr:et/+& ü' },
		tlsKey: `test ${made++}`,
		networkKey: '',
		...more,
	};
}

/** A recording server whose token endpoint is `/token`; closed after the test. */
export async function tokenServer(handler: Handler): Promise<TestServer & { settings: typeof testSettings }> {
	const server = closeAfterEach(await startServer(handler));
	const settings: typeof testSettings = (base, more) =>
		testSettings(base, { tokenUrl: `${server.url}/token`, ...more });
	return Object.assign(server, { settings });
}

/** Responds to a token call. */
export function grant(members: object): Handler {
	return (_request, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 300, ...members }));
	};
}

/** The header that an authorization with these settings returns. */
export async function headerOf(
	settings: ClientCredentialsSettings,
	runtime: Runtime = testRuntime(),
	authorization: Authorization = clientCredentials(settings, runtime),
): Promise<string | undefined> {
	return await authorization.header(testClient(settings.baseUrl.href, runtime));
}

/** Responds with a different token each time: token-1, token-2 … */
export function numbered(members: object = {}): Handler {
	let number = 0;
	return (request, response) => grant({ access_token: `token-${++number}`, ...members })(request, response);
}
