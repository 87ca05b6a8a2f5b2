import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from './commands';

/** The repository's top folder. */
export const PROJECT = resolve(__dirname, '../..');

/** As n8n's community package service calls npm. */
const INSTALL = [
	'install',
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
];

interface Manifest {
	name: string;
	version: string;
	devDependencies?: unknown;
	peerDependencies?: unknown;
	optionalDependencies?: unknown;
}

/** Builds the package and gives what npm would publish: the path of a tarball in `folder`. */
export async function pack(folder: string): Promise<string> {
	await run('npm', ['run', 'build'], { cwd: PROJECT });
	const output = await run('npm', ['pack', '--quiet', '--ignore-scripts', '--pack-destination', folder], {
		cwd: PROJECT,
	});
	const name = output.trim().split('\n').at(-1) ?? '';
	return join(folder, name);
}

/** Unpacks a tarball and fetches its run-time dependencies, step by step what n8n does for an installed community node. */
async function install(tarball: string, nodesFolder: string): Promise<void> {
	const { name } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as Manifest;
	const folder = join(nodesFolder, 'node_modules', name);
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	const manifestFile = join(folder, 'package.json');
	const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
	const { devDependencies, peerDependencies, optionalDependencies, ...kept } = manifest;
	await writeFile(manifestFile, JSON.stringify(kept, null, 2));
	await run('npm', INSTALL, { cwd: folder });
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [name]: manifest.version } };
	await writeFile(join(nodesFolder, 'package.json'), JSON.stringify(ledger, null, 2));
}

/** Packs this package and installs the tarball into an n8n user folder, the way n8n installs a community node. */
export async function installPackage(userFolder: string): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodesFolder, { recursive: true });
	const tarball = await pack(nodesFolder);
	await install(tarball, nodesFolder);
	await rm(tarball);
}
