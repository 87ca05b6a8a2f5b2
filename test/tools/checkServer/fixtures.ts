import { checkServer, type Terminal } from './checkServer';

/** What `--json` prints. */
export interface JsonReport {
	server: object;
	checks: Array<{ operation: string; title: string; result: string; words?: string }>;
	counts: Record<string, number>;
	leftovers: string[];
	stopped: boolean;
}

/** Runs the tool; `all` is everything that it printed or said. */
export async function run(args: string[], terminal: Partial<Terminal> = {}) {
	const printed: string[] = [];
	const said: string[] = [];
	const code = await checkServer(args, {
		environment: {},
		file: () => '',
		ask: undefined,
		print: (text) => printed.push(text),
		say: (text) => said.push(text),
		onStop: () => undefined,
		...terminal,
	});
	const output = printed.join('\n');
	return { code, output, said, all: [...printed, ...said].join('\n'), json: () => JSON.parse(output) as JsonReport };
}
