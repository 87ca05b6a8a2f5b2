import { noAuthorization } from '../../../nodes/Fhir/transport/auth/authorization';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';
import { createHttpClient, type TransportSettings } from '../../../nodes/Fhir/transport/client';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';
import { defaultLimits } from '../../../nodes/Fhir/transport/settings';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { type Handshake, type Wire, WireError, type WireRequest } from '../../../nodes/Fhir/transport/wire';

/** What the network does with one request. */
export interface MemoryResponse {
	readonly status?: number;
	readonly headers?: Record<string, string>;
	readonly body?: string;
	/** The body breaks off with this error. */
	readonly breaksOff?: WireError;
}

/** A request as it would have gone on the wire, and the TLS settings of its connection. */
export interface SentRequest extends WireRequest {
	readonly url: string;
	readonly tls: TlsSettings;
}

/** Responds to a request; `index` counts the requests of a wire from 0. Given or thrown, an error is the network's. */
export type Responder = (request: SentRequest, index: number) => MemoryResponse | WireError;

/** A wire without a network. */
export interface MemoryWire extends Wire {
	readonly requests: SentRequest[];
	/** Responses that were discarded, by the index of their request. */
	readonly discarded: number[];
	/** How often a second handshake was asked for. */
	readonly handshakes: Array<'verify' | 'any'>;
}

export function memoryWire(respond: Responder, handshake?: () => Handshake): MemoryWire {
	const requests: SentRequest[] = [];
	const discarded: number[] = [];
	const handshakes: Array<'verify' | 'any'> = [];
	return {
		requests,
		discarded,
		handshakes,
		checkClientCertificate: () => undefined,
		async handshake(_target, _tls, trust) {
			handshakes.push(trust);
			if (handshake) return handshake();
			throw new WireError({ code: 'ECONNREFUSED' });
		},
		connections: ({ tls }) => ({
			encodings: () => 'identity',
			async send(request) {
				if (request.signal?.aborted) throw new WireError({ code: 'CANCELLED' });
				const index = requests.length;
				const sent = { ...request, url: request.origin + request.path, tls };
				requests.push(sent);
				const response = respond(sent, index);
				if (response instanceof WireError) throw response;
				request.onHead?.(response.status ?? 200);
				return received(response, request.awaitedBytes, () => discarded.push(index));
			},
		}),
	};
}

function received(
	{ status = 200, headers = {}, body = '', breaksOff }: MemoryResponse,
	awaitedBytes: number | undefined,
	onDiscard: () => void,
) {
	const bytes = Buffer.from(body);
	const hasArrived = status < 300 && !breaksOff && awaitedBytes !== undefined && bytes.length <= awaitedBytes;
	return {
		status,
		headers,
		arrived: () => (hasArrived ? bytes : undefined),
		async bytes(limit: number): Promise<Buffer> {
			if (breaksOff) throw breaksOff;
			if (bytes.length > limit) throw new WireError({ code: 'BODY_TOO_LARGE', sent: true, status });
			return bytes;
		},
		async start(limit: number, readOn?: (start: Buffer) => number | undefined): Promise<Buffer> {
			if (breaksOff) throw breaksOff;
			const start = bytes.subarray(0, limit);
			if (bytes.length <= limit) return bytes;
			const max = readOn?.(start);
			if (max !== undefined && bytes.length > max) throw new WireError({ code: 'BODY_TOO_LARGE', sent: true, status });
			return max === undefined ? start : bytes;
		},
		async *stream(_limit: number, toError: (error: WireError) => Error) {
			yield bytes;
			if (breaksOff) throw toError(breaksOff);
		},
		discard: async () => onDiscard(),
	};
}

/** What a client waited for and logged; no time passes. */
export interface Trace {
	readonly waits: number[];
	readonly lines: string[];
}

/** A client over such a wire, of the server at https://fhir.example/r4. It retries four times within a minute. */
export function clientOver(
	wire: Wire,
	more: Partial<TransportSettings> = {},
	{ waits, lines }: Trace = { waits: [], lines: [] },
): HttpClient {
	let now = Date.UTC(2027, 0, 15, 8);
	return createHttpClient({
		wire,
		baseUrl: parseBaseUrl('https://fhir.example/r4'),
		tls: { mode: 'default' },
		authorization: noAuthorization,
		headers: { 'x-tenant': 'ward-7' },
		userAgent: 'n8n-nodes-fhir/test',
		timeouts: { connect: 1_000, response: 2_000, total: 3_000 },
		limits: defaultLimits,
		retry: { retries: 4, budget: 60_000 },
		network: {},
		runtime: {
			now: () => now,
			async sleep(milliseconds, signal) {
				waits.push(milliseconds);
				now += milliseconds;
				signal?.throwIfAborted();
			},
			nextTick: async () => await Promise.resolve(),
			random: () => 0.5,
			log: (_level, message) => lines.push(message),
		},
		...more,
	});
}
