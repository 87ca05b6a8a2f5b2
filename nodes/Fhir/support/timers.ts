/**
 * Runs an action after this many milliseconds of real time, e.g. to release what has not been used since. The timer does not
 * keep the process alive.
 */
export function runAfter(milliseconds: number, action: () => void): void {
	AbortSignal.timeout(milliseconds).addEventListener('abort', action, { once: true });
}
