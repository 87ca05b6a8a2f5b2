import type { ChildProcess } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cleanup } from '../demo/cleanup';
import { endProcess, lastLines, startProcess } from '../demo/commands';
import { freePort, importInto, type N8n, prepareN8n, untilReady } from '../demo/n8n';
import type { N8nHome } from '../demo/n8nHome';
import { installPackage } from '../demo/pack';
import type { Services } from './services';

/** What a process of n8n does in queue mode: its command. */
export type Role = 'start' | 'webhook' | 'worker';

/** The storage for files that n8n offers in queue mode without a licence. */
export type BinaryMode = 'database' | 'filesystem';

/** A running process of n8n, with a user folder and an installation of this package of its own. */
export interface Member {
	name: string;
	n8n: N8n;
	/** IDs of the executions that this worker has begun. */
	begun: Set<string>;
	log: () => string;
	/** The most memory that it has held so far, in megabytes. */
	peak: () => Promise<number>;
	/** Ends it as an administrator does: it finishes what it has begun. */
	end: () => Promise<void>;
	/** Ends it as a power failure does. */
	kill: () => Promise<void>;
}

/** An n8n in queue mode: a main process, a webhook process, and workers, which come and go. */
export interface Cluster {
	main: Member;
	webhook: Member;
	/** The address of the webhook process. */
	webhookUrl: string;
	addWorker: (mode?: BinaryMode) => Promise<Member>;
	/** Those that run. */
	workers: Set<Member>;
	logs: () => string;
}

/** Executions that one worker runs at the same time. */
export const CONCURRENCY = 10;

/** How soon n8n notices that a worker is gone: its defaults are 60 s and 30 s. */
const NOTICE = { QUEUE_WORKER_LOCK_DURATION: '6000', QUEUE_WORKER_LOCK_RENEW_TIME: '2000' };

function queueSettings({ postgres, redis }: Services, files: string): NodeJS.ProcessEnv {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: postgres.password,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
		QUEUE_WORKER_STALLED_INTERVAL: '3000',
		...NOTICE,
		// As a folder that the machines share.
		N8N_BINARY_DATA_STORAGE_PATH: files,
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		N8N_LOG_LEVEL: 'info',
	};
}

function watch(child: ChildProcess): { log: () => string; begun: Set<string> } {
	let log = '';
	const begun = new Set<string>();
	for (const stream of [child.stdout, child.stderr]) {
		let rest = '';
		stream?.setEncoding('utf8').on('data', (text: string) => {
			log = (log + text).slice(-100_000);
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				const id = /Worker started execution (\d+)/.exec(line)?.[1];
				if (id !== undefined) begun.add(id);
			}
		});
	}
	return { log: () => lastLines(log), begun };
}

/** Linux keeps it; elsewhere it is not known. */
async function peakMegabytes({ pid }: ChildProcess): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024);
}

async function startMember(name: string, role: Role, n8n: N8n, cleanup: Cleanup): Promise<Member> {
	const options = role === 'worker' ? [`--concurrency=${CONCURRENCY}`] : [];
	const child = startProcess(n8n.home.node, [n8n.home.command, role, ...options], { env: n8n.environment });
	cleanup.add(() => endProcess(child));
	const { log, begun } = watch(child);
	const isUp = role === 'worker' ? `http://127.0.0.1:${n8n.environment.QUEUE_HEALTH_CHECK_PORT}` : n8n.url;
	await untilReady(isUp, child, log);
	return {
		name,
		n8n,
		begun,
		log,
		peak: () => peakMegabytes(child),
		end: () => endProcess(child),
		kill: () => endProcess(child, 'SIGKILL'),
	};
}

/** A user folder with this package in it, a copy of the first one. */
async function prepareMember(home: N8nHome, settings: NodeJS.ProcessEnv, from: string, cleanup: Cleanup): Promise<N8n> {
	const n8n = await prepareN8n(home, cleanup);
	const nodes = join('.n8n', 'nodes');
	if (from !== '') await cp(join(from, nodes), join(n8n.userFolder, nodes), { recursive: true });
	const health = {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(await freePort()),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
	return { ...n8n, environment: { ...n8n.environment, ...settings, ...health } };
}

/** What n8n holds when it starts. */
export interface Content {
	credentials: readonly unknown[];
	workflows: readonly unknown[];
}

/** Starts a main and a webhook process with this package and `content`; `cleanup` ends them, and all workers. */
export async function startCluster(
	home: N8nHome,
	services: Services,
	{ credentials, workflows }: Content,
	cleanup: Cleanup,
): Promise<Cluster> {
	const first = await prepareN8n(home, cleanup);
	await installPackage(first.userFolder);
	const shared = queueSettings(services, join(first.userFolder, 'files'));
	const prepare = (settings: NodeJS.ProcessEnv) => prepareMember(home, settings, first.userFolder, cleanup);
	const forWebhooks = await prepare(shared);
	const settings = { ...shared, WEBHOOK_URL: forWebhooks.url, N8N_WEBHOOK_URL: forWebhooks.url };
	const own: N8n = { ...first, environment: { ...first.environment, ...settings } };
	await importInto(own, 'credentials', credentials);
	await importInto(own, 'workflow', workflows);
	const main = await startMember('main', 'start', own, cleanup);
	const environment = { ...forWebhooks.environment, ...settings };
	const webhook = await startMember('webhook', 'webhook', { ...forWebhooks, environment }, cleanup);
	const workers = new Set<Member>();
	let count = 0;
	const all = [main, webhook];
	return {
		main,
		webhook,
		webhookUrl: forWebhooks.url,
		workers,
		async addWorker(mode = 'database') {
			count += 1;
			const n8n = await prepare({ ...settings, N8N_DEFAULT_BINARY_DATA_MODE: mode });
			const worker = await startMember(`worker ${count}`, 'worker', n8n, cleanup);
			const gone = (how: () => Promise<void>) => async () => {
				workers.delete(member);
				await how();
			};
			const member: Member = { ...worker, end: gone(worker.end), kill: gone(worker.kill) };
			workers.add(member);
			all.push(member);
			return member;
		},
		logs: () => all.map(({ name, log }) => `── ${name}\n${log()}`).join('\n'),
	};
}
