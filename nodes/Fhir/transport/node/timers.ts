import { setImmediate, setTimeout } from 'node:timers/promises';

/** Resolves after this many milliseconds; rejects at once when the signal aborts, and leaves no timer behind. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
	await setTimeout(milliseconds, undefined, { signal });
}

/** Resolves in the next turn of the event loop, after the responses that have already arrived were handled. */
export async function nextTick(): Promise<void> {
	await setImmediate();
}
