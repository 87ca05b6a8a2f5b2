import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Recorded } from './httpServer';
import type { ChildMessage, HospitalOptions, Request, ServerStats, SpawnedFhirOptions } from './protocol';

export type { HospitalOptions, ServerStats, SpawnedFhirOptions } from './protocol';

/** A server in a child process. */
export interface SpawnedServer {
	url: string;
	port: number;
	/** The recorded requests, oldest first. */
	requests(): Promise<Recorded[]>;
	/** Collects the young garbage of its process now, so that it does not fall into what is measured next. */
	collectGarbage(): Promise<void>;
	/** Empties the record; the counters go on. */
	forget(): Promise<void>;
	stats(): Promise<ServerStats>;
	/** Stops the servers and their process. */
	close(): Promise<void>;
}

/** A FHIR server in a child process. */
export interface SpawnedFhirServer extends SpawnedServer {
	baseUrl: string;
	count(type?: string): Promise<number>;
	setLatency(milliseconds: number): Promise<void>;
}

/** An OAuth server in a child process. */
export interface OAuthServer extends SpawnedServer {
	issuer: string;
	tokenUrl: string;
	/** Is the token valid now? */
	introspect(token: string): Promise<boolean>;
	revoke(token: string): Promise<void>;
	/** Revokes every token issued so far. */
	revokeAll(): Promise<void>;
	/** Requests that the token endpoint has received, refused ones included. */
	tokenCalls(): Promise<number>;
}

/** A FHIR server and the OAuth server whose tokens it accepts, in one child process. */
export interface Hospital {
	fhir: SpawnedFhirServer;
	oauth: OAuthServer;
	/** Stops both. */
	close(): Promise<void>;
}

const ERROR_TAIL = 4000;

/** A child process that responds to calls. Rejects pending calls when the process ends. */
class Child {
	private readonly pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	private readonly process: ChildProcess;
	private readonly exited: Promise<void>;
	private errors = '';
	private last = 0;

	constructor() {
		const arguments_ = ['--import', 'tsx', join(__dirname, 'process.ts')];
		const cwd = join(__dirname, '../..');
		this.process = spawn(process.execPath, arguments_, { cwd, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
		this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
			this.errors = (this.errors + text).slice(-ERROR_TAIL);
		});
		this.process.on('message', (message: ChildMessage) => this.settle(message));
		this.exited = new Promise((resolve) => {
			this.process.once('exit', (code, signal) => {
				const error = new Error(`The server process ended (${signal ?? code}):\n${this.errors}`);
				for (const { reject } of this.pending.values()) reject(error);
				this.pending.clear();
				resolve();
			});
		});
	}

	private settle({ id, result, error }: ChildMessage): void {
		const waiting = this.pending.get(id);
		this.pending.delete(id);
		if (error === undefined) waiting?.resolve(result);
		else waiting?.reject(new Error(error));
	}

	private async send(request: Request): Promise<unknown> {
		return await new Promise((resolve, reject) => {
			this.pending.set(request.id, { resolve, reject });
			this.process.send(request, (error) => error && reject(error));
		});
	}

	async start(options: HospitalOptions): Promise<unknown> {
		return await this.send({ id: ++this.last, kind: 'start', options });
	}

	/** Calls a method in the child; the type of the result is that of the handle. */
	async call(server: 'fhir' | 'oauth', method: string, ...values: unknown[]): Promise<unknown> {
		return await this.send({ id: ++this.last, kind: 'call', server, method, values });
	}

	async stop(): Promise<void> {
		if (this.process.connected) this.process.disconnect();
		await this.exited;
	}
}

/** The description of a server that the child has started: plain fields such as `url`, which the handle copies. */
type Started = Record<'fhir' | 'oauth', object | undefined>;

type Handles = Pick<Hospital, 'fhir' | 'oauth'>;

/** A handle whose methods are calls into the child. */
function handle<K extends keyof Handles>(child: Child, server: K, started: Started, methods: string[]): Handles[K] {
	const calls = ['requests', 'collectGarbage', 'forget', 'stats', ...methods].map((method) => [
		method,
		async (...values: unknown[]) => await child.call(server, method, ...values),
	]);
	return { ...started[server], ...Object.fromEntries(calls), close: async () => await child.stop() } as Handles[K];
}

async function startIn(options: HospitalOptions): Promise<Hospital> {
	const child = new Child();
	try {
		const started = (await child.start(options)) as Started;
		return {
			fhir: handle(child, 'fhir', started, ['count', 'setLatency']),
			oauth: handle(child, 'oauth', started, ['introspect', 'revoke', 'revokeAll', 'tokenCalls']),
			close: async () => await child.stop(),
		};
	} catch (error) {
		await child.stop();
		throw error;
	}
}

interface Kinds {
	fhir: { options: SpawnedFhirOptions; handle: SpawnedFhirServer };
	oauth: { options: HospitalOptions['oauth']; handle: OAuthServer };
	/** Both, one before the other. */
	hospital: { options: Required<HospitalOptions>; handle: Hospital };
}

/**
 * Starts servers in their own process, so that they use neither the event loop nor the memory of the code that is
 * tested or measured. Always close them: the process lives as long as its parent.
 */
export async function spawnServer<K extends keyof Kinds>(
	kind: K,
	options: Kinds[K]['options'],
): Promise<Kinds[K]['handle']> {
	const hospital = await startIn(kind === 'hospital' ? (options as HospitalOptions) : { [kind]: options ?? {} });
	const handles: { [Kind in keyof Kinds]: Kinds[Kind]['handle'] } = {
		fhir: hospital.fhir,
		oauth: hospital.oauth,
		hospital,
	};
	return handles[kind];
}
