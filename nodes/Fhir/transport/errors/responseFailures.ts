import { detailsOf, type RequestInfo } from './requestInfo';
import { codeOf } from '../../support/errors';
import { Failure, type Effect } from './failure';

/** What an answer's status says about the request, where its body cannot be had. */
export function effectByStatus({ method }: RequestInfo, status: number): Effect {
	if (status < 300) return 'applied';
	return leavesOpen(status) && method !== 'GET' && method !== 'HEAD' ? 'unknown' : 'rejected';
}

/** Does an error status leave open whether a write was carried out? 501 and 503 say that it was not. */
export function leavesOpen(status: number): boolean {
	return status === 408 || (status >= 500 && status !== 501 && status !== 503);
}

/** The answer has more bytes, after decompression, than may be held. */
export function tooLarge(requestInfo: RequestInfo, status: number, limit: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The server's answer is larger than the limit of ${size(limit)}`,
		advice: 'Ask for less at a time: fewer results a page, `_elements` or `_summary`.',
		status,
		effect: effectByStatus(requestInfo, status),
		details: { ...detailsOf(requestInfo), limit },
	});
}

/** The answer's compression cannot be undone: it is broken, or of a kind that was not asked for. */
export function undecodable(requestInfo: RequestInfo, status: number, encoding: string, cause?: unknown): Failure {
	return new Failure({
		kind: 'response',
		message: `The server's answer cannot be decompressed (${encoding})`,
		advice: 'A server or gateway on the way compresses wrongly. Ask its operator, or try again.',
		code: codeOf(cause),
		status,
		effect: effectByStatus(requestInfo, status),
		details: detailsOf(requestInfo),
		cause,
	});
}

/** The server sends the request elsewhere, and it cannot or must not follow. */
export function unfollowed(requestInfo: RequestInfo, status: number, message: string, advice: string): Failure {
	return new Failure({ kind: 'http', message, advice, status, effect: 'rejected', details: detailsOf(requestInfo) });
}

function size(bytes: number): string {
	const mebibyte = 1024 * 1024;
	return bytes >= mebibyte ? `${Math.round(bytes / mebibyte)} MB` : `${bytes} bytes`;
}
