import { demoOptions } from './choice';
import { createCleanup } from './cleanup';
import { failedTests } from './content';
import { type Demo, startDemo } from './demo';
import { OWNER } from './n8nApi';
import { report } from './report';
import { runWorkflows } from './run';
import { runProgram } from './program';
import { exampleWorkflows } from './workflows';

const USAGE = `Runs the workflows of examples/ in a real n8n, against servers on this machine.

  npm run demo              prints what each step did; the exit code is 0 if all was as it should be
  npm run demo -- mutual-tls …   only the workflows with these names
  npm run demo -- --serve   then leaves n8n open in the browser until Ctrl-C
  npm run demo -- --n8n 2.0.3 --node 22   another version of n8n, and another Node than 24, each installed once`;

const nameOf = (file: string) => file.replace(/\.json$/, '');

/** Runs the example workflows, or those named, and prints the table; whether all was as it should be. */
async function show({ api, workflows, credentials, log }: Demo, examples: readonly string[]): Promise<boolean> {
	const failed = await failedTests(api, credentials);
	const wanted = [...workflows].filter(([file]) => examples.length === 0 || examples.includes(nameOf(file)));
	const outcomes = await runWorkflows(api, new Map(wanted));
	const good = failed.length === 0 && outcomes.every(({ problems }) => problems.length === 0);
	console.log(`\n${report(outcomes)}`);
	const tests = `connection tests of ${credentials.length} credentials`;
	console.log(failed.length === 0 ? `✔ ${tests} succeeded` : [`✘ ${tests}`, ...failed].join('\n    '));
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
	const asked = demoOptions(options);
	if (!asked) {
		console.log(USAGE);
		return options.includes('--help') ? 0 : 2;
	}
	const known = [...exampleWorkflows().keys()].map(nameOf);
	const strange = asked.examples.filter((name) => !known.includes(name));
	if (strange.length > 0) throw new Error(`No example "${strange.join('", "')}". There are:\n  ${known.join('\n  ')}`);
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
		const demo = await startDemo(cleanup, asked.choice);
		const good = await show(demo, asked.examples);
		if (asked.serve) {
			console.log(invitation(demo));
			serving = true;
			await stopped;
		}
		return good ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

runProgram(main);
