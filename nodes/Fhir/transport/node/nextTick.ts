import { setImmediate } from 'node:timers/promises';

/** Resolves in the next turn of the event loop, when the answers that are there have been looked at. */
export async function nextTick(): Promise<void> {
	await setImmediate();
}
