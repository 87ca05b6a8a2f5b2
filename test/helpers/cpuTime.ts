/** Milliseconds of processor time that an action takes: unlike the clock's, they do not depend on what else the machine does. */
export function cpuTimeOf(action: () => void): number {
	const before = process.cpuUsage().user;
	action();
	return (process.cpuUsage().user - before) / 1_000;
}

/** The same for an action that waits in between. */
export async function cpuTimeOfAsync(action: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage().user;
	await action();
	return (process.cpuUsage().user - before) / 1_000;
}
