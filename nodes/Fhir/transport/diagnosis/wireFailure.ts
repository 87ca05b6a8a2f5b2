import type { Timeouts } from '../settings';
import { silentRefusalAdvice, tlsFailure } from './tlsFailure';
import type { TlsSettings } from '../tls/settings';
import { checkWrite, detailsOf, type About } from '../errors/requestInfo';
import { fateBy } from '../errors/responseFailures';
import { codeOf, messageOf, nameOf, withinCauses } from '../../support/errors';
import { Failure, inputFailure, type Fate } from '../errors/failure';
import { proxyFailure } from './proxyFailure';
import { hostOf } from '../errors/redact';
import { sentenceFor } from './messages';

/** What is known when a connection fails. */
export interface NetworkContext {
	readonly about: About;
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
	const { about, tls, timeouts, sent, status } = context;
	const host = hostOf(about.url);
	const proxy = proxyFailure(error, about);
	if (proxy) return proxy;
	const invalid = invalidHeader(error);
	if (invalid) return invalid;
	const ofTls = tlsFailure(error, host, tls);
	if (ofTls) return ofTls;
	const code = codeOf(error) ?? nameOf(error);
	const sentence = sentenceFor(code, { host, timeouts, sent, began: status > 0 });
	const silent = about.url.startsWith('https:') && sentence.silent ? silentRefusalAdvice(tls) : undefined;
	return withFate(about, fateOf(about, sent, status), {
		kind: sentence.kind ?? 'network',
		message: sentence.message,
		advice: [sentence.advice, silent],
		code: code || undefined,
		status,
		cause: error,
	});
}

/** The time for the whole request is over. */
export function tookTooLong(about: About, sent: boolean, status: number, milliseconds: number): Failure {
	return withFate(about, fateOf(about, sent, status), {
		kind: 'timeout',
		message: `The request to ${hostOf(about.url)} took longer than ${milliseconds / 1000} s`,
		advice: ['Raise the timeout, or ask for less at a time.'],
		code: 'TIMEOUT',
		status,
	});
}

/** The signal was aborted: the execution was stopped, or another item's error ended the run. */
export function requestStopped(about: About, sent: boolean): Failure {
	return withFate(about, fateOf(about, sent, 0), {
		kind: 'cancelled',
		message: 'The request was stopped before its answer came',
		advice: [],
		status: 0,
	});
}

/** The content to be sent, a stream, broke off on our side. */
export function unreadableContent(about: About, cause: Error): Failure {
	const failure = withinCauses(cause, Failure);
	if (failure) return failure;
	return new Failure({
		kind: 'input',
		message: 'The content to be sent could not be read to its end',
		advice: 'Check the binary data that goes into this node.',
		fate: 'unknown',
		details: detailsOf(about),
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

/** Where a write's fate is unknown, the advice says what to check first. */
function withFate(about: About, fate: Fate, { advice, status, ...told }: Told): Failure {
	const check = fate === 'unknown' && !about.repeatable ? checkWrite : undefined;
	return new Failure({
		...told,
		advice: [check, ...advice].filter((sentence) => sentence !== undefined).join(' ') || undefined,
		status: status > 0 ? status : undefined,
		fate,
		details: detailsOf(about),
	});
}

function fateOf(about: About, sent: boolean, status: number): Fate {
	if (status > 0) return fateBy(about, status);
	return sent ? 'unknown' : 'not sent';
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
