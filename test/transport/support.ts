import { noAuthorization, type Authorization } from '../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { createHttpClient, type TransportSettings } from '../../nodes/Fhir/transport/client';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import type { HttpClient } from '../../nodes/Fhir/transport/http';
import { nodeWire } from '../../nodes/Fhir/transport/node/nodeWire';
import { sleep } from '../../nodes/Fhir/transport/node/timers';
import { defaultLimits } from '../../nodes/Fhir/transport/settings';
import type { TlsSettings } from '../../nodes/Fhir/transport/tls/settings';
import { startServer, type Handler, type TestServer, type TlsOption } from '../servers/httpServer';
import { TestCa } from '../servers/certificates';

/** One authority for a test file. */
export const ca = TestCa.create();

/** Trusts the file's authority and nothing else. */
export function trusting(authority = ca): TlsSettings {
	const bundle = { certificates: [authority.certificate], fingerprint: authority.certificate.slice(-64) };
	return { mode: 'custom', bundle, alsoPublic: false };
}

const open: Array<{ close(): Promise<void> }> = [];

/** Closes at the test's end what it is given. */
export function closing<Closable extends { close(): Promise<void> }>(thing: Closable): Closable {
	open.push(thing);
	return thing;
}

afterEach(async () => {
	for (const thing of open.splice(0)) await thing.close();
});

/** A server that the test need not close. */
export async function serve(handler: Handler, options: { tls?: TlsOption } = {}): Promise<TestServer> {
	return closing(await startServer(handler, options));
}

/** What the client waited and logged, without time passing. */
export interface Trace {
	readonly waits: number[];
	readonly lines: string[];
}

export function trace(): Trace {
	return { waits: [], lines: [] };
}

/** A client of the server at `base`. Waiting takes no time, but is written down. */
export function clientOf(base: string, more: Partial<TransportSettings> = {}, { waits, lines } = trace()): HttpClient {
	let passed = 0;
	return createHttpClient({
		wire: nodeWire,
		baseUrl: parseBaseUrl(base),
		tls: trusting(),
		authorization: noAuthorization,
		headers: {},
		userAgent: 'n8n-nodes-fhir/test',
		timeouts: { connect: 5_000, response: 5_000, total: 20_000 },
		limits: defaultLimits,
		retry: { retries: 0, budget: 60_000 },
		network: {},
		runtime: {
			now: () => 1_800_000_000_000 + passed,
			sleep: async (milliseconds, signal) => {
				waits.push(milliseconds);
				passed += milliseconds;
				await sleep(1, signal);
			},
			random: () => 0,
			log: (_level, message) => lines.push(message),
		},
		...more,
	});
}

/** A fixed header, and how often it was refused. */
export function fixed(value: string, renewed?: string): Authorization & { refusals: string[] } {
	let current = value;
	const refusals: string[] = [];
	return {
		refusals,
		header: () => current,
		rejected(refused) {
			refusals.push(refused);
			if (renewed === undefined) return false;
			current = renewed;
			return true;
		},
	};
}

/** The `Failure` that the promise ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
	const outcome = await promise.then(
		() => new Error('It succeeded'),
		(error: unknown) => error,
	);
	if (outcome instanceof Failure) return outcome;
	throw outcome;
}
