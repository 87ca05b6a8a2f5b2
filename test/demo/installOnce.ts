import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock';

/** The folder for what is installed once: `$XDG_CACHE_HOME/n8n-nodes-fhir` (`~/.cache/…`), for all clones of this repository. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-fhir');

/**
 * Runs `install` unless an earlier run, also of another clone, has completed it in this folder; waits for one that is under
 * way. A run that was cut short leaves no mark, and the next one installs again.
 */
export async function installOnce(folder: string, install: () => Promise<void>): Promise<void> {
	const marker = join(folder, '.complete');
	if (existsSync(marker)) return;
	const once = async () => {
		if (existsSync(marker)) return;
		await install();
		await writeFile(marker, `${new Date().toISOString()}\n`);
	};
	await withLock(`${folder}.lock`, once, () => console.log(`Another run installs into ${folder}: waiting for it …`));
}
