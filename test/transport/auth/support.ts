import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import type { ClientCredentialsSettings } from '../../../nodes/Fhir/transport/auth/settings';
import { type Authorization, noAuthorization } from '../../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { createHttpClient, type TransportSettings } from '../../../nodes/Fhir/transport/client';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';
import type { Runtime } from '../../../nodes/Fhir/transport/runtime';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import { sleep } from '../../../nodes/Fhir/transport/node/timers';
import { defaultLimits } from '../../../nodes/Fhir/transport/settings';
import { startServer, type Handler, type TestServer } from '../../servers/httpServer';

/** A runtime whose clock the test turns, and whose log it reads. */
export interface TestRuntime extends Runtime {
	time: number;
	readonly lines: string[];
}

export function testRuntime(): TestRuntime {
	const runtime: TestRuntime = {
		time: Date.now(),
		lines: [],
		now: () => runtime.time,
		sleep: (_milliseconds, signal) => sleep(1, signal),
		random: () => 0,
		log: (_level, message) => runtime.lines.push(message),
	};
	return runtime;
}

/** The product's own HTTP client; without authorization it is what the token calls get. */
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
	const server = await startServer(handler);
	open.push(server);
	const settings: typeof testSettings = (base, more) =>
		testSettings(base, { tokenUrl: `${server.url}/token`, ...more });
	return Object.assign(server, { settings });
}

const open: TestServer[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Answers a token call. */
export function grant(members: object): Handler {
	return (_request, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 300, ...members }));
	};
}

/** One call for a header, by an authorization made for it. */
export async function headerOf(
	settings: ClientCredentialsSettings,
	runtime: Runtime = testRuntime(),
	authorization: Authorization = clientCredentials(settings, runtime),
): Promise<string | undefined> {
	return await authorization.header(testClient(settings.baseUrl.href, runtime));
}

/** The failure that an action ends in. */
export async function failureOf(action: Promise<unknown>): Promise<Failure> {
	try {
		await action;
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('It did not fail');
}

/** Tokens that can be told apart: token-1, token-2 … */
export function numbered(members: object = {}): Handler {
	let number = 0;
	return (request, response) => grant({ access_token: `token-${++number}`, ...members })(request, response);
}
