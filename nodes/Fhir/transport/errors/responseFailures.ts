import { codeOf } from '../../support/errors';
import type { HttpHeaders } from '../http';
import { type Effect, Failure } from './failure';
import { detailsOf, type RequestInfo } from './requestInfo';

/** What status and headers of a response say about the effect of its request, when the body cannot be read. */
export function effectByStatus({ method }: RequestInfo, status: number, headers?: HttpHeaders): Effect {
	if (status < 300) return 'applied';
	return leavesOpen(status, headers) && method !== 'GET' && method !== 'HEAD' ? 'unknown' : 'rejected';
}

/**
 * Does an error status leave open whether a write was carried out? 501 says that it was not (RFC 9110 §15.6.2), and so does
 * 503 where the server itself responds. A gateway also sends 503 when it lost the server after the request was delivered.
 */
export function leavesOpen(status: number, headers: HttpHeaders = {}): boolean {
	if (status === 503) return !isFromServer(headers);
	return status === 408 || (status >= 500 && status !== 501);
}

/** Does a 503 come from the server and not from a gateway before it: does it ask for a wait, or respond in FHIR? */
export function isFromServer(headers: HttpHeaders): boolean {
	return (
		headers['retry-after'] !== undefined ||
		headers['x-ms-retry-after-ms'] !== undefined ||
		/\bfhir\b/i.test(headers['content-type'] ?? '')
	);
}

/** For a response with more bytes, after decompression, than the limit. */
export function tooLarge(requestInfo: RequestInfo, status: number, limit: number): Failure {
	return new Failure({
		kind: 'response',
		message: `The server's response is larger than the limit of ${describeSize(limit)}`,
		advice: 'Request less data at a time: fewer results per page, `_elements` or `_summary`.',
		status,
		effect: effectByStatus(requestInfo, status),
		details: { ...detailsOf(requestInfo), limit },
	});
}

/** For a response that cannot be decompressed: it is damaged, or compressed in a way that was not asked for. */
export function undecodable(requestInfo: RequestInfo, status: number, encoding: string, cause?: unknown): Failure {
	return new Failure({
		kind: 'response',
		message: `The server's response cannot be decompressed (${encoding})`,
		advice: 'The server, or a gateway in front of it, compresses incorrectly. Try again, or ask its administrator.',
		code: codeOf(cause),
		status,
		effect: effectByStatus(requestInfo, status),
		details: detailsOf(requestInfo),
		cause,
	});
}

/** For a redirect that cannot or must not be followed. */
export function redirectFailure(requestInfo: RequestInfo, status: number, message: string, advice: string): Failure {
	return new Failure({ kind: 'http', message, advice, status, effect: 'rejected', details: detailsOf(requestInfo) });
}

function describeSize(bytes: number): string {
	const mebibyte = 1024 * 1024;
	return bytes >= mebibyte ? `${Math.round(bytes / mebibyte)} MB` : `${bytes} bytes`;
}
