import { codeOf, nameOf, withinCauses } from '../../support/errors';
import { type Effect, Failure, inputFailure } from '../errors/failure';
import { hostOf } from '../errors/redact';
import { checkWrite, detailsOf, type RequestInfo } from '../errors/requestInfo';
import { effectByStatus, tooLarge, undecodable } from '../errors/responseFailures';
import type { HttpHeaders } from '../http';
import type { Timeouts } from '../settings';
import type { TlsSettings } from '../tls/settings';
import { WireError } from '../wire';
import { messageFor, raiseTimeout } from './messages';
import { proxyFailure } from './proxyFailure';
import { closedConnectionAdvice, tlsFailure } from './tlsFailure';

/** The request and the settings with which the wire failed. */
export interface WireContext {
	readonly requestInfo: RequestInfo;
	readonly tls: TlsSettings;
	readonly timeouts: Timeouts;
}

/** The same, and what is known of the body of the response. */
export interface BodyContext extends WireContext {
	/** Bytes that it may have after decompression. */
	readonly limit: number;
	readonly headers: HttpHeaders;
}

/**
 * Turns an error of the wire into a failure that a person can act on. A `Failure` among its causes is returned as it is: a
 * network policy or one of our streams threw it. Any other error counts as one from before the request was sent.
 */
export function wireFailure(error: unknown, context: WireContext): Failure {
	const known = withinCauses(error, Failure);
	if (known) return known;
	const wireError =
		error instanceof WireError ? error : new WireError({ code: codeOf(error) ?? nameOf(error), cause: error });
	const { requestInfo, tls, timeouts } = context;
	const host = hostOf(requestInfo.url);
	return (
		proxyFailure(wireError, requestInfo) ??
		ownFailure(wireError, context) ??
		tlsFailure(wireError, host, tls) ??
		networkFailure(wireError, host, requestInfo, tls, timeouts)
	);
}

/** The same for an error while the body is read, which may also be too large or impossible to decompress. */
export function bodyFailure(error: unknown, { limit, headers, ...context }: BodyContext): Failure {
	if (!(error instanceof WireError) || withinCauses(error, Failure)) return wireFailure(error, context);
	const { requestInfo } = context;
	const { status } = error;
	// The wire does not know what the headers say about the effect.
	const effect = status > 0 ? effectByStatus(requestInfo, status, headers) : undefined;
	const failure =
		error.code === 'BODY_TOO_LARGE'
			? tooLarge(requestInfo, status, limit)
			: error.code === 'UNDECODABLE'
				? undecodable(requestInfo, status, headers['content-encoding'] ?? '', error.cause)
				: wireFailure(error, context);
	return effect === undefined || effect === failure.effect ? failure : failure.with({ effect });
}

/** For a request whose signal was aborted: the execution was stopped, or the error of another item ended the run. */
export function requestCancelled(requestInfo: RequestInfo, sent: boolean): Failure {
	return withEffect(requestInfo, effectOf(requestInfo, sent, 0), {
		kind: 'cancelled',
		message: 'The request was cancelled before the response arrived',
		advice: [],
		status: 0,
	});
}

/** For the codes of the port that say something about the client, not about the network. */
function ownFailure(error: WireError, { requestInfo, timeouts }: WireContext): Failure | undefined {
	switch (error.code) {
		case 'CANCELLED':
			return requestCancelled(requestInfo, error.sent);
		case 'TIMEOUT':
			return tookTooLong(requestInfo, error, timeouts.total);
		case 'CONTENT_UNREADABLE':
			return unreadableContent(requestInfo, error);
		case 'INVALID_HEADER':
			return invalidHeader(error.header);
		default:
			return undefined;
	}
}

function networkFailure(
	{ code, sent, status, cause }: WireError,
	host: string,
	requestInfo: RequestInfo,
	tls: TlsSettings,
	timeouts: Timeouts,
): Failure {
	const message = messageFor(code, { host, timeouts, sent, began: status > 0 });
	const closed = requestInfo.url.startsWith('https:') && message.closed ? closedConnectionAdvice(tls) : undefined;
	return withEffect(requestInfo, effectOf(requestInfo, sent, status), {
		kind: message.kind ?? 'network',
		message: message.message,
		advice: [message.advice, closed],
		code: code || undefined,
		status,
		cause,
	});
}

function tookTooLong(requestInfo: RequestInfo, { sent, status, code }: WireError, milliseconds: number): Failure {
	return withEffect(requestInfo, effectOf(requestInfo, sent, status), {
		kind: 'timeout',
		message: `The request to ${hostOf(requestInfo.url)} took longer than ${milliseconds / 1000} s`,
		advice: [raiseTimeout],
		code,
		status,
	});
}

/** For content, given as a stream, that could not be read while it was being sent, or hashed before. */
function unreadableContent(requestInfo: RequestInfo, { sent, cause }: WireError): Failure {
	return new Failure({
		kind: 'input',
		message: 'The content to be sent could not be read completely',
		advice: 'Check the binary data of the input item.',
		effect: sent ? 'unknown' : 'notSent',
		details: detailsOf(requestInfo),
		cause,
	});
}

function invalidHeader(name: string | undefined): Failure {
	if (name === 'content-length' || name === undefined) {
		return inputFailure(
			'A header cannot be sent as it is',
			'Header names consist of letters, digits and `-`. Leave out headers that control the connection, such as `Expect`.',
		);
	}
	return inputFailure(
		`The header "${name}" cannot be sent as it is`,
		'Its value must be a single line of plain characters: check for line breaks, including at the end, and for special characters.',
	);
}

interface Message {
	readonly kind: Failure['kind'];
	readonly message: string;
	readonly advice: ReadonlyArray<string | undefined>;
	readonly code?: string;
	readonly status: number;
	readonly cause?: unknown;
}

/** If the effect of a write is unknown, the advice begins with what to check. */
function withEffect(requestInfo: RequestInfo, effect: Effect, { advice, status, ...message }: Message): Failure {
	const check = effect === 'unknown' && !requestInfo.repeatable ? checkWrite : undefined;
	return new Failure({
		...message,
		advice: [check, ...advice].filter((sentence) => sentence !== undefined).join(' ') || undefined,
		status: status > 0 ? status : undefined,
		effect,
		details: detailsOf(requestInfo),
	});
}

function effectOf(requestInfo: RequestInfo, sent: boolean, status: number): Effect {
	if (status > 0) return effectByStatus(requestInfo, status);
	return sent ? 'unknown' : 'notSent';
}
