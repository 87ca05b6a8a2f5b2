import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from './cleanup';
import { endCommands, endProcess, lastLines, run, startProcess } from './commands';
import type { N8nHome } from './n8nHome';

const COMMAND_TIMEOUT = 120_000;
const START_TIMEOUT = 120_000;

/** An n8n with data of its own. */
export interface N8n {
	readonly home: N8nHome;
	readonly userFolder: string;
	readonly url: string;
	readonly environment: NodeJS.ProcessEnv;
}

/** A port of 127.0.0.1 that nobody has. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port')),
			);
		});
	});
}

/** The user's environment without what would configure n8n otherwise. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|NODES_|NODE_OPTIONS$|npm_)/;
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

/** The parts of n8n that are switched off, of those that this version has: it does not start with the name of another. */
function needless({ require }: N8nHome): string[] {
	const modules = join(dirname(require.resolve('n8n/package.json')), 'dist', 'modules');
	return ['instance-ai', 'mcp-registry'].filter((name) => existsSync(join(modules, name)));
}

/** Makes an empty user folder and chooses ports; `cleanup` removes the folder. */
export async function prepareN8n(home: N8nHome, cleanup: Cleanup): Promise<N8n> {
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-fhir-demo-'));
	cleanup.add(async () => {
		await endCommands();
		await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	});
	const files = join(userFolder, 'files');
	await mkdir(files);
	const [port, brokerPort] = [await freePort(), await freePort()];
	const environment = {
		...withoutSettings(process.env),
		N8N_USER_FOLDER: userFolder,
		// By default, it is a folder in the home of the user who runs the demo.
		N8N_RESTRICT_FILE_ACCESS_TO: files,
		N8N_ENCRYPTION_KEY: 'only-for-the-demo',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// These ask n8n's servers for lists that the demo does not need.
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DISABLED_MODULES: needless(home).join(','),
		// A proxy for the internet is none for the servers on this machine.
		NO_PROXY: '127.0.0.1,localhost',
		no_proxy: '127.0.0.1,localhost',
	};
	return { home, userFolder, url: `http://127.0.0.1:${port}`, environment };
}

/** Runs one of n8n's commands, e.g. `import:workflow`, with `content` as its input file. */
export async function importInto(
	n8n: N8n,
	what: 'credentials' | 'workflow',
	content: readonly unknown[],
): Promise<void> {
	const file = join(n8n.userFolder, `${what}.json`);
	await writeFile(file, JSON.stringify(content), { mode: 0o600 });
	try {
		const args = [n8n.home.command, `import:${what}`, `--input=${file}`];
		const output = await run(n8n.home.node, args, { env: n8n.environment, timeout: COMMAND_TIMEOUT });
		// n8n ends with 0 also where it imported nothing.
		if (!output.includes(`Successfully imported ${content.length} `)) {
			throw new Error(`n8n did not import ${content.length} ${what}:\n${lastLines(output)}`);
		}
	} finally {
		await rm(file, { force: true });
	}
}

/** Waits until a process of n8n says that it is ready. Throws with the end of its log where it ends, or takes too long. */
export async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT;
	while (Date.now() < deadline) {
		await sleep(200);
		if (child.exitCode !== null) throw new Error(`n8n ended while starting:\n${lastLines(output())}`);
		const ready = await fetch(`${url}/healthz/readiness`).then(
			(response) => response.ok,
			() => false,
		);
		if (ready) return;
	}
	throw new Error(`n8n was not ready after ${START_TIMEOUT / 1000} s:\n${lastLines(output())}`);
}

/** Starts n8n and waits until it answers; `cleanup` ends it. Gives a function that tells the end of its log. */
export async function startN8n(n8n: N8n, cleanup: Cleanup): Promise<() => string> {
	const child = startProcess(n8n.home.node, [n8n.home.command, 'start'], { env: n8n.environment });
	cleanup.add(() => endProcess(child));
	let log = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-100_000)));
	}
	await untilReady(n8n.url, child, () => log);
	return () => lastLines(log);
}
