import type { Expectation } from './checks';
import { expectations } from './expectations';
import type { Execution, N8nApi } from './n8nApi';
import { submissions, submitForm } from './submissions';
import { type Step, stepsOf } from './steps';
import { triggeredExpectations } from './triggeredExpectations';
import type { Workflow } from './workflows';
import { messageOf } from './program';

const WORKFLOW_TIMEOUT = 60_000;

/** How one workflow went. */
export interface Outcome {
	workflow: string;
	steps: Step[];
	/** What was not as it should be; empty where all was. */
	problems: string[];
}

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

/** The steps of an execution, and what of it was not as it should be. */
function judged(execution: Execution, expected: Expectation): Omit<Outcome, 'workflow'> {
	const steps = stepsOf(execution);
	const thrown = execution.error ? [`n8n stopped it: ${execution.error.message}`] : [];
	return { steps, problems: [...thrown, ...problemsOf(steps, expected)] };
}

/** Activates a workflow whose trigger starts it by itself, waits for the end of its first execution, and deactivates it. */
async function startedByItself(api: N8nApi, { id }: Workflow): Promise<Execution> {
	await api.activate(id, WORKFLOW_TIMEOUT);
	try {
		return await api.triggered(id, WORKFLOW_TIMEOUT);
	} finally {
		await api.deactivate(id);
	}
}

async function runOne(api: N8nApi, file: string, workflow: Workflow, formsUrl: string): Promise<Outcome> {
	const expected = expectations[file];
	if (!expected)
		return { workflow: file, steps: [], problems: ['test/demo/expectations.ts does not say what it should do'] };
	const manualTrigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')?.name;
	const afterwards = triggeredExpectations[file];
	try {
		if (manualTrigger === undefined)
			return { workflow: file, ...judged(await startedByItself(api, workflow), expected) };
		// It has another branch, which starts by itself: the manual one gives it a reason.
		if (afterwards) await api.activate(workflow.id, WORKFLOW_TIMEOUT);
		const manual = judged(await api.execute(workflow.id, manualTrigger, WORKFLOW_TIMEOUT), expected);
		if (!afterwards) return { workflow: file, ...manual };
		const filledIn = submissions[file];
		if (filledIn) await submitForm(formsUrl, workflow, filledIn);
		const triggered = judged(await api.triggered(workflow.id, WORKFLOW_TIMEOUT), afterwards);
		await api.deactivate(workflow.id);
		const steps = [...manual.steps, ...triggered.steps];
		return { workflow: file, steps, problems: [...manual.problems, ...triggered.problems] };
	} catch (error) {
		return { workflow: file, steps: [], problems: [messageOf(error)] };
	}
}

/**
 * Runs workflows in n8n one after another and holds each against its expectation. `formsUrl` is the n8n that takes forms: in queue
 * mode, the webhook process.
 */
export async function runWorkflows(
	api: N8nApi,
	workflows: ReadonlyMap<string, Workflow>,
	formsUrl = api.url,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const [file, workflow] of workflows) outcomes.push(await runOne(api, file, workflow, formsUrl));
	return outcomes;
}
