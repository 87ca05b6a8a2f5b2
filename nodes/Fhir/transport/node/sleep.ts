import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves after `ms` milliseconds; rejects at once when the signal aborts, and leaves no timer behind.
 * n8n's own `sleep` cannot be stopped.
 */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	await delay(ms, undefined, { signal });
}
