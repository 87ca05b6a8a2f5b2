import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands';
import { withLock } from './lock';
import { withProgress } from './progress';

export const N8N_VERSION = '2.41.1';

/** An n8n of our own, in the user's cache folder: every clone of this repository uses the same one. */
export interface N8nHome {
	folder: string;
	/** The Node that n8n runs under. */
	node: string;
	/** n8n's command line, to be run by `node`. */
	command: string;
	/** Loads one of n8n's own dependencies. */
	require: NodeJS.Require;
}

function describe(folder: string): N8nHome {
	const modules = join(folder, 'node_modules');
	return {
		folder,
		node: join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		command: join(modules, 'n8n', 'bin', 'n8n'),
		require: createRequire(join(modules, 'n8n', 'package.json')),
	};
}

/** Whether n8n and its native parts load. */
async function works({ folder, node, command }: N8nHome): Promise<boolean> {
	try {
		await run(node, ['-e', "require('sqlite3'); require('isolated-vm')"], { cwd: folder, timeout: 60_000 });
		const version = await run(node, [command, '--version'], { cwd: folder, timeout: 60_000 });
		return version.trim() === N8N_VERSION;
	} catch {
		return false;
	}
}

/** How many packages have a folder, which npm makes first, and how many of them are unpacked. */
async function countPackages(modules: string): Promise<{ folders: number; unpacked: number }> {
	const names = (await readdir(modules)).filter((name) => /^[@a-z]/i.test(name));
	const inScope = async (scope: string) => (await readdir(join(modules, scope))).map((name) => join(scope, name));
	const nested = await Promise.all(names.map((name) => (name.startsWith('@') ? inScope(name) : [name])));
	const folders = nested.flat();
	const unpacked = folders.filter((name) => existsSync(join(modules, name, 'package.json')));
	return { folders: folders.length, unpacked: unpacked.length };
}

/** Tells how far npm is, as of the call before: counting must not hold up the line. */
function packageProgress(folder: string): () => string {
	let text = 'working out what is needed';
	let counting = false;
	return () => {
		if (!counting) {
			counting = true;
			void countPackages(join(folder, 'node_modules'))
				.then(({ folders, unpacked }) => (text = `${unpacked} of ${folders} packages`))
				// There is no folder yet, or npm moves it.
				.catch(() => {})
				.finally(() => (counting = false));
		}
		return text;
	};
}

async function download(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'n8n-home', private: true }));
	// Install scripts stay off: some of n8n's optional parts fetch binaries that the demo does not need.
	const install = ['install', `n8n@${N8N_VERSION}`, 'node@24', '--ignore-scripts', '--no-audit', '--no-fund'];
	await withProgress(
		`Downloading n8n ${N8N_VERSION}`,
		() => run('npm', install, { cwd: folder }),
		packageProgress(folder),
	);
}

async function build(folder: string): Promise<void> {
	const rebuild = (...names: string[]) => run('npm', ['rebuild', ...names, '--ignore-scripts=false'], { cwd: folder });
	await withProgress("Building n8n's native parts", async () => {
		// Node first: npm then runs the other two's scripts under it.
		await rebuild('node');
		await rebuild('sqlite3', 'isolated-vm');
	});
}

async function install(home: N8nHome, marker: string): Promise<void> {
	// npm writes this list last: without it an earlier download was cut short, and what is there cannot be trusted.
	const downloaded = existsSync(join(home.folder, 'node_modules', '.package-lock.json'));
	if (!downloaded) {
		console.log(`Installing n8n ${N8N_VERSION} into ${home.folder}, once: about 7 minutes and 3 GB.`);
		await download(home.folder);
	}
	if (!(await works(home))) await build(home.folder);
	if (!(await works(home))) {
		throw new Error(`n8n was installed into ${home.folder} but does not start. Remove that folder and try again.`);
	}
	await writeFile(marker, `${new Date().toISOString()}\n`);
}

/**
 * Gives n8n, installing it into `$XDG_CACHE_HOME/n8n-nodes-fhir` (`~/.cache/…`) where no run before has. A run that was cut
 * short is taken up again by the next.
 */
export async function n8nHome(): Promise<N8nHome> {
	const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	const home = describe(join(cache, 'n8n-nodes-fhir', `n8n-${N8N_VERSION}`));
	const marker = join(home.folder, '.complete');
	if (existsSync(marker)) return home;
	const installOnce = async () => {
		if (!existsSync(marker)) await install(home, marker);
	};
	await withLock(`${home.folder}.lock`, installOnce, () => console.log('Another demo installs n8n: waiting for it …'));
	return home;
}
