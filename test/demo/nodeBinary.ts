import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './commands';
import { CACHE, installOnce } from './installOnce';
import { withProgress } from './progress';

/** Where the npm package `node` in these modules has its binary. */
export function nodeIn(modules: string): string {
	return join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function install(folder: string, major: number): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'node-home', private: true }));
	const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
	await withProgress(`Downloading Node ${major}`, async () => {
		await run('npm', ['install', `node@${major}`, ...options], { cwd: folder });
		await run('npm', ['rebuild', 'node', '--ignore-scripts=false'], { cwd: folder });
	});
}

/** Gives the newest Node of a major version, from the npm package `node`; installs it where no run before has. */
export async function nodeBinary(major: number): Promise<string> {
	const folder = join(CACHE, `node-${major}`);
	await installOnce(folder, () => install(folder, major));
	return nodeIn(join(folder, 'node_modules'));
}
