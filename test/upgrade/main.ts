import { createCleanup, endOnSignals } from '../demo/cleanup';
import { type Place, startPlace } from './place';
import { FIRST_RELEASE } from './releases';
import { run } from './run';
import { runProgram } from '../demo/program';

const USAGE = `Installs, updates and downgrades this package by n8n's own installer, under active workflows and running executions.

  npm run upgrade                   prints a table; the exit code is 0 if no execution failed
  npm run upgrade -- --from COMMIT  takes the first version's source from another commit or tag`;

function commitOf(options: readonly string[]): string | undefined {
	if (options.length === 0) return FIRST_RELEASE;
	const [option, commit] = options;
	return option === '--from' && options.length === 2 ? commit : undefined;
}

async function main(options: readonly string[]): Promise<number> {
	const commit = commitOf(options);
	if (commit === undefined) {
		console.log(USAGE);
		return options.includes('--help') ? 0 : 2;
	}
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	let place: Place | undefined;
	try {
		place = await startPlace(commit, cleanup);
		const { table, problems } = await run(place);
		console.log(`\n${table}\n`);
		console.log(problems.length === 0 ? '✔ all as it should be' : problems.map((one) => `✘ ${one}`).join('\n'));
		if (problems.length > 0) console.log(`\nThe end of n8n's log:\n${place.log()}`);
		return problems.length === 0 ? 0 : 1;
	} catch (error) {
		if (place) console.error(`\nThe end of n8n's log:\n${place.log()}`);
		throw error;
	} finally {
		await cleanup.run();
	}
}

runProgram(main);
