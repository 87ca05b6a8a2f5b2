import { createCleanup, endOnSignals } from '../demo/cleanup';
import { failedTests } from '../demo/content';
import { startDemo } from '../demo/demo';
import { runWorkflows } from '../demo/run';

/** How the package did in one n8n under one Node. */
export interface Cell {
	/** The range of Node that n8n asks for, where it does not start under this one. */
	wantsNode?: string;
	workflows: { all: number; good: number };
	tests: { all: number; good: number };
	problems: string[];
}

/** What n8n says before it ends. */
const refusal = /Node\.js version that satisfies the following version range: (.+)/;

async function run(version: string, nodeMajor: number, from?: string): Promise<Cell> {
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	try {
		const demo = await startDemo(cleanup, { version, nodeMajor }, from);
		const failed = await failedTests(demo.api, demo.credentials);
		const outcomes = await runWorkflows(demo.api, demo.workflows);
		const bad = outcomes.filter(({ problems }) => problems.length > 0);
		return {
			workflows: { all: outcomes.length, good: outcomes.length - bad.length },
			tests: { all: demo.credentials.length, good: demo.credentials.length - failed.length },
			problems: [...failed, ...bad.map(({ workflow, problems }) => `${workflow}: ${problems.join('; ')}`)],
		};
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const none = { all: 0, good: 0 };
		const wantsNode = refusal.exec(message)?.[1];
		return { wantsNode, workflows: none, tests: none, problems: wantsNode === undefined ? [message] : [] };
	} finally {
		await cleanup.run();
	}
}

const [version = '', nodeMajor = '', from] = process.argv.slice(2);
void run(version, Number(nodeMajor), from).then((cell) => {
	console.log(`\n${JSON.stringify(cell)}`);
	process.exit(0);
});
