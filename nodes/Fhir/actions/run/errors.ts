import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { Failure } from '../../transport/errors/failure';

/**
 * Any thrown thing as the error that n8n shows: what happened, what to do next, and the input item it
 * belongs to. A `Failure` keeps its sentences; everything else is a defect and keeps its own message.
 */
export function nodeError(node: INode, error: unknown, itemIndex: number, note = ''): Error {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!(error instanceof Failure)) {
		return new NodeOperationError(node, asError(error), { itemIndex, description: note || undefined });
	}
	const description = [error.advice, note].filter(Boolean).join(' ') || undefined;
	if (error.kind === 'input') {
		return new NodeOperationError(node, error.message, { itemIndex, description });
	}
	const apiError = new NodeApiError(
		node,
		{ message: error.message },
		{
			message: error.message,
			description: description ?? '',
			httpCode: error.status === undefined ? undefined : String(error.status),
			itemIndex,
			level: 'warning',
		},
	);
	apiError.context.data = errorDetails(error);
	return apiError;
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
					request: error.fate,
					...error.details,
				}
			: {};
	return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
		[name: string]: never;
	};
}

/** The sentence that stands for an error in an item's `error` field. */
export function errorMessage(error: unknown): string {
	return asError(error).message;
}

/** By its shape: an error of another realm is no `instanceof Error`. */
function asError(error: unknown): Error {
	const isError = typeof error === 'object' && error !== null && 'message' in error;
	return isError ? (error as Error) : new Error(String(error));
}
