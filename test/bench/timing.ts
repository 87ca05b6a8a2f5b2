import type { ServerStats } from '../servers/spawn';
import { type Child, type Installation, startChild } from './child';
import { type ContenderName, contenderNames, type Measured } from './contenders/names';
import type { BenchPlace } from './place';
import type { Task } from './task';

/** One task under one latency, with who does it. */
export interface Event {
	readonly task: Task;
	/** Milliseconds before each response. */
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
/** Single resources are too small for the server to compress them. */
const all = contenderNames.filter((name) => name !== 'undiciGzip');
const withoutHttpRequest = all.filter((name) => name !== 'httpRequest');
const senders = contenderNames.filter((name) => name !== 'idle');

/** Reads whose expression n8n has to work out; at 20 ms they are no other than the rest. */
const workedOut = [10, 32].map((concurrency): Event => ({
	latency: 0,
	task: { kind: 'reads', ...thousand, concurrency, workedOut: true },
	contenders: ['node', 'idle', 'undici'],
}));

/** The HTTP Request node cannot be told how many requests it may have under way: it runs once. */
const common = [0, 20].flatMap((latency): Event[] => [
	{ latency, task: { kind: 'reads', ...thousand, concurrency: 10 }, contenders: all },
	{ latency, task: { kind: 'reads', ...thousand, concurrency: 32 }, contenders: withoutHttpRequest },
	{ latency, task: { kind: 'creates', ...thousand, concurrency: 10 }, contenders: all },
	{ latency, task: { kind: 'creates', ...thousand, concurrency: 32 }, contenders: withoutHttpRequest },
	{ latency, task: { kind: 'search', count: 2_500, concurrency: 1, pageSize: 50 }, contenders: senders },
	{ latency, task: { kind: 'search', count: 5_000, concurrency: 1, pageSize: 500 }, contenders: senders },
	{ latency, task: { kind: 'sendItems', ...thousand, concurrency: 4 }, contenders: ['node', 'undici', 'undiciGzip'] },
]);

/** What is timed. */
export const events: readonly Event[] = [...workedOut, ...common];

/** One create after another, as a workflow without Send Items would do them that must not have two under way. */
export const oneByOne: Event = {
	latency: 20,
	task: { kind: 'creates', count: 100, concurrency: 1 },
	contenders: ['node'],
};

/**
 * Rounds of an event that warm up caches and compilers, and rounds that count. n8n is a process that runs for weeks: what its
 * first thousand items take is not what is asked. Where a server responds after 20 ms, little of it shows.
 */
function roundsOf({ latency }: Event): { warmUp: number; counted: number } {
	return latency === 0 ? { warmUp: 8, counted: 16 } : { warmUp: 1, counted: 3 };
}

/**
 * Runs every event in turn, all contenders of it one after the other, and all of that in several rounds. Each round begins
 * elsewhere: a process collects all of its garbage after so many events, which would be the same ones in every round, and their
 * medians would have it.
 */
export async function timeEvents(bench: BenchPlace, n8n: Installation): Promise<EventResult[]> {
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
		const last = Math.max(...results.map((event) => roundsOf(event).warmUp + roundsOf(event).counted));
		for (let round = 0; round < last; round++) {
			for (const event of from(results, 5 * round)) {
				const { warmUp, counted } = roundsOf(event);
				if (round >= warmUp + counted) continue;
				await bench.hospital.fhir.setLatency(event.latency);
				for (const name of inTurn(event.contenders, round)) {
					// It takes longer than all others together.
					if (name === 'httpRequest' && round !== 0 && round !== warmUp) continue;
					// A connection that the server closes at the very moment fails a client that does not repeat.
					const child = children.get(name);
					const run = await measured(bench, child, event.task).catch(async (error: unknown) => {
						process.stderr.write(`${name}, ${event.task.kind}, once more: ${String(error)}\n`);
						return await measured(bench, child, event.task);
					});
					if (round >= warmUp) (event.runs[name] ??= []).push(run);
				}
			}
			process.stderr.write(`round ${round + 1} of ${last}\n`);
		}
		return results;
	} finally {
		await Promise.all([...children.values()].map(async (child) => await child.close()));
	}
}

/**
 * Each comes first as often as the others, forwards and backwards in turn: whoever comes first finds the server as the last event
 * left it. A server that was written to, for example, has to go through its resources again for the next search.
 */
export function inTurn<T>(all: readonly T[], round: number): readonly T[] {
	const turned = from(all, round);
	const isBackwards = Math.floor(round / all.length) % 2 === 1;
	return isBackwards ? [...turned.slice(0, 1), ...turned.slice(1).toReversed()] : turned;
}

/** All of them, beginning with that of this number, counted round and round. */
function from<T>(all: readonly T[], number: number): readonly T[] {
	const first = number % all.length;
	return [...all.slice(first), ...all.slice(0, first)];
}

async function measured({ hospital }: BenchPlace, child: Child | undefined, task: Task): Promise<Run> {
	const look = async (): Promise<[ServerStats, number]> => [
		await hospital.fhir.stats(),
		await hospital.oauth.tokenCalls(),
	];
	await hospital.fhir.collectGarbage();
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
