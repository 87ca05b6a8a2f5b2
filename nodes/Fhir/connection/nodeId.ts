import type { IExecuteFunctions } from 'n8n-workflow';

/** Tells a node from all others of this n8n: the same in each execution. */
export function nodeIdOf(context: Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>): string {
	return `${String(context.getWorkflow().id)}/${context.getNode().id}`;
}
