const ON_A_TERMINAL = 1_000;
const IN_A_LOG = 15_000;

/** `75` → `1:15`. */
function clock(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

/**
 * Runs a long step and shows that it goes on: its title, the time so far, and what `detail` adds. On a terminal one line is
 * rewritten every second; in a log a line is added every 15 seconds.
 */
export async function withProgress<Result>(
	title: string,
	step: () => Promise<Result>,
	detail: () => string = () => '',
): Promise<Result> {
	const terminal = process.stdout.isTTY;
	const began = Date.now();
	const line = () => [`${title} … ${clock((Date.now() - began) / 1000)}`, detail()].filter(Boolean).join(', ');
	const show = () => process.stdout.write(terminal ? `\r\x1b[K${line()}` : `${line()}\n`);
	if (terminal) show();
	const timer = setInterval(show, terminal ? ON_A_TERMINAL : IN_A_LOG);
	try {
		const result = await step();
		process.stdout.write(`${terminal ? '\r\x1b[K' : ''}${title}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
		return result;
	} catch (error) {
		if (terminal) process.stdout.write('\n');
		throw error;
	} finally {
		clearInterval(timer);
	}
}
