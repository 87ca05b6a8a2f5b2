import { createCleanup, endOnSignals } from '../demo/cleanup';
import { withProgress } from '../demo/progress';
import { report } from '../demo/report';
import { runWorkflows } from '../demo/run';
import { amountOf } from './amount';
import { largeFile } from './binary';
import { workerDies } from './failover';
import { manyExecutions } from './load';
import { type Finding, type Place, startPlace } from './place';
import { triggersFire } from './triggers';
import { runProgram } from '../demo/program';

const USAGE = `Runs n8n in queue mode with this package: a main process, a webhook process, two workers, PostgreSQL and Redis.

  npm run queue                              prints a table; the exit code is 0 if all was as it should be
  npm run queue -- EXECUTIONS MEGABYTES      other amounts than 1000 executions and a file of 200 MB
  npm run queue -- triggers [RESOURCES]      only the triggers, with another number than 20 resources in each of two rounds`;

async function runExamples({ api, cluster, examples }: Place): Promise<Finding> {
	const outcomes = await runWorkflows(api, examples, cluster.webhookUrl);
	const bad = outcomes.filter(({ problems }) => problems.length > 0);
	return {
		rows: [['example workflows', `${outcomes.length - bad.length} of ${outcomes.length} as they should`]],
		problems: bad.length > 0 ? [report(bad)] : [],
	};
}

/** All parts, one after another: on a small machine, executions would hold up what triggers wait for. */
async function runAll(place: Place): Promise<Finding[]> {
	if (place.amount.triggersOnly !== undefined) return [await withProgress('Triggers', () => triggersFire(place))];
	return [
		await withProgress(`${place.amount.executions} executions`, () => manyExecutions(place)),
		await withProgress('Example workflows', () => runExamples(place)),
		await withProgress('Triggers', () => triggersFire(place)),
		await withProgress('A worker dies', () => workerDies(place)),
		await withProgress('A large file in the database', () => largeFile(place, 'database')),
		await withProgress('A large file in a shared folder', () => largeFile(place, 'filesystem')),
	];
}

function table(rows: Finding['rows']): string {
	const width = Math.max(...rows.map(([what]) => what.length));
	return rows.map(([what, result]) => `${what.padEnd(width)}  ${result}`).join('\n');
}

async function main(options: readonly string[]): Promise<number> {
	const amount = amountOf(options);
	if (!amount) {
		console.log(USAGE);
		return options.includes('--help') ? 0 : 2;
	}
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	try {
		const place = await startPlace(amount, cleanup);
		const findings = await runAll(place).catch((error: unknown) => {
			console.error(place.cluster.logs());
			throw error;
		});
		const problems = findings.flatMap((finding) => finding.problems);
		console.log(`\n${table(findings.flatMap(({ rows }) => rows))}\n`);
		console.log(problems.length === 0 ? '✔ all as it should be' : problems.map((one) => `✘ ${one}`).join('\n'));
		return problems.length === 0 ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

runProgram(main);
