import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './commands';
import { CACHE, installOnce } from './installOnce';
import { nodeBinary, nodeIn } from './nodeBinary';
import { withProgress } from './progress';

export const N8N_VERSION = '2.41.1';

/** The major version of the Node that is installed with n8n. */
const N8N_NODE = 24;

/** Which n8n, and under which major version of Node. */
export interface N8nChoice {
	version: string;
	nodeMajor: number;
}

/** An n8n of our own, in the user's cache folder: every clone of this repository uses the same one. */
export interface N8nHome extends N8nChoice {
	folder: string;
	/** The Node that n8n runs under. */
	node: string;
	/** n8n's command line, to be run by `node`. */
	command: string;
	/** Loads one of n8n's own dependencies. */
	require: NodeJS.Require;
}

/** Older versions of n8n fetch this library from a server of its own, newer ones the same from the registry. */
const OVERRIDES = { xlsx: 'npm:@e965/xlsx@0.20.3' };

/** Those of n8n's native parts without which it does not start; older versions do not have all of them. */
const NATIVE = ['sqlite3', 'isolated-vm'];

function describe(version: string): N8nHome {
	const folder = join(CACHE, `n8n-${version}`);
	const modules = join(folder, 'node_modules');
	return {
		version,
		nodeMajor: N8N_NODE,
		folder,
		node: nodeIn(modules),
		command: join(modules, 'n8n', 'bin', 'n8n'),
		require: createRequire(join(modules, 'n8n', 'package.json')),
	};
}

const nativeParts = ({ folder }: N8nHome) => NATIVE.filter((name) => existsSync(join(folder, 'node_modules', name)));

/** Whether n8n and its native parts load. */
async function works(home: N8nHome): Promise<boolean> {
	const { folder, node, command } = home;
	try {
		const load = nativeParts(home).map((name) => `require('${name}')`);
		await run(node, ['-e', load.join(';')], { cwd: folder, timeout: 60_000 });
		const version = await run(node, [command, '--version'], { cwd: folder, timeout: 60_000 });
		return version.trim() === home.version;
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

async function download({ folder, version }: N8nHome): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const manifest = { name: 'n8n-home', private: true, overrides: OVERRIDES };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	// Install scripts stay off: some of n8n's optional parts fetch binaries that the demo does not need.
	const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
	await withProgress(
		`Downloading n8n ${version}`,
		() => run('npm', ['install', `n8n@${version}`, `node@${N8N_NODE}`, ...options], { cwd: folder }),
		packageProgress(folder),
	);
}

async function build(home: N8nHome): Promise<void> {
	const { folder } = home;
	const rebuild = (...names: string[]) => run('npm', ['rebuild', ...names, '--ignore-scripts=false'], { cwd: folder });
	await withProgress("Building n8n's native parts", async () => {
		// Node first: npm then runs the other two's scripts under it.
		await rebuild('node');
		await rebuild(...nativeParts(home));
	});
}

async function install(home: N8nHome): Promise<void> {
	// npm writes this list last: without it an earlier download was cut short, and what is there cannot be trusted.
	const downloaded = existsSync(join(home.folder, 'node_modules', '.package-lock.json'));
	if (!downloaded) {
		console.log(`Installing n8n ${home.version} into ${home.folder}, once: about 7 minutes and 3 GB.`);
		await download(home);
	}
	if (!(await works(home))) await build(home);
	if (!(await works(home))) {
		throw new Error(`n8n was installed into ${home.folder} but does not start. Remove that folder and try again.`);
	}
}

/**
 * Gives n8n, installing it into `$XDG_CACHE_HOME/n8n-nodes-fhir` (`~/.cache/…`) where no run before has. A run that was cut
 * short is taken up again by the next. Whether this n8n starts under this Node, only its start tells.
 */
export async function n8nHome(choice: Partial<N8nChoice> = {}): Promise<N8nHome> {
	const { version = N8N_VERSION, nodeMajor = N8N_NODE } = choice;
	const home = describe(version);
	await installOnce(home.folder, () => install(home));
	return nodeMajor === N8N_NODE ? home : { ...home, nodeMajor, node: await nodeBinary(nodeMajor) };
}
