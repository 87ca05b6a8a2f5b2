import { detailsOf, type About } from './about';
import { codeOf } from './code';
import { Failure, type Fate } from './failure';

/** What an answer's status says about the request, where its body cannot be had. */
export function fateBy(status: number): Fate {
	return status < 300 ? 'done' : 'refused';
}

/** The answer has more bytes, after decompression, than may be held. */
export function tooLarge(about: About, status: number, limit: number): Failure {
	return new Failure({
		kind: 'answer',
		message: `The server's answer is larger than the limit of ${size(limit)}`,
		advice: 'Ask for less at a time: fewer results a page, `_elements` or `_summary`.',
		status,
		fate: fateBy(status),
		details: { ...detailsOf(about), limit },
	});
}

/** The answer's compression cannot be undone: it is broken, or of a kind that was not asked for. */
export function undecodable(about: About, status: number, encoding: string, cause?: unknown): Failure {
	return new Failure({
		kind: 'answer',
		message: `The server's answer cannot be decompressed (${encoding})`,
		advice: 'A server or gateway on the way compresses wrongly. Ask its operator, or try again.',
		code: codeOf(cause),
		status,
		fate: fateBy(status),
		details: detailsOf(about),
		cause,
	});
}

/** The server sends the request elsewhere, and it cannot or must not follow. */
export function unfollowed(about: About, status: number, message: string, advice: string): Failure {
	return new Failure({ kind: 'http', message, advice, status, fate: 'refused', details: detailsOf(about) });
}

function size(bytes: number): string {
	const mebibyte = 1024 * 1024;
	return bytes >= mebibyte ? `${Math.round(bytes / mebibyte)} MB` : `${bytes} bytes`;
}
