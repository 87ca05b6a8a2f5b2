import type { Timeouts } from '../settings';
import { silentRefusalAdvice, tlsFailure } from './tlsFailure';
import type { TlsSettings } from '../tls/settings';
import { checkWrite, detailsOf, type RequestInfo } from '../errors/requestInfo';
import { effectByStatus } from '../errors/responseFailures';
import { codeOf, messageOf, nameOf, withinCauses } from '../../support/errors';
import { Failure, inputFailure, type Effect } from '../errors/failure';
import { proxyFailure } from './proxyFailure';
import { hostOf } from '../errors/redact';
import { sentenceFor } from './messages';

/** What is known when a connection fails. */
export interface NetworkContext {
	readonly requestInfo: RequestInfo;
	readonly tls: TlsSettings;
	readonly timeouts: Timeouts;
	/** Was the request written to the connection, if only in part? */
	readonly sent: boolean;
	/** Status of the answer whose body was coming in, or 0. */
	readonly status: number;
}

/**
 * What a person can make of an error of undici, Node or OpenSSL. A `Failure` stays what it is: a network
 * policy or a reader of the body has thrown it.
 */
export function networkFailure(error: unknown, context: NetworkContext): Failure {
	const known = withinCauses(error, Failure);
	if (known) return known;
	const { requestInfo, tls, timeouts, sent, status } = context;
	const host = hostOf(requestInfo.url);
	const proxy = proxyFailure(error, requestInfo);
	if (proxy) return proxy;
	const invalid = invalidHeader(error);
	if (invalid) return invalid;
	const ofTls = tlsFailure(error, host, tls);
	if (ofTls) return ofTls;
	const code = codeOf(error) ?? nameOf(error);
	const sentence = sentenceFor(code, { host, timeouts, sent, began: status > 0 });
	const silent = requestInfo.url.startsWith('https:') && sentence.silent ? silentRefusalAdvice(tls) : undefined;
	return withEffect(requestInfo, effectOf(requestInfo, sent, status), {
		kind: sentence.kind ?? 'network',
		message: sentence.message,
		advice: [sentence.advice, silent],
		code: code || undefined,
		status,
		cause: error,
	});
}

/** The time for the whole request is over. */
export function tookTooLong(requestInfo: RequestInfo, sent: boolean, status: number, milliseconds: number): Failure {
	return withEffect(requestInfo, effectOf(requestInfo, sent, status), {
		kind: 'timeout',
		message: `The request to ${hostOf(requestInfo.url)} took longer than ${milliseconds / 1000} s`,
		advice: ['Raise the timeout, or ask for less at a time.'],
		code: 'TIMEOUT',
		status,
	});
}

/** The signal was aborted: the execution was stopped, or another item's error ended the run. */
export function requestStopped(requestInfo: RequestInfo, sent: boolean): Failure {
	return withEffect(requestInfo, effectOf(requestInfo, sent, 0), {
		kind: 'cancelled',
		message: 'The request was stopped before its answer came',
		advice: [],
		status: 0,
	});
}

/** The content to be sent, a stream, broke off on our side. */
export function unreadableContent(requestInfo: RequestInfo, cause: Error): Failure {
	const failure = withinCauses(cause, Failure);
	if (failure) return failure;
	return new Failure({
		kind: 'input',
		message: 'The content to be sent could not be read to its end',
		advice: 'Check the binary data that goes into this node.',
		effect: 'unknown',
		details: detailsOf(requestInfo),
		cause,
	});
}

interface Told {
	readonly kind: Failure['kind'];
	readonly message: string;
	readonly advice: ReadonlyArray<string | undefined>;
	readonly code?: string;
	readonly status: number;
	readonly cause?: unknown;
}

/** Where a write's effect is unknown, the advice says what to check first. */
function withEffect(requestInfo: RequestInfo, effect: Effect, { advice, status, ...told }: Told): Failure {
	const check = effect === 'unknown' && !requestInfo.repeatable ? checkWrite : undefined;
	return new Failure({
		...told,
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

/** undici refuses such headers before it connects. It names them as it got them. */
function invalidHeader(error: unknown): Failure | undefined {
	const code = codeOf(error);
	if (code !== 'UND_ERR_INVALID_ARG' && code !== 'UND_ERR_NOT_SUPPORTED') return undefined;
	const name = /(?:invalid|duplicate) (\S+) header/.exec(messageOf(error))?.[1];
	if (name === 'content-length' || name === undefined) {
		return inputFailure(
			'A header cannot be sent as it is',
			'Header names consist of letters, digits and `-`. Leave out headers about the connection, such as `Expect`.',
		);
	}
	return inputFailure(
		`The header "${name}" cannot be sent as it is`,
		'Its value has to be one line of plain characters: check for line breaks, also at the end, and for special characters.',
	);
}
