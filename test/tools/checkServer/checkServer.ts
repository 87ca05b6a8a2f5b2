import { readArguments, type Settings, usage } from './arguments';
import { masking } from './mask';
import { exitCode, jsonOf, tableOf } from './report';
import { runChecks } from './runChecks';
import { Session } from './session';
import { type Sources, UsageError } from './sources';

/** What the tool needs of the process that it runs in. */
export interface Terminal extends Sources {
	/** Prints the result. */
	readonly print: (text: string) => void;
	/** Says what is being done, or why nothing is. */
	readonly say: (text: string) => void;
	/** Calls `stop` when the user wants the run to end. */
	readonly onStop: (stop: () => void) => void;
}

/** Runs the tool with the arguments of the command line, and returns its exit code. */
export async function checkServer(args: readonly string[], terminal: Terminal): Promise<number> {
	let settings: Settings | undefined;
	try {
		settings = await readArguments(args, terminal);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		terminal.say(`${error.message}\n`);
		terminal.say(usage);
		return 2;
	}
	if (!settings) {
		terminal.print(usage);
		return 0;
	}
	const mask = masking(settings.secrets);
	const session = new Session(settings);
	terminal.onStop(() => {
		terminal.say('Stopping …');
		session.stop();
	});
	const results = await runChecks(session, (title) => terminal.say(mask(title)));
	terminal.print(mask((settings.json ? jsonOf : tableOf)(results, session, mask)));
	return exitCode(results);
}
