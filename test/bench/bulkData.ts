import { type Child, type Installation, startChild } from './child';
import type { BulkCost, BulkTask } from './bulkTasks';
import { inTurn, median } from './timing';

/** What bulk data costs: quotients of times in one run, and how memory grows with a large export. */
export interface BulkResults {
	/** Speed of the node, as a part of that of the other: 1 is as fast. */
	readonly speed: Readonly<Record<'files' | 'resources' | 'load', number>>;
	/**
	 * The same beside what does less than the node has to: *Resources* beside `JSON.parse` of lines that are in memory already,
	 * *Load NDJSON* with a server that neither parses a Bundle nor takes time, beside Bundles that are made already.
	 */
	readonly alone: Readonly<Record<'resources' | 'load', number>>;
	/** Bytes. */
	readonly grown: Readonly<Record<'files' | 'load', number>>;
	readonly resources: number;
}

/** Rounds that warm up, and rounds that count. */
const [warmUp, counted] = [2, 10];

/**
 * Measures exports to files and to items, and Load NDJSON, beside the same without the node; then the memory that a million
 * resources need, a gigabyte. `large`: how many resources instead of that.
 */
export async function measureBulkData(n8n?: Installation, large = 1_000_000): Promise<BulkResults> {
	const server = startChild('bulkServer.ts');
	try {
		const { origin } = (await server.call('start')) as { origin: string };
		const small: BulkTask = { origin, files: 4, lines: 25_000, parallel: 4, entries: 150 };
		const fewer = { ...small, lines: 10_000 };
		const speed = {
			files: await speedOf(n8n, small, 'files', 'filesByUndici'),
			resources: await speedOf(n8n, fewer, 'resources', 'resourcesByParse'),
			load: await speedOf(n8n, small, 'load', 'loadByUndici'),
		};
		const resources = await speedOf(n8n, fewer, 'resources', 'parseAlone');
		await server.call('take', { latency: 0, parses: false });
		const alone = { resources, load: await speedOf(n8n, small, 'load', 'loadByUndici') };
		await server.call('take', { latency: 20, parses: true });
		const task = { ...small, files: 10, lines: large / 10, watch: true };
		const grown = { files: await grownBy(n8n, task, 'files'), load: await grownBy(n8n, task, 'load') };
		return { speed, alone, grown, resources: large };
	} finally {
		await server.close();
	}
}

/** Both in processes of their own, in each round one after the other, and every other time in the opposite order. */
async function speedOf(n8n: Installation | undefined, task: BulkTask, node: string, other: string): Promise<number> {
	const sides = [node, other].map((method) => ({ method, child: startChild('bulkTasks.ts', { n8n }) }));
	try {
		const quotients: number[] = [];
		for (let round = 0; round < warmUp + counted; round++) {
			const took = new Map<string, number>();
			for (const { child, method } of inTurn(sides, round)) took.set(method, await timeOf(child, method, task));
			if (round >= warmUp) quotients.push((took.get(other) ?? NaN) / (took.get(node) ?? NaN));
		}
		return median(quotients);
	} finally {
		await Promise.all(sides.map(async ({ child }) => await child.close()));
	}
}

async function timeOf(child: Child, method: string, task: BulkTask): Promise<number> {
	return ((await child.call(method, task)) as BulkCost).milliseconds;
}

async function grownBy(n8n: Installation | undefined, task: BulkTask, method: string): Promise<number> {
	const child = startChild('bulkTasks.ts', { n8n });
	try {
		// What is loaded and compiled on first use does not count.
		await child.call(method, { ...task, lines: 5_000 });
		return ((await child.call(method, task)) as BulkCost).grown;
	} finally {
		await child.close();
	}
}
