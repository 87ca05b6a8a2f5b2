import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sleep } from './timers';

const maxWaitMs = 60_000;
const intervalMs = 200;

/** A dependency that is loaded with the package: the others are beside it. */
const dependency = require.resolve('undici/package.json');

/** npm writes this list when everything else is in place; other ways to install leave it out. */
const list = join(dirname(dependency), '..', '.package-lock.json');

/** Is there when the package is complete, now as when it was loaded. */
const sign = existsSync(list) ? list : dependency;

/**
 * Waits while n8n's installer replaces this package by another version: for some seconds its files are away, and executions go
 * on. To be called before a module is loaded that was not loaded with the package: Node remembers for as long as it runs
 * that a dependency was missing once. Resolves after a minute at the latest; rejects when the signal aborts.
 */
export async function untilInstalled(signal?: AbortSignal, isThere = () => existsSync(sign)): Promise<void> {
	for (let waited = 0; waited < maxWaitMs && !isThere(); waited += intervalMs) await sleep(intervalMs, signal);
}
