import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../demo/commands';
import { pack, PROJECT } from '../demo/pack';

/** The source of 0.1.0 as it was first listed in the changelog: one node, three credentials, no trigger. */
export const FIRST_RELEASE = 'c1f77d058c04c41d6fbc1e60daa9315e23d2dea9';

interface PackageFile {
	version: string;
	dependencies?: Record<string, string>;
}

interface LockFile {
	packages: Record<string, { version?: string }>;
}

/** Gives the package in a folder another version number, and packs it; returns the tarball's path. */
async function packAs(version: string, folder: string, target: string): Promise<string> {
	const file = join(folder, 'package.json');
	const manifest = JSON.parse(await readFile(file, 'utf8')) as PackageFile;
	await writeFile(file, JSON.stringify({ ...manifest, version }, null, '\t'));
	await mkdir(target, { recursive: true });
	const args = ['pack', '--quiet', '--ignore-scripts', '--pack-destination', target];
	const output = await run('npm', args, { cwd: folder });
	return join(target, output.trim().split('\n').at(-1) ?? '');
}

/** Takes the source of a commit out of git, into a folder with this checkout's development dependencies. */
export async function checkOut(commit: string, folder: string): Promise<void> {
	const archive = `${folder}.tar`;
	await mkdir(folder, { recursive: true });
	await run('git', ['archive', '--output', archive, commit], { cwd: PROJECT });
	await run('tar', ['-xf', archive, '-C', folder]);
	await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** Builds and packs the source in a folder under this version number. Returns the tarball's path. */
export async function packSource(version: string, folder: string): Promise<string> {
	await run('npm', ['run', 'build'], { cwd: folder });
	return packAs(version, folder, `${folder}-${version}`);
}

/** Packs this checkout under other version numbers, in `folder`. Returns the tarballs' paths. */
export async function packCheckout(versions: readonly string[], folder: string): Promise<string[]> {
	await mkdir(folder, { recursive: true });
	const tarball = await pack(folder);
	const unpacked = join(folder, 'package');
	await run('tar', ['-xzf', tarball, '-C', folder]);
	const packed: string[] = [];
	for (const version of versions) packed.push(await packAs(version, unpacked, join(folder, version)));
	return packed;
}

/** Fetches the run-time dependencies of a tarball, and theirs, as npm chooses them. Returns the paths of their tarballs. */
export async function packDependencies(tarball: string): Promise<string[]> {
	const folder = `${tarball}.dependencies`;
	await mkdir(folder, { recursive: true });
	const text = await run('tar', ['-xzOf', tarball, 'package/package.json']);
	const { dependencies } = JSON.parse(text) as PackageFile;
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
	await run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
	const { packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as LockFile;
	const wanted = Object.entries(packages).flatMap(([path, { version }]) =>
		path === '' || version === undefined ? [] : `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`,
	);
	if (wanted.length === 0) return [];
	const output = await run('npm', ['pack', '--quiet', '--ignore-scripts', ...wanted], { cwd: folder });
	return output
		.trim()
		.split('\n')
		.map((name) => join(folder, name));
}
