import type { Execution, NodeRun, RunItem } from './n8nApi';

/** What one node of a workflow took in and gave out, over all its runs. */
export interface Step {
	name: string;
	itemsIn: number;
	/** Items by output; the error output, where a node has one, is the second. */
	outputs: RunItem[][];
	/** What it returned to an AI agent, as a tool. */
	toolOutput: RunItem[];
	milliseconds: number;
	/** n8n's word: `success`, `error` and the like. */
	status: string;
	error?: string;
}

function itemsInto(run: NodeRun, runData: Execution['runData']): number {
	const sizes = run.source.map((source) => {
		const previous = source && runData[source.previousNode]?.[source.previousNodeRun ?? 0];
		return previous?.data?.main?.[source?.previousNodeOutput ?? 0]?.length ?? 0;
	});
	return sizes.reduce((sum, size) => sum + size, 0);
}

function itemsOut(runs: readonly NodeRun[]): RunItem[][] {
	const outputs: RunItem[][] = [];
	for (const run of runs) {
		(run.data?.main ?? []).forEach((items, index) => (outputs[index] = [...(outputs[index] ?? []), ...(items ?? [])]));
	}
	return outputs;
}

/** The steps of an execution, in the order in which n8n took them. */
export function stepsOf({ runData }: Execution): Step[] {
	return Object.entries(runData)
		.sort(([, [a]], [, [b]]) => (a?.executionIndex ?? 0) - (b?.executionIndex ?? 0))
		.map(([name, runs]) => ({
			name,
			itemsIn: runs.reduce((sum, run) => sum + itemsInto(run, runData), 0),
			outputs: itemsOut(runs),
			toolOutput: runs.flatMap(({ data }) => data?.ai_tool?.[0] ?? []),
			milliseconds: runs.reduce((sum, run) => sum + run.executionTime, 0),
			status: runs.at(-1)?.executionStatus ?? 'not run',
			error: runs.find((run) => run.error)?.error?.message,
		}));
}
