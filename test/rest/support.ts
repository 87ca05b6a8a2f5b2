import { setTimeout as pause } from 'node:timers/promises';
import { createFhirClient, type FhirClientSettings } from '../../nodes/Fhir/rest/client';
import type { FhirRequest } from '../../nodes/Fhir/rest/request/request';
import { noAuthorization } from '../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { createHttpClient } from '../../nodes/Fhir/transport/client';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import type { Runtime } from '../../nodes/Fhir/transport/runtime';
import { defaultLimits } from '../../nodes/Fhir/transport/settings';
import { startServer, type Handler, type TestServer } from '../servers/httpServer';

/** A runtime whose clock the tests turn: sleeping takes no time, and is written down. */
export function testRuntime(start = 0): Runtime & { slept: number[]; lines: string[]; turn(ms: number): void } {
	let now = start;
	const slept: number[] = [];
	const lines: string[] = [];
	return {
		slept,
		lines,
		turn(ms) {
			now += ms;
		},
		now: () => now,
		async sleep(ms, signal) {
			slept.push(ms);
			now += ms;
			await pause(0, undefined, { signal });
		},
		random: () => 0.5,
		log: (_level, message) => {
			lines.push(message);
		},
	};
}

/** A client for a base URL, over the real transport; nothing is tried again. */
export function clientFor(baseUrl: string, settings: Partial<FhirClientSettings> = {}) {
	const base = parseBaseUrl(baseUrl);
	const runtime = settings.runtime ?? testRuntime();
	const http = createHttpClient({
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

/** A server that answers by a handler, and a client with the base URL `/fhir` on it. */
export async function serverAndClient(handler: Handler, settings: Partial<FhirClientSettings> = {}) {
	const server: TestServer = await startServer(handler);
	return { server, client: clientFor(`${server.url}/fhir`, settings) };
}

/** The content type of FHIR JSON, as a header. */
export const fhirJson = { 'content-type': 'application/fhir+json' };

/** A request of each kind that many tests send. */
export const requests = {
	read: { interaction: 'read', method: 'GET', path: 'Patient/1' },
	create: { interaction: 'create', method: 'POST', path: 'Patient', body: { resourceType: 'Patient' } },
	update: { interaction: 'update', method: 'PUT', path: 'Patient/1', body: { resourceType: 'Patient', id: '1' } },
} as const satisfies Record<string, FhirRequest>;

/** A server for the tests of one file that answers as the test at hand says; what it received is forgotten before each. */
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

/** What a promise or a call fails with; fails itself where it does not, or where it is no `Failure`. */
export async function failureOf(action: Promise<unknown> | (() => unknown)): Promise<Failure> {
	try {
		await (typeof action === 'function' ? action() : action);
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('It succeeded, where a failure was expected');
}

/** All that an async generator gives. */
export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const value of source) all.push(value);
	return all;
}
