import type { ServerStats } from '../servers/spawn';
import { startChild, type Child, type Installation } from './child';
import { contenderNames, type ContenderName, type Measured } from './contenders/names';
import type { BenchPlace } from './place';
import type { Task } from './task';

/** One task under one latency, with who does it. */
export interface Event {
	readonly task: Task;
	/** Milliseconds before each answer. */
	readonly latency: number;
	readonly contenders: readonly ContenderName[];
}

/** One run, with what the servers say of it. */
export interface Run extends Measured {
	readonly handshakes: number;
	readonly requests: number;
	readonly tokenCalls: number;
	readonly serverCpuMilliseconds: number;
}

/** All rounds of an event. */
export interface EventResult extends Event {
	readonly runs: Partial<Record<ContenderName, readonly Run[]>>;
}

const thousand = { count: 1_000 };
const all = contenderNames;
const withoutHttpRequest = all.filter((name) => name !== 'httpRequest');
const senders = all.filter((name) => name !== 'idle');

/** What is timed. The HTTP Request node cannot be told how many requests it may have under way: it runs once. */
export const events: readonly Event[] = [0, 20].flatMap((latency): Event[] => [
	{ latency, task: { kind: 'reads', ...thousand, concurrency: 10 }, contenders: all },
	{ latency, task: { kind: 'reads', ...thousand, concurrency: 32 }, contenders: withoutHttpRequest },
	{ latency, task: { kind: 'creates', ...thousand, concurrency: 10 }, contenders: all },
	{ latency, task: { kind: 'creates', ...thousand, concurrency: 32 }, contenders: withoutHttpRequest },
	{ latency, task: { kind: 'search', count: 2_500, concurrency: 1, pageSize: 50 }, contenders: senders },
	{ latency, task: { kind: 'search', count: 5_000, concurrency: 1, pageSize: 500 }, contenders: senders },
	{ latency, task: { kind: 'sendItems', ...thousand, concurrency: 4 }, contenders: ['node', 'undici'] },
]);

/** One create after another, as a workflow without Send Items would do them that must not have two under way. */
export const oneByOne: Event = {
	latency: 20,
	task: { kind: 'creates', count: 100, concurrency: 1 },
	contenders: ['node'],
};

/** Runs every event in turn, all contenders of it one after the other, and all of that in several rounds. */
export async function timeEvents(bench: BenchPlace, n8n: Installation, rounds: number): Promise<EventResult[]> {
	const children = new Map<ContenderName, Child>();
	try {
		for (const name of contenderNames) {
			const inN8n = name === 'node' || name === 'idle' || name === 'httpRequest';
			const child = startChild('contenders/process.ts', { env: bench.env, ...(inN8n && { n8n }) });
			children.set(name, child);
			await child.call('start', { name, place: bench.place });
		}
		const results = [...events, oneByOne].map((event) => {
			const runs: Partial<Record<ContenderName, Run[]>> = {};
			return { ...event, runs };
		});
		// The first round warms up caches and compilers; it does not count.
		for (let round = 0; round <= rounds; round++) {
			for (const { task, latency, contenders, runs } of results) {
				await bench.hospital.fhir.setLatency(latency);
				for (const name of contenders) {
					// It takes longer than all others together.
					if (name === 'httpRequest' && round > 1) continue;
					// A connection that the server closes at the very moment fails a client that does not repeat.
					const child = children.get(name);
					const run = await measured(bench, child, task).catch(async (error: unknown) => {
						process.stderr.write(`${name}, ${task.kind}, once more: ${String(error)}\n`);
						return await measured(bench, child, task);
					});
					if (round > 0) (runs[name] ??= []).push(run);
				}
			}
			process.stderr.write(`round ${round} of ${rounds}\n`);
		}
		return results;
	} finally {
		await Promise.all([...children.values()].map(async (child) => await child.close()));
	}
}

async function measured({ hospital }: BenchPlace, child: Child | undefined, task: Task): Promise<Run> {
	const look = async (): Promise<[ServerStats, number]> => [
		await hospital.fhir.stats(),
		await hospital.oauth.tokenCalls(),
	];
	const [before, callsBefore] = await look();
	const run = (await child?.call('run', task)) as Measured;
	const [after, callsAfter] = await look();
	return {
		...run,
		handshakes: after.handshakes - before.handshakes,
		requests: after.requests - before.requests,
		serverCpuMilliseconds: after.cpuMilliseconds - before.cpuMilliseconds,
		tokenCalls: callsAfter - callsBefore,
	};
}

/** The middle one of a list of numbers. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const high = sorted[middle] ?? NaN;
	const low = sorted[middle - 1] ?? NaN;
	return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
