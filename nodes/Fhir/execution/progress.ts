import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { OutputItem } from '../items/output';
import { Failure } from '../transport/errors/failure';
import type { Settled } from './schedule';

/** Items that an error lists at most. */
const maxListed = 1_000;

/** How far a failed run came, in a sentence; empty where there is only one item. */
export function progressSentence(settled: ReadonlyArray<Settled<OutputItem[]>>): string {
	if (settled.length < 2) return '';
	const count = (state: Settled<unknown>['state']) => String(settled.filter((item) => item.state === state).length);
	const uncertain = settled.filter((item) => item.state === 'failed' && hasUnknownEffect(item.error)).length;
	const note = uncertain > 0 ? ` Whether the server carried out ${uncertain} of the failed items is unknown.` : '';
	return `Of ${settled.length} items, ${count('done')} completed, ${count('failed')} failed and ${count('skipped')} did not start.${note}`;
}

function hasUnknownEffect(error: unknown): boolean {
	return error instanceof Failure && error.effect === 'unknown';
}

/**
 * Adds the items that were completed nevertheless, and the resources in their output, to the error that ends a run: n8n
 * shows no output beside an error, and nothing that was written may go unmentioned. Returns the same error.
 */
export function withCompleted(error: Error, settled: ReadonlyArray<Settled<OutputItem[]>>): Error {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return error;
	const completed = settled.flatMap((outcome, item) =>
		outcome.state === 'done' ? [{ item, resources: outcome.value.flatMap(({ json }) => referenceTo(json)) }] : [],
	);
	if (completed.length === 0) return error;
	error.context.data = { ...(error.context.data as object | undefined), completed: completed.slice(0, maxListed) };
	return error;
}

/** `Patient/1/_history/2`, as far as the output names it. */
function referenceTo({ resourceType, id, meta }: OutputItem['json']): string[] {
	if (typeof resourceType !== 'string' || typeof id !== 'string') return [];
	const version = (meta as { versionId?: unknown } | undefined)?.versionId;
	return [`${resourceType}/${id}${typeof version === 'string' ? `/_history/${version}` : ''}`];
}
