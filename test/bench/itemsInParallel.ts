import { TestCa } from '../servers/certificates';
import { type Child, type Installation, startChild } from './child';
import type { Seen, ServerKind } from './limitServer';
import type { LimitCost, LimitTask } from './limitTasks';
import { median } from './timing';

/** *Items in Parallel*: 0 is Automatic. */
const automatic = 0;
export const fixedNumbers = [1, 4, 10, 32, 100] as const;

/** One execution. Its times are those of all reads of its server's task, also where it had only a part of them. */
export interface LimitRun extends LimitCost, Seen {}

/** What was measured with one server: the runs by *Items in Parallel*, in rounds. */
export interface LimitResult {
	readonly kind: ServerKind;
	readonly count: number;
	readonly runs: ReadonlyMap<number, readonly LimitRun[]>;
	/** The fixed number that takes the least time, all items successful. */
	readonly best: number;
}

/**
 * Reads that each server gets, and the fixed numbers that get only a part of them: they would take minutes. What a number
 * takes for them is multiplied.
 */
const tasks: ReadonlyArray<{ kind: ServerKind; count: number; parts: Readonly<Record<number, number>> }> = [
	{ kind: 'takesAll', count: 8_000, parts: { 1: 0.005, 4: 0.02, 10: 0.05, 32: 0.2 } },
	{ kind: 'servesEight', count: 800, parts: { 1: 0.1, 4: 0.5 } },
	{ kind: 'allowsTwenty', count: 100, parts: {} },
	{ kind: 'slowsDown', count: 2_000, parts: { 1: 0.05, 4: 0.2, 10: 0.4, 32: 0.5 } },
	{ kind: 'atOnce', count: 2_000, parts: {} },
];

const rounds = 3;
/** After the first round, a fixed number that takes this many times as long as the best one is left out. */
const hopeless = 1.15;

/**
 * Automatic beside fixed numbers on servers of our own, each execution with a login of its own, so that nothing is known of
 * the server. In each round they take turns, forwards and backwards, so that what slows the machine slows all of them.
 */
export async function measureItemsInParallel(n8n?: Installation): Promise<LimitResult[]> {
	const ca = TestCa.create('Bench Limits CA');
	const server = startChild('limitServer.ts');
	const child = startChild('limitTasks.ts', { n8n });
	try {
		const origin = (await server.call('start', { tls: ca.issue() })) as string;
		const results: LimitResult[] = [];
		const place = { server, child, origin, ca: ca.certificate };
		// Connections, and code that is compiled on first use.
		for (const number of [automatic, 100]) await run(place, 'atOnce', number, 1_000);
		for (const { kind, count, parts } of tasks) {
			const runs = new Map<number, LimitRun[]>();
			let numbers: number[] = [automatic, ...fixedNumbers];
			for (let round = 0; round < rounds; round++) {
				for (const number of numbers) {
					const part = parts[number] ?? 1;
					const taken = await run(place, kind, number, count * part);
					const milliseconds = taken.milliseconds / part;
					const cpuMilliseconds = taken.cpuMilliseconds / part;
					runs.set(number, [...(runs.get(number) ?? []), { ...taken, milliseconds, cpuMilliseconds }]);
				}
				const limit = hopeless * timeOf(runs, bestOf(runs));
				numbers = numbers.filter((number) => number === automatic || timeOf(runs, number) < limit).reverse();
			}
			results.push({ kind, count, runs, best: bestOf(runs) });
		}
		return results;
	} finally {
		await Promise.all([child.close(), server.close()]);
	}
}

interface LimitPlace {
	readonly server: Child;
	readonly child: Child;
	readonly origin: string;
	readonly ca: string;
}

async function run(place: LimitPlace, kind: ServerKind, concurrency: number, count: number): Promise<LimitRun> {
	const { server, child, origin, ca } = place;
	// A second that begins while the last requests of another run are still counted would be theirs.
	if (kind === 'allowsTwenty') await new Promise((resolve) => setTimeout(resolve, 1_000));
	await server.call('seen');
	const task: LimitTask = { baseUrl: `${origin}/${kind}`, ca, count, concurrency };
	const cost = (await child.call('run', task)) as LimitCost;
	return { ...cost, ...((await server.call('seen')) as Seen) };
}

function timeOf(runs: LimitResult['runs'], number: number): number {
	const all = runs.get(number) ?? [];
	return all.some(({ failed }) => failed > 0) ? Infinity : median(all.map(({ milliseconds }) => milliseconds));
}

function bestOf(runs: LimitResult['runs']): number {
	return fixedNumbers.reduce((best, number) => (timeOf(runs, number) < timeOf(runs, best) ? number : best));
}

/** Middle of the quotients of Automatic and a fixed number, round by round. */
export function automaticBeside(
	{ runs }: LimitResult,
	number: number,
	field: 'milliseconds' | 'cpuMilliseconds' = 'milliseconds',
): number {
	const [ours = [], theirs = []] = [runs.get(automatic), runs.get(number)];
	return median(theirs.map((their, round) => (ours[round]?.[field] ?? NaN) / their[field]));
}

/** The middle of what a number took, or of what its server saw; undefined where it did not run. */
export function middleOf({ runs }: LimitResult, number: number, field: keyof LimitRun): number | undefined {
	const all = runs.get(number);
	return all && median(all.map((one) => one[field]));
}
