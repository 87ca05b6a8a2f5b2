import { join } from 'node:path';
import { runWorkflows } from '../demo/run';
import { stepsOf } from '../demo/steps';
import { exampleWorkflows, type Workflow } from '../demo/workflows';
import type { Scenario } from './scenario';

const TIMEOUT = 60_000;

/** What an example did: for each step its status, items in and items out, or why it did not run. */
export type Results = Map<string, string>;

/** Adds the examples of the first version. */
export async function addOldExamples({ place, content }: Scenario): Promise<Map<string, Workflow>> {
	const added = new Map<string, Workflow>();
	for (const [file, workflow] of exampleWorkflows(join(place.firstSource, 'examples'))) {
		added.set(file, await content.addWorkflow(workflow));
	}
	return added;
}

/** Runs examples one after another. */
export async function resultsOf({ place }: Scenario, examples: ReadonlyMap<string, Workflow>): Promise<Results> {
	const results: Results = new Map();
	for (const [file, { id, nodes }] of examples) {
		const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')?.name ?? '';
		try {
			const execution = await place.api.execute(id, trigger, TIMEOUT);
			const steps = stepsOf(execution).map(
				({ name, status, itemsIn, outputs }) =>
					`${name}: ${status}, ${itemsIn} in, ${outputs.map((one) => one.length).join('+')} out`,
			);
			results.set(file, [execution.error?.message ?? '', ...steps].join('\n'));
		} catch (error) {
			results.set(file, error instanceof Error ? error.message : String(error));
		}
	}
	return results;
}

/** Examples that did something else than before, with both. */
export function differences(before: Results, after: Results): string[] {
	return [...before].flatMap(([file, result]) =>
		after.get(file) === result
			? []
			: [`${file}\n  before: ${result}\n  now: ${after.get(file)}`.replaceAll('\n', '\n    ')],
	);
}

/** Adds this version's examples and runs them; gives how many there are, and those that did not do what they should. */
export async function runNewExamples({ place, content }: Scenario): Promise<{ count: number; bad: string[] }> {
	const added = new Map<string, Workflow>();
	for (const [file, workflow] of exampleWorkflows()) added.set(file, await content.addWorkflow(workflow));
	const outcomes = await runWorkflows(place.api, added);
	const bad = outcomes.filter(({ problems }) => problems.length > 0);
	return { count: added.size, bad: bad.map(({ workflow, problems }) => `${workflow}: ${problems.join('; ')}`) };
}
