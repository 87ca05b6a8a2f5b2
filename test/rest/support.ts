import { createFhirClient, type FhirClientSettings } from '../../nodes/Fhir/rest/client';
import type { FhirRequest } from '../../nodes/Fhir/rest/request/request';
import { noAuthorization } from '../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { createHttpClient } from '../../nodes/Fhir/transport/client';
import { nodeWire } from '../../nodes/Fhir/transport/node/nodeWire';
import { defaultLimits } from '../../nodes/Fhir/transport/settings';
import { testRuntime } from '../helpers/runtime';
import { type Handler, startServer, type TestServer } from '../servers/httpServer';

export { allOf, failureOf } from '../helpers/async';
export { fhirJson } from '../helpers/http';
export { testRuntime } from '../helpers/runtime';

/** A client for a base URL, over the real transport and without retries. */
export function clientFor(baseUrl: string, settings: Partial<FhirClientSettings> = {}) {
	const base = parseBaseUrl(baseUrl);
	const runtime = settings.runtime ?? testRuntime();
	const http = createHttpClient({
		wire: nodeWire,
		baseUrl: base,
		tls: { mode: 'default' },
		authorization: noAuthorization,
		headers: {},
		userAgent: 'n8n-nodes-fhir/test',
		timeouts: { connect: 5_000, response: 20_000, total: 25_000 },
		limits: defaultLimits,
		retry: { retries: 0, budget: 0 },
		network: {},
		runtime,
	});
	return createFhirClient({ baseUrl: base, http, runtime, ...settings });
}

/** A server that responds with a handler, and a client with the base URL `/fhir` on it. */
export async function serverAndClient(handler: Handler, settings: Partial<FhirClientSettings> = {}) {
	const server: TestServer = await startServer(handler);
	return { server, client: clientFor(`${server.url}/fhir`, settings) };
}

/** Requests that many tests send. */
export const requests = {
	read: { interaction: 'read', method: 'GET', path: 'Patient/1' },
	create: { interaction: 'create', method: 'POST', path: 'Patient', body: { resourceType: 'Patient' } },
	update: { interaction: 'update', method: 'PUT', path: 'Patient/1', body: { resourceType: 'Patient', id: '1' } },
} as const satisfies Record<string, FhirRequest>;

/** A server for the tests of a file. Each test sets its response; the recorded requests are cleared before each test. */
export function answeringServer() {
	let server: TestServer;
	let answer: Handler;
	beforeAll(async () => {
		server = await startServer((request, response) => answer(request, response));
	});
	afterAll(() => server.close());
	beforeEach(() => {
		server.requests.length = 0;
	});
	const answerBy = (handler: Handler) => {
		answer = handler;
	};
	return {
		url: () => server.url,
		requests: () => server.requests,
		client: (settings: Partial<FhirClientSettings> = {}) => clientFor(`${server.url}/fhir/`, settings),
		answerBy,
		answering: (status: number, headers: Record<string, string>, body = '') =>
			answerBy((_request, response) => void response.writeHead(status, headers).end(body)),
	};
}
