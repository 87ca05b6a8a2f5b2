import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';

interface Call {
	id: number;
	method: string;
	value: unknown;
}
interface Reply {
	id: number;
	result?: unknown;
	error?: string;
}

/** A script of this folder that runs in a process of its own, and what it can be asked. */
export interface Child {
	call(method: string, value?: unknown): Promise<unknown>;
	close(): Promise<void>;
}

/** Folders of an n8n and of this package as n8n installs it. */
export interface Installation {
	readonly n8n: string;
	readonly node: string;
}

/** How such a process is started. */
export interface ChildOptions {
	/** Take n8n and this package's node from an installation instead of the dev dependencies and sources: see n8nModules.mjs. */
	readonly n8n?: Installation;
	readonly env?: NodeJS.ProcessEnv;
}

/** Starts a script of this folder that calls `serve`. */
export function startChild(script: string, { n8n, env }: ChildOptions = {}): Child {
	const hooks = !n8n ? [] : ['--import', join(__dirname, 'n8nModules.mjs')];
	const arguments_ = ['--expose-gc', '--import', 'tsx', ...hooks, join(__dirname, script)];
	const child = spawn(process.execPath, arguments_, {
		cwd: join(__dirname, '../..'),
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		env: { ...process.env, ...(n8n && { BENCH_N8N: n8n.n8n, BENCH_NODE: n8n.node }), ...env },
	});
	const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	let last = 0;
	child.on('message', ({ id, result, error }: Reply) => {
		if (error === undefined) waiting.get(id)?.resolve(result);
		else waiting.get(id)?.reject(new Error(error));
		waiting.delete(id);
	});
	const exited = new Promise<void>((resolve) => {
		child.once('exit', (code, signal) => {
			for (const { reject } of waiting.values()) reject(new Error(`${script} ended (${signal ?? code})`));
			resolve();
		});
	});
	return {
		call: async (method, value) =>
			await new Promise((resolve, reject) => {
				const id = ++last;
				waiting.set(id, { resolve, reject });
				child.send({ id, method, value } satisfies Call, (error) => error && reject(error));
			}),
		close: async () => {
			if (child.connected) child.disconnect();
			await exited;
		},
	};
}

/** The child's side: handles calls by name, and ends with its parent. */
export function serve(methods: Record<string, (value: never) => unknown>): void {
	process.on('message', ({ id, method, value }: Call) => {
		const reply = (message: Reply) => process.send?.(message);
		Promise.resolve()
			.then(() => methods[method]?.(value as never))
			.then(
				(result) => reply({ id, result }),
				(error: unknown) => reply({ id, error: inspect(error) }),
			);
	});
	process.on('disconnect', () => process.exit());
}

/** Collects garbage until nothing more comes of it, and gives the bytes of the heap that are in use. */
export async function heapInUse(): Promise<number> {
	for (let round = 0; round < 4; round++) {
		global.gc?.();
		// What is freed by callbacks of the event loop is garbage only after them.
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Watches the memory of this process; `stop` gives the highest it has been. */
export function watchMemory(): { stop(): number } {
	let peak = process.memoryUsage.rss();
	const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
	const timer = setInterval(look, 10);
	return {
		stop() {
			clearInterval(timer);
			return look();
		},
	};
}
