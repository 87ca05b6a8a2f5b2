/**
 * Does something after so many milliseconds of real time: for letting go of what nobody has asked for since. It keeps no
 * process alive.
 */
export function later(milliseconds: number, action: () => void): void {
	AbortSignal.timeout(milliseconds).addEventListener('abort', action, { once: true });
}
