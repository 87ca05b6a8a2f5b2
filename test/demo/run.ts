import type { Expectation } from './checks';
import { expectations } from './expectations';
import type { N8nApi } from './n8nApi';
import { type Step, stepsOf } from './steps';
import type { Workflow } from './workflows';

const WORKFLOW_TIMEOUT = 60_000;

/** How one workflow went. */
export interface Outcome {
	workflow: string;
	steps: Step[];
	/** What was not as it should be; empty where all was. */
	problems: string[];
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function problemsOf(steps: readonly Step[], expected: Expectation): string[] {
	const find = (name: string): Step => {
		const step = steps.find((candidate) => candidate.name === name);
		if (!step) throw new Error('it did not run');
		return step;
	};
	const failed = Object.entries(expected).flatMap(([name, check]) => {
		try {
			check(find(name), find);
			return [];
		} catch (error) {
			return [`"${name}": ${messageOf(error)}`];
		}
	});
	const surprises = steps
		.filter(({ name }) => !(name in expected))
		.map(({ name }) => `"${name}" ran, and should not have`);
	return [...failed, ...surprises];
}

async function runOne(api: N8nApi, file: string, workflow: Workflow): Promise<Outcome> {
	const expected = expectations[file];
	if (!expected)
		return { workflow: file, steps: [], problems: ['test/demo/expectations.ts does not say what it should do'] };
	const manual = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger');
	try {
		const execution = manual
			? await api.execute(workflow.id, manual.name, WORKFLOW_TIMEOUT)
			: await api.activate(workflow.id, WORKFLOW_TIMEOUT);
		const steps = stepsOf(execution);
		const thrown = execution.error ? [`n8n stopped it: ${execution.error.message}`] : [];
		return { workflow: file, steps, problems: [...thrown, ...problemsOf(steps, expected)] };
	} catch (error) {
		return { workflow: file, steps: [], problems: [messageOf(error)] };
	}
}

/** Runs workflows in n8n one after another and holds each against its expectation. */
export async function runWorkflows(api: N8nApi, workflows: ReadonlyMap<string, Workflow>): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const [file, workflow] of workflows) outcomes.push(await runOne(api, file, workflow));
	return outcomes;
}
