import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Installation, startChild } from './child';
import type { BenchPlace } from './place';
import { median } from './timing';

/** What loading some modules into a fresh process takes. */
export interface ColdLoad {
	readonly milliseconds: number;
	readonly cpuMilliseconds: number;
	/** Of the heap, after garbage has been collected. */
	readonly bytes: number;
}

/** What a process takes that has just started. */
export interface ColdStart {
	/** All nodes and credentials of the package, as n8n loads them when it starts. */
	readonly package: ColdLoad;
	/** The whole of undici, which the package needs from its first request on. */
	readonly undici: ColdLoad;
	/** Milliseconds of the first and the second execution that reads a resource: token, TLS, connection. */
	readonly executions: { readonly node: readonly number[]; readonly undici: readonly number[] };
}

const rounds = 5;

/** Measures fresh processes, several of each in turn; the median counts. */
export async function measureColdStart(bench: BenchPlace, n8n: Installation): Promise<ColdStart> {
	const manifest = JSON.parse(await readFile(join(n8n.node, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const files = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((file) => join(n8n.node, file));
	const own: ColdLoad[] = [];
	const undici: ColdLoad[] = [];
	const node: number[][] = [];
	const wire: number[][] = [];
	for (let round = 0; round < rounds; round++) {
		own.push(await loadTime(n8n, files));
		undici.push(await loadTime(n8n, [join(n8n.node, 'node_modules', 'undici')]));
		node.push(await firstExecutions('node', bench, n8n));
		wire.push(await firstExecutions('undici', bench));
	}
	return {
		package: middleOf(own),
		undici: middleOf(undici),
		executions: { node: columns(node), undici: columns(wire) },
	};
}

async function loadTime({ n8n }: Installation, files: readonly string[]): Promise<ColdLoad> {
	const program = join(__dirname, 'coldProcess.mjs');
	const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, n8n, ...files], {
		// As n8n does, so that the package finds n8n-workflow.
		env: { ...process.env, NODE_PATH: join(n8n, 'node_modules') },
	});
	return JSON.parse(stdout) as ColdLoad;
}

async function firstExecutions(name: 'node' | 'undici', bench: BenchPlace, n8n?: Installation): Promise<number[]> {
	const child = startChild('contenders/process.ts', { env: bench.env, n8n });
	try {
		await child.call('start', { name, place: bench.place });
		const times: number[] = [];
		for (let execution = 0; execution < 2; execution++) {
			const run = await child.call('run', { kind: 'reads', count: 1, concurrency: 1 });
			times.push((run as { milliseconds: number }).milliseconds);
		}
		return times;
	} finally {
		await child.close();
	}
}

function middleOf(loads: readonly ColdLoad[]): ColdLoad {
	const of = (member: keyof ColdLoad) => median(loads.map((load) => load[member]));
	return { milliseconds: of('milliseconds'), cpuMilliseconds: of('cpuMilliseconds'), bytes: of('bytes') };
}

function columns(rows: readonly number[][]): number[] {
	return (rows[0] ?? []).map((_, column) => median(rows.map((row) => row[column] ?? NaN)));
}
