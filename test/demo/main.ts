import { createCleanup } from './cleanup';
import { type Demo, startDemo } from './demo';
import { OWNER } from './n8nApi';
import { report } from './report';
import { runWorkflows } from './run';

const USAGE = `Runs the workflows of examples/ in a real n8n, against servers on this machine.

  npm run demo              prints what each step did; the exit code is 0 if all was as it should be
  npm run demo -- --serve   then leaves n8n open in the browser until Ctrl-C`;

/** Runs the example workflows and prints the table; whether all was as it should be. */
async function show({ api, workflows, log }: Demo): Promise<boolean> {
	const outcomes = await runWorkflows(api, workflows);
	const good = outcomes.every(({ problems }) => problems.length === 0);
	console.log(`\n${report(outcomes)}`);
	if (!good) console.log(`\nThe end of n8n's log:\n${log()}`);
	return good;
}

/** What someone needs who wants to look around. */
function invitation({ n8n, servers }: Demo): string {
	return `
n8n is open:  ${n8n.url}
  email       ${OWNER.email}
  password    ${OWNER.password}
FHIR servers (certificates of an internal CA; the credentials in n8n are filled in):
  Basic Auth  ${servers.basic.baseUrl}
  OAuth2      ${servers.oauth.baseUrl}
Ctrl-C ends everything and removes it.`;
}

async function main(options: readonly string[]): Promise<number> {
	if (options.some((option) => option !== '--serve')) {
		console.log(USAGE);
		return options.includes('--help') ? 0 : 2;
	}
	const cleanup = createCleanup();
	// Ctrl-C comes more than once: from the terminal and from npm.
	const stopped = new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, resolve)));
	let serving = false;
	void stopped.then(async () => {
		console.log('\nEnding …');
		await cleanup.run();
		// Where it was left open on purpose, this is its regular end.
		if (!serving) process.exit(130);
	});
	try {
		const demo = await startDemo(cleanup);
		const good = await show(demo);
		if (options.includes('--serve')) {
			console.log(invitation(demo));
			serving = true;
			await stopped;
		}
		return good ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(`\n${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	},
);
