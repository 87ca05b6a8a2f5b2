import { createSecureContext } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import { TestCa } from '../servers/certificates';
import { startChild } from './child';
import { inParallel } from './task';
import { median } from './timing';

/** The same reads over HTTP/1.1 and HTTP/2, in milliseconds. */
export interface Http2Result {
	readonly latency: number;
	readonly concurrency: number;
	readonly http1: number;
	readonly http2: number;
}

const reads = 1_000;
const rounds = 5;

async function timed(agent: Dispatcher, origin: string, latency: number, concurrency: number): Promise<number> {
	const started = performance.now();
	await inParallel(reads, concurrency, async () => {
		const { body } = await agent.request({
			origin,
			path: '/',
			method: 'GET',
			headers: { 'x-latency': String(latency) },
		});
		await body.json();
	});
	return performance.now() - started;
}

/** undici with and without `allowH2`, against one server that offers both, in alternating rounds. */
export async function compareHttp2(): Promise<Http2Result[]> {
	const ca = TestCa.create('Bench HTTP/2 CA');
	const secureContext = createSecureContext({ ca: ca.certificate });
	const child = startChild('http2Server.ts');
	const origin = (await child.call('start', { tls: ca.issue() })) as string;
	try {
		const results: Http2Result[] = [];
		for (const latency of [0, 20]) {
			for (const concurrency of [10, 32]) {
				const own = { connect: { secureContext } };
				const agents = [
					new Agent({ ...own, allowH2: false, connections: concurrency }),
					// One connection for all requests is what HTTP/2 is for.
					new Agent({ ...own, allowH2: true, connections: 1, pipelining: concurrency }),
				];
				const times: number[][] = [[], []];
				for (let round = 0; round <= rounds; round++) {
					for (const [which, agent] of agents.entries()) {
						const time = await timed(agent, origin, latency, concurrency);
						if (round > 0) times[which]?.push(time);
					}
				}
				await Promise.all(agents.map(async (agent) => await agent.close()));
				const [http1 = NaN, http2 = NaN] = times.map(median);
				results.push({ latency, concurrency, http1, http2 });
			}
		}
		return results;
	} finally {
		await child.close();
	}
}
