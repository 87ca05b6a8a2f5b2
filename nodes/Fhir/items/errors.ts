import * as n8nWorkflow from 'n8n-workflow';
import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { asError } from '../support/errors';
import { withoutUndefined } from '../support/jsonMembers';
import { Failure } from '../transport/errors/failure';
import { issueSentence } from './issueSentence';

/**
 * Any thrown value as the error that n8n shows: what happened, what to do next, and the input item (from 0) that it belongs to, if
 * there is one. A `Failure` keeps its sentences; everything else is a defect and keeps its message. `note` is added to the advice.
 */
export function nodeError(node: INode, error: unknown, itemIndex: number | undefined, note = ''): Error {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!(error instanceof Failure)) {
		return new NodeOperationError(node, asError(error), { itemIndex, description: note || undefined });
	}
	const description = [error.advice, issueSentence(error.details.issues), note].filter(Boolean).join(' ') || undefined;
	const { message } = error;
	const shown =
		error.kind === 'input'
			? new NodeOperationError(node, message, { itemIndex, description })
			: new NodeApiError(
					node,
					{ message },
					{
						message,
						description: description ?? '',
						httpCode: error.status === undefined ? undefined : String(error.status),
						itemIndex,
						level: 'warning',
					},
				);
	// n8n replaces a message that contains letters such as EACCES or ENOENT, also where they are a server's words.
	shown.message = message;
	// By this name n8n distinguishes a canceled execution from a failed one.
	if (error.kind === 'cancelled') shown.name = 'ExecutionCancelledError';
	shown.context.data = errorDetails(error);
	return shown;
}

/** The facts of an error as JSON, for the error branch of a workflow and for n8n's details panel. */
export function errorDetails(error: unknown): { [name: string]: never } {
	const facts =
		error instanceof Failure
			? {
					kind: error.kind,
					status: error.status,
					code: error.code,
					advice: error.advice,
					effect: error.effect,
					...error.details,
				}
			: {};
	return withoutUndefined(facts);
}

/**
 * n8n takes an item for a failed one if it has no other names than these: `error` and `details`, or before n8n 2.36 `error`
 * and `message`. n8n does not tell its version, but this export is as old as that change.
 */
const factsName = 'redactedHeaders' in n8nWorkflow ? 'details' : 'message';

/** The JSON of the item for a failed input item: the error's text, and its facts. */
export function errorJson(error: unknown) {
	return { error: errorMessage(error), [factsName]: errorDetails(error) };
}

/** The text of an item's `error` field. */
export function errorMessage(error: unknown): string {
	return asError(error).message;
}
