import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { Failure } from '../transport/errors/failure';
import type { OutputItem } from '../actions/contract';
import type { Settled } from './schedule';

/** Items listed one by one in an error. */
const listed = 1_000;

/** How far a run came that did not end well, in a sentence; empty where there is but one item. */
export function howFar(ended: ReadonlyArray<Settled<OutputItem[]>>): string {
	if (ended.length < 2) return '';
	const count = (state: Settled<unknown>['state']) => String(ended.filter((end) => end.state === state).length);
	const unsure = ended.filter((end) => end.state === 'failed' && isUnsure(end.error)).length;
	const note = unsure > 0 ? ` What became of ${String(unsure)} of those that failed is unknown.` : '';
	return `Of ${String(ended.length)} items ${count('done')} were completed, ${count('failed')} failed and ${count('skipped')} were not started.${note}`;
}

function isUnsure(error: unknown): boolean {
	return error instanceof Failure && error.effect === 'unknown';
}

/**
 * Adds to the error that ends a run which items were completed all the same, and which resources came of
 * them: n8n shows no output beside an error, and nothing that was written may go unsaid.
 */
export function withCompleted(error: Error, ended: ReadonlyArray<Settled<OutputItem[]>>): Error {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return error;
	const completed = ended.flatMap((end, item) =>
		end.state === 'done' ? [{ item, resources: end.value.flatMap(({ json }) => referenceOf(json)) }] : [],
	);
	if (completed.length === 0) return error;
	error.context.data = { ...(error.context.data as object | undefined), completed: completed.slice(0, listed) };
	return error;
}

/** `Patient/1/_history/2`, as far as the output names it. */
function referenceOf({ resourceType, id, meta }: OutputItem['json']): string[] {
	if (typeof resourceType !== 'string' || typeof id !== 'string') return [];
	const version = (meta as { versionId?: unknown } | undefined)?.versionId;
	return [`${resourceType}/${id}${typeof version === 'string' ? `/_history/${version}` : ''}`];
}
