import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { createFhirClient, type FhirClientSettings } from '../../nodes/Fhir/rest/client';
import { parseBaseUrl } from '../../nodes/Fhir/transport/baseUrl';
import { Failure } from '../../nodes/Fhir/transport/errors/failure';
import type { HttpClient } from '../../nodes/Fhir/transport/http';
import type { Runtime } from '../../nodes/Fhir/transport/runtime';
import { startServer, type Handler, type TestServer } from '../servers/httpServer';

/** The smallest real HTTP client that keeps the transport's contract: what is tested here is the layer above it. */
export const fetchClient: HttpClient = {
	async send({ method, url, headers, body, signal }) {
		const sent = typeof body === 'function' ? Readable.toWeb(body()) : body;
		const init: RequestInit = { method, headers: { ...headers }, body: sent as BodyInit, signal };
		const answer = await fetch(url, init).catch((cause: unknown) => {
			if (signal?.aborted) throw new Failure({ kind: 'cancelled', message: 'Stopped', cause });
			throw new Failure({ kind: 'network', message: 'The connection broke', cause });
		});
		const reading = <T>(body: Promise<T>) =>
			body.catch((cause: unknown) => {
				throw new Failure({ kind: 'network', message: 'The connection broke in the middle of the answer', cause });
			});
		return {
			status: answer.status,
			headers: Object.fromEntries(answer.headers),
			url: answer.url,
			text: () => reading(answer.text()),
			bytes: async () => Buffer.from(await reading(answer.arrayBuffer())),
			stream: () => Readable.fromWeb(answer.body as ReadableStream),
			discard: async () => void (await answer.arrayBuffer()),
		};
	},
};

/** A runtime whose clock the tests turn: sleeping takes no time, and is written down. */
export function testRuntime(start = 0): Runtime & { slept: number[]; lines: string[]; turn(ms: number): void } {
	let now = start;
	const slept: number[] = [];
	const lines: string[] = [];
	return {
		slept,
		lines,
		turn: (ms) => void (now += ms),
		now: () => now,
		async sleep(ms, signal) {
			slept.push(ms);
			now += ms;
			await pause(0, undefined, { signal });
		},
		random: () => 0.5,
		log: (_level, message) => void lines.push(message),
	};
}

/** A client for a base URL. */
export function clientFor(baseUrl: string, settings: Partial<FhirClientSettings> = {}) {
	return createFhirClient({ baseUrl: parseBaseUrl(baseUrl), http: fetchClient, runtime: testRuntime(), ...settings });
}

/** A server that answers by a handler, and a client with the base URL `/fhir` on it. */
export async function serverAndClient(handler: Handler, settings: Partial<FhirClientSettings> = {}) {
	const server: TestServer = await startServer(handler);
	return { server, client: clientFor(`${server.url}/fhir`, settings) };
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
