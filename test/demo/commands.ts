import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a command is run. `env` replaces the environment where given; `timeout` in milliseconds. */
export interface CommandOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	timeout?: number;
}

const LAST_LINES = 25;

/** npm is a batch file on Windows, which only a shell starts. */
const needsShell = (command: string) => process.platform === 'win32' && command === 'npm';

/** The end of a command's output, enough to see why it failed. */
export function lastLines(output: string): string {
	return output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

/** Starts a command in a process group of its own, so that Ctrl-C reaches it only through `endProcess`. */
export function startProcess(command: string, args: readonly string[], options: CommandOptions = {}): ChildProcess {
	return spawn(command, args, {
		cwd: options.cwd,
		env: options.env,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: process.platform !== 'win32',
		shell: needsShell(command),
	});
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// It has ended by itself.
	}
}

/** Ends a process and those it started: asks first, unless told otherwise, and insists after ten seconds. */
export async function endProcess(child: ChildProcess, first: NodeJS.Signals = 'SIGTERM'): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, 'exit');
	const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), 10_000);
	signalGroup(child, first);
	await exited;
	clearTimeout(insist);
}

/** Every command under way, to be ended when the program is. */
const running = new Set<ChildProcess>();
let ending = false;

/** Ends the commands that `run` is waiting for, and lets no other begin: what they would write to is about to go. */
export async function endCommands(): Promise<void> {
	ending = true;
	await Promise.all([...running].map((child) => endProcess(child)));
}

/**
 * Runs a command to its end and gives what it printed to standard output. Throws with the last lines of its output where it
 * fails, cannot be started or takes longer than `timeout`.
 */
export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
	if (ending) throw new Error(`"${command}" was not begun: the program ends`);
	const child = startProcess(command, args, options);
	running.add(child);
	let stdout = '';
	let everything = '';
	child.stdout?.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		everything += text;
	});
	child.stderr?.setEncoding('utf8').on('data', (text: string) => (everything += text));
	const limit = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout);
	limit?.addEventListener('abort', () => void endProcess(child));
	try {
		const [code] = (await once(child, 'close')) as [number | null];
		if (code === 0) return stdout;
		const how = limit?.aborted ? `took longer than ${options.timeout} ms` : `failed (exit code ${code})`;
		throw new Error(`"${[command, ...args].join(' ')}" ${how}:\n${lastLines(everything)}`);
	} finally {
		running.delete(child);
	}
}
