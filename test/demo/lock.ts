import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT = 5_000;
/** A lock whose holder has not touched it for this long belongs to a process that died. */
const STALE = 60_000;

const codeOf = (error: unknown) =>
	typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Makes the lock file; false where somebody has it. */
async function take(file: string, owner: string): Promise<boolean> {
	try {
		await writeFile(file, owner, { flag: 'wx' });
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
}

/** Removes a lock that a dead process left behind. */
async function clearIfStale(file: string): Promise<void> {
	const touched = await stat(file).catch(() => undefined);
	if (touched && Date.now() - touched.mtimeMs > STALE) await rm(file, { force: true });
}

async function waitFor(file: string, owner: string, onWait: () => void): Promise<void> {
	for (let second = 0; ; second += 1) {
		if (await take(file, owner)) {
			// Two who both found it stale may both have removed it: whoever is in the file after a moment has it.
			if (second > 0) await sleep(1_000);
			if ((await readFile(file, 'utf8').catch(() => '')) === owner) return;
		}
		if (second % 15 === 0) onWait();
		await sleep(1_000);
		await clearIfStale(file);
	}
}

/**
 * Runs `work` while no other process, also of another clone, runs under the same lock file; waits until it is free and calls
 * `onWait` every 15 seconds while it does. The lock goes with the process at the latest.
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>, onWait: () => void): Promise<Result> {
	await mkdir(dirname(file), { recursive: true });
	await waitFor(file, randomUUID(), onWait);
	const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), HEARTBEAT);
	const release = () => rmSync(file, { force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		clearInterval(beat);
		process.off('exit', release);
		release();
	}
}
