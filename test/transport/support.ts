import { type Authorization, noAuthorization } from '../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { createHttpClient, type TransportSettings } from '../../nodes/Fhir/transport/client';
import type { HttpClient } from '../../nodes/Fhir/transport/http';
import { nodeWire } from '../../nodes/Fhir/transport/node/nodeWire';
import { sleep } from '../../nodes/Fhir/transport/node/timers';
import { defaultLimits } from '../../nodes/Fhir/transport/settings';
import type { TlsSettings } from '../../nodes/Fhir/transport/tls/settings';
import { closeAfterEach } from '../helpers/closing';
import { TestCa } from '../servers/certificates';
import { type Handler, startServer, type TestServer, type TlsOption } from '../servers/httpServer';

export { failureOf } from '../helpers/async';
export { closeAfterEach as closing } from '../helpers/closing';

/** One CA for each test file. */
export const ca = TestCa.create();

/** Trusts the CA of the test file and no other. */
export function trusting(authority = ca): TlsSettings {
	const bundle = { certificates: [authority.certificate], fingerprint: authority.certificate.slice(-64) };
	return { mode: 'custom', bundle, alsoPublic: false };
}

/** A server that is closed at the end of the test. */
export async function serve(handler: Handler, options: { tls?: TlsOption } = {}): Promise<TestServer> {
	return closeAfterEach(await startServer(handler, options));
}

/** The waits and log lines of a client; no time passes. */
export interface Trace {
	readonly waits: number[];
	readonly lines: string[];
}

export function trace(): Trace {
	return { waits: [], lines: [] };
}

/** A client for the server at `base`. Waits take no time, but are recorded. */
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
			nextTick: async () => await Promise.resolve(),
			random: () => 0,
			log: (_level, message) => lines.push(message),
		},
		...more,
	});
}

/** An authorization with a fixed header, replaced once by `renewed` if given; it records refused headers. */
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
