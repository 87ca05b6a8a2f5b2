import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Recorded } from './httpServer';
import type { ChildMessage, HospitalOptions, Request, ServerStats, SpawnedFhirOptions } from './protocol';

/** What every server in a child process offers. */
export interface SpawnedServer {
	url: string;
	port: number;
	/** The recorded requests, oldest first. */
	requests(): Promise<Recorded[]>;
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

/** A FHIR server and the OAuth server whose tokens it takes, in one child process. */
export interface Hospital {
	fhir: SpawnedFhirServer;
	oauth: OAuthServer;
	/** Stops both. */
	close(): Promise<void>;
}

const ERROR_TAIL = 4000;

/** A child process that answers calls. Rejects what is pending when it dies. */
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

	/** A function that calls the method of that name in the child. */
	method<A extends unknown[], R>(server: 'fhir' | 'oauth', method: string): (...values: A) => Promise<R> {
		return async (...values) => (await this.send({ id: ++this.last, kind: 'call', server, method, values })) as R;
	}

	async stop(): Promise<void> {
		if (this.process.connected) this.process.disconnect();
		await this.exited;
	}
}

function commonHandle(child: Child, server: 'fhir' | 'oauth') {
	return {
		requests: child.method<[], Recorded[]>(server, 'requests'),
		forget: child.method<[], void>(server, 'forget'),
		stats: child.method<[], ServerStats>(server, 'stats'),
		close: async () => await child.stop(),
	};
}

async function startIn(options: HospitalOptions): Promise<Hospital> {
	const child = new Child();
	const started = (await child.start(options).catch(async (error: unknown) => {
		await child.stop();
		throw error;
	})) as Pick<Hospital, 'fhir' | 'oauth'>;
	return {
		fhir: {
			...started.fhir,
			...commonHandle(child, 'fhir'),
			count: child.method('fhir', 'count'),
			setLatency: child.method('fhir', 'setLatency'),
		},
		oauth: {
			...started.oauth,
			...commonHandle(child, 'oauth'),
			introspect: child.method('oauth', 'introspect'),
			revoke: child.method('oauth', 'revoke'),
			revokeAll: child.method('oauth', 'revokeAll'),
			tokenCalls: child.method('oauth', 'tokenCalls'),
		},
		close: async () => await child.stop(),
	};
}

interface Kinds {
	fhir: { options: SpawnedFhirOptions; handle: SpawnedFhirServer };
	oauth: { options: HospitalOptions['oauth']; handle: OAuthServer };
	/** Both, one before the other. */
	hospital: { options: Required<HospitalOptions>; handle: Hospital };
}

/**
 * Starts servers in a process of their own, so that they take neither the event loop nor the memory of what
 * is tested or measured. Always close them: the process lives as long as its parent.
 */
export async function spawnServer<K extends keyof Kinds>(kind: K, options: Kinds[K]['options']): Promise<Kinds[K]['handle']> {
	const hospital = await startIn(kind === 'hospital' ? (options as HospitalOptions) : { [kind]: options ?? {} });
	const handles: { [Kind in keyof Kinds]: Kinds[Kind]['handle'] } = { fhir: hospital.fhir, oauth: hospital.oauth, hospital };
	return handles[kind];
}
