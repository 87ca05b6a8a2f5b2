import type { IBinaryData } from 'n8n-workflow';
import { mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { type FileStore, useFileStore } from '../engine/support/files';
import { runNode, type RunSettings } from '../engine/support/n8n';
import { heapInUse, serve } from './child';
import { inParallel } from './task';

/** An export with its number of files and of lines, and what is done with it. */
export interface BulkTask {
	readonly origin: string;
	readonly files: number;
	readonly lines: number;
	readonly parallel: number;
	/** Entries of a Bundle. */
	readonly entries: number;
	/** Look at the memory in use meanwhile, garbage collected, which costs time. */
	readonly watch?: boolean;
}

/** What a task cost. */
export interface BulkCost {
	readonly milliseconds: number;
	/** How much more memory was in use meanwhile than before, at most, in bytes; 0 where it was not watched. */
	readonly grown: number;
}

async function cost(watch: boolean | undefined, work: () => Promise<void>): Promise<BulkCost> {
	const before = watch ? await heapInUse() : 0;
	let most = before;
	const look = () => {
		global.gc?.();
		const { heapUsed, external } = process.memoryUsage();
		most = Math.max(most, heapUsed + external);
	};
	const timer = watch ? setInterval(look, 1_000) : undefined;
	const started = performance.now();
	await work();
	clearInterval(timer);
	return { milliseconds: performance.now() - started, grown: most - before };
}

const settings = ({ origin, files, lines }: BulkTask, more: object): RunSettings => ({
	parameters: {
		resource: 'bulkData',
		authentication: 'none',
		baseUrl: `${origin}/${files}/${lines}`,
		level: 'system',
		...more,
	},
});

async function withStore(work: (store: FileStore) => Promise<BulkCost>): Promise<BulkCost> {
	const store = await useFileStore();
	try {
		return await work(store);
	} finally {
		await store.close();
	}
}

async function run(of: RunSettings, expected: number): Promise<Array<Record<string, IBinaryData> | undefined>> {
	const { output, error } = await runNode(of);
	if (error) throw error;
	if (output.length !== expected) throw new Error(`${output.length} items instead of ${expected}`);
	return output.map(({ binary }) => binary);
}

const addresses = ({ files, lines }: BulkTask) =>
	Array.from({ length: files }, (_, index) => `/files/${index * lines}/${lines}`);

serve({
	/** The node's export to files in n8n's store. */
	files: async (task: BulkTask) =>
		await withStore(
			async () =>
				await cost(task.watch, async () => {
					await run(
						settings(task, { operation: 'export', output: 'files', options: { filesInParallel: task.parallel } }),
						task.files,
					);
				}),
		),
	/** The same bytes through undici to disk. */
	filesByUndici: async (task: BulkTask) => {
		const folder = await mkdtemp(join(tmpdir(), 'bulk-bench-'));
		const pool = new Pool(task.origin, { connections: task.parallel });
		const result = await cost(task.watch, async () => {
			const paths = addresses(task);
			await inParallel(paths.length, task.parallel, async (index) => {
				const { body } = await pool.request({ method: 'GET', path: paths[index] ?? '' });
				await pipeline(body, createWriteStream(join(folder, String(index))));
			});
		});
		await pool.close();
		await rm(folder, { recursive: true, force: true });
		return result;
	},
	/** The node's export to items. */
	resources: async (task: BulkTask) =>
		await cost(task.watch, async () => {
			await run(
				settings(task, {
					operation: 'export',
					output: 'resources',
					returnAll: true,
					options: { filesInParallel: task.parallel },
				}),
				task.files * task.lines,
			);
		}),
	/** The same lines through undici and JSON.parse, file by file. */
	resourcesByParse: async (task: BulkTask) => {
		const pool = new Pool(task.origin);
		const items: unknown[] = [];
		const result = await cost(task.watch, async () => {
			for (const path of addresses(task)) {
				const { body } = await pool.request({ method: 'GET', path });
				for (const line of (await body.text()).split('\n')) {
					if (line !== '') items.push({ json: JSON.parse(line) as unknown, pairedItem: { item: 0 } });
				}
			}
		});
		await pool.close();
		if (items.length !== task.files * task.lines) throw new Error('lines are missing');
		return result;
	},
	/** `JSON.parse` of the same lines, which are in memory already, and nothing else. */
	parseAlone: async (task: BulkTask) => {
		const pool = new Pool(task.origin);
		const lines: string[] = [];
		for (const path of addresses(task)) {
			const { body } = await pool.request({ method: 'GET', path });
			for (const line of (await body.text()).split('\n')) if (line !== '') lines.push(line);
		}
		await pool.close();
		const values: unknown[] = [];
		const result = await cost(task.watch, async () => {
			for (const line of lines) values.push(JSON.parse(line));
			await Promise.resolve();
		});
		if (values.length !== task.files * task.lines) throw new Error('lines are missing');
		return result;
	},
	/** Load NDJSON of files in n8n's store. */
	load: async (task: BulkTask) =>
		await withStore(async () => {
			const binary = await run(settings(task, { operation: 'export', output: 'files' }), task.files);
			return await cost(task.watch, async () => {
				const options = { bundleEntries: task.entries, requestsInParallel: task.parallel };
				const of = { ...settings(task, { operation: 'loadNdjson', options }), binary, input: binary.map(() => ({})) };
				const { output, error } = await runNode(of);
				if (error) throw error;
				for (const { json } of output) if (json.loaded !== task.lines) throw new Error(JSON.stringify(json));
			});
		}),
	/** Bundles of the same size, made beforehand, through undici. */
	loadByUndici: async (task: BulkTask) => {
		const pool = new Pool(task.origin, { connections: task.parallel });
		const { body } = await pool.request({ method: 'GET', path: `/files/0/${task.entries}` });
		const entries = (await body.text())
			.trim()
			.split('\n')
			.map(
				(line, index) =>
					`{"resource":${line},"request":{"method":"PUT","url":"Patient/${String(index).padStart(9, '0')}"}}`,
			);
		const bundle = `{"resourceType":"Bundle","type":"batch","entry":[${entries.join(',')}]}`;
		const result = await cost(task.watch, async () => {
			await inParallel(Math.ceil((task.files * task.lines) / task.entries), task.parallel, async () => {
				const response = await pool.request({
					method: 'POST',
					path: '/0/0/fhir',
					headers: { 'content-type': 'application/fhir+json' },
					body: bundle,
				});
				JSON.parse(await response.body.text());
			});
		});
		await pool.close();
		return result;
	},
});
