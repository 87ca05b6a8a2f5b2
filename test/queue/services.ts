import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleanup } from '../demo/cleanup';
import { endProcess, lastLines, run, startProcess } from '../demo/commands';
import { freePort } from '../demo/n8n';

/** PostgreSQL and Redis of our own, on loopback. */
export interface Services {
	postgres: { port: number; password: string };
	redis: { port: number; password: string };
}

/** The programs that queue mode needs beside n8n. */
export interface Programs {
	initdb: string;
	postgres: string;
	redis: string;
}

const START_TIMEOUT = 30_000;

/** Debian keeps PostgreSQL's programs out of PATH, in a folder for each version. */
function programFolders(): string[] {
	const versions = '/usr/lib/postgresql';
	const debian = existsSync(versions)
		? readdirSync(versions)
				.sort((one, other) => Number(other) - Number(one))
				.map((version) => join(versions, version, 'bin'))
		: [];
	return [...(process.env.PATH ?? '').split(delimiter), ...debian];
}

/** The installed programs; throws with the command that installs what is missing. */
export function findPrograms(folders = programFolders()): Programs {
	const find = (name: string) => folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
	const [initdb, postgres, redis] = [find('initdb'), find('postgres'), find('redis-server')];
	if (initdb !== undefined && postgres !== undefined && redis !== undefined) return { initdb, postgres, redis };
	const hasPostgres = initdb !== undefined && postgres !== undefined;
	const packages = [...(hasPostgres ? [] : ['postgresql']), ...(redis === undefined ? ['redis-server'] : [])];
	throw new Error(
		`Queue mode needs PostgreSQL and Redis: install what is missing, on Debian or Ubuntu with "apt-get install ${packages.join(' ')}".`,
	);
}

/** PostgreSQL does not run as root: then it runs as the user that its package has made. */
async function postgresUser(): Promise<{ prefix: string[]; ids?: [number, number] }> {
	if (process.getuid?.() !== 0) return { prefix: [] };
	const id = async (option: string) => Number((await run('id', [option, 'postgres'])).trim());
	const [user, group] = [await id('-u'), await id('-g')];
	return { prefix: ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'], ids: [user, group] };
}

/** Starts a server, and waits until its output says that it is ready; `cleanup` ends it. */
async function startServer(command: readonly string[], ready: RegExp, cleanup: Cleanup): Promise<void> {
	const [program = '', ...args] = command;
	const child = startProcess(program, args, { env: { ...process.env, LC_ALL: 'C' } });
	cleanup.add(() => endProcess(child));
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)));
	}
	const deadline = Date.now() + START_TIMEOUT;
	while (!ready.test(output)) {
		if (child.exitCode !== null || Date.now() > deadline) {
			throw new Error(`"${program}" did not start:\n${lastLines(output)}`);
		}
		await sleep(50);
	}
}

async function startPostgres(folder: string, { initdb, postgres }: Programs, cleanup: Cleanup) {
	const { prefix, ids } = await postgresUser();
	const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
	const [port, password] = [await freePort(), randomBytes(18).toString('base64url')];
	await mkdir(folder, { mode: 0o700 });
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (ids) for (const path of [folder, passwordFile]) await chown(path, ...ids);
	const [program = '', ...args] = [
		...prefix,
		...[initdb, '-D', data, '-U', 'n8n', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
		...['-E', 'UTF8', '--locale=C', '--no-sync'],
	];
	await run(program, args, { cwd: folder });
	const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
	const command = [...prefix, postgres, '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
	await startServer(command, /ready to accept connections/, cleanup);
	return { port, password };
}

async function startRedis(folder: string, { redis }: Programs, cleanup: Cleanup) {
	const [port, password] = [await freePort(), randomBytes(18).toString('base64url')];
	const file = join(folder, 'redis.conf');
	await mkdir(folder, { mode: 0o700 });
	const lines = [`port ${port}`, 'bind 127.0.0.1', `requirepass ${password}`, `dir ${folder}`, 'save ""'];
	await writeFile(file, lines.join('\n'), { mode: 0o600 });
	await startServer([redis, file], /Ready to accept connections/, cleanup);
	return { port, password };
}

/** Starts both with data folders, ports and passwords of their own; `cleanup` ends them and removes the folders. */
export async function startServices(programs: Programs, cleanup: Cleanup): Promise<Services> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-fhir-queue-'));
	cleanup.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
	// The user of PostgreSQL has to get through to its folder, and sees nothing else.
	if (process.getuid?.() === 0) await chmod(folder, 0o711);
	const postgres = await startPostgres(join(folder, 'postgres'), programs, cleanup);
	const redis = await startRedis(join(folder, 'redis'), programs, cleanup);
	return { postgres, redis };
}
