import { withoutFullStop } from '../../support/text';
import { Failure } from '../../transport/errors/failure';
import { serverText } from '../../transport/errors/redact';
import { retryAfter } from '../../transport/retry/timing';
import type { FhirClient } from '../client';
import type { FhirRequest } from '../request/request';
import { mainIssueText, type ReadIssue } from '../response/outcome';
import type { FhirResponse } from '../response/response';
import { type JobAddress, poll, type Poll } from './poll';
import { Patience, type PollFailure, pollFailure } from './pollFailure';
import { withStatusUrl } from './statusUrl';

/** How long to wait for a job, how often to ask for it, and how to report its progress. */
export interface PollOptions {
	/** Milliseconds after which waiting ends with a `Failure` and the job is cancelled. Default: one hour. */
	readonly timeoutMs?: number;
	/** Milliseconds between two polls, whatever the server asks for. Default: as the server asks, else longer each time. */
	readonly intervalMs?: number;
	/** Called with the server's own text about the progress, bounded. */
	readonly onProgress?: (serverText: string) => void;
	/** Where the status URL comes from (see `HttpRequest.authorization`). Default: a user named it. */
	readonly authorization?: FhirRequest['authorization'];
}

const hour = 60 * 60_000;
/** Milliseconds between two polls: at least, at most if the server names no time, and at most if it does. */
const minWait = 1_000;
const maxWait = 30_000;
const maxRetryAfter = 5 * 60_000;
/** Milliseconds for the request that cancels a job: it must not hold up the end of an execution. */
const cancelTimeoutMs = 5_000;

/**
 * Polls a status URL until the job has finished, and returns the last response. Waits as long as the server asks for
 * (`Retry-After` in seconds or as a date, five minutes at most), else longer each time; the last poll is at the end of the time.
 * A poll that fails does not end the job: see `pollFailure` for what is tolerated, and `Patience` for how long.
 *
 * If the signal aborts or the time is up, the job is cancelled on the server, and a `Failure` of kind `cancelled` or `timeout` is
 * thrown. Otherwise the job is left alone, and the `Failure` of the last poll is thrown. `statusUrl` in the details of each names
 * the job.
 */
export async function pollJob(
	client: FhirClient,
	url: string,
	{ timeoutMs = hour, intervalMs, onProgress, authorization = 'own' }: PollOptions = {},
	signal?: AbortSignal,
): Promise<FhirResponse> {
	const { runtime } = client;
	const deadline = runtime.now() + timeoutMs;
	const patience = new Patience();
	const job = { url, authorization };
	try {
		for (let polls = 0; ; polls++) {
			const result = await poll(client, job, signal);
			if (result.state === 'done') return result.response;
			const wait = result.state === 'running' ? waitForJob(result, polls) : waitAfterFailure(result);
			const left = deadline - runtime.now();
			if (left <= 0) throw await ended(client, job, timedOut(timeoutMs));
			await runtime.sleep(Math.min(wait, left), signal);
		}
	} catch (error) {
		if (!signal?.aborted) throw withStatusUrl(error, url);
		throw await ended(client, job, stopped(error));
	}

	function waitForJob({ response, busy }: Poll & { state: 'running' }, polls: number): number {
		const { headers, mask } = response;
		if (!busy) patience.reset();
		const progress = headers['x-progress'];
		if (progress) onProgress?.(serverText(progress, 200, mask));
		const asked = retryAfter(headers, runtime.now());
		// Status 429 says that the polls themselves come too often.
		const chosen = intervalMs === undefined || busy ? asked : intervalMs;
		return Math.max(minWait, chosen === undefined ? Math.min(minWait * 1.5 ** polls, maxWait) : bounded(chosen));
	}

	function waitAfterFailure({ failure, isResult }: Poll & { state: 'failing' }): number {
		const kind = pollFailure(failure, isResult);
		const pause = patience.pauseAfter(kind, runtime.now());
		if (pause === undefined) throw givenUp(failure, kind);
		runtime.log('warn', `A poll of a running job failed, and is repeated in ${pause} ms: ${failure.message}`);
		const asked = failure.details.retryAfter;
		const wait = typeof asked === 'string' ? retryAfter({ 'retry-after': asked }, runtime.now()) : undefined;
		return Math.max(pause, bounded(wait ?? 0));
	}

	function bounded(wait: number): number {
		return Math.min(wait, intervalMs === undefined ? maxRetryAfter : Math.max(intervalMs, maxRetryAfter));
	}
}

/**
 * Cancels a job, or deletes its result, on the server: sends one request, and waits five seconds for the response at most. Never
 * throws: the server may not support it, or may have deleted the job. Returns whether the server accepted it.
 */
export async function cancelJob(
	client: FhirClient,
	url: string,
	authorization: FhirRequest['authorization'] = 'own',
): Promise<boolean> {
	return await sendCancel(client, cancelRequest({ url, authorization }));
}

/** The request that asks a server to cancel a job, or to delete it. */
export function cancelRequest({ url, authorization }: JobAddress): FhirRequest {
	return { interaction: 'delete', method: 'DELETE', path: '', url, authorization, repeatable: false };
}

/** The same by any request. */
export async function sendCancel(client: FhirClient, request: FhirRequest): Promise<boolean> {
	try {
		const response = await client.open(request, AbortSignal.timeout(cancelTimeoutMs));
		await response.discard();
		return true;
	} catch (error) {
		client.runtime.log(
			'debug',
			`A job could not be cancelled: ${error instanceof Error ? error.message : 'unknown reason'}`,
		);
		return false;
	}
}

/** What one look at a job found. */
export type JobState =
	| { readonly done: true; readonly response: FhirResponse }
	| {
			readonly done: false;
			/** The server's own text about the progress, or about a failure that will pass. */
			readonly progress?: string;
			/** Milliseconds to wait before the next look, as the server asks, five minutes at most. */
			readonly retryAfterMs?: number;
	  };

/**
 * Looks at a job once. A failure that says nothing about the job, such as a server that is busy, means that it is not done.
 * Throws the `Failure` of any other poll that fails, with `statusUrl` in its details.
 */
export async function checkJob(client: FhirClient, job: JobAddress, signal?: AbortSignal): Promise<JobState> {
	const result = await poll(client, job, signal);
	if (result.state === 'done') return { done: true, response: result.response };
	if (result.state === 'running') {
		const { headers, mask } = result.response;
		const progress = headers['x-progress'];
		const asked = retryAfter(headers, client.runtime.now());
		return {
			done: false,
			...(progress && { progress: serverText(progress, 200, mask) }),
			...(asked !== undefined && { retryAfterMs: Math.min(asked, maxRetryAfter) }),
		};
	}
	const { failure, isResult } = result;
	const kind = pollFailure(failure, isResult);
	if (kind === 'trouble' && failure.kind === 'http') return { done: false, progress: failure.message };
	throw withStatusUrl(givenUp(failure, kind), job.url);
}

function timedOut(timeoutMs: number): Failure {
	return new Failure({
		kind: 'timeout',
		message: `The server has not finished the job after ${duration(timeoutMs)}`,
		advice: 'Request less at a time, or wait longer.',
	});
}

function stopped(cause: unknown): Failure {
	return new Failure({
		kind: 'cancelled',
		message: 'The execution was stopped while a job was running on the server',
		cause,
	});
}

/** For a job that is not waited for any more: cancels it and says so. */
async function ended(client: FhirClient, job: JobAddress, failure: Failure): Promise<Error> {
	const cancelled = await cancelJob(client, job.url, job.authorization);
	const note = cancelled
		? 'The job was cancelled.'
		: 'The job could not be cancelled, and may still be running: `statusUrl` in the details of this error is its address.';
	return withStatusUrl(failure, job.url, { advice: [note, failure.advice].filter(Boolean).join(' ') });
}

const takeUp =
	'`statusUrl` in the details of this error is the address of the job and of its result: read it there before you start the job again.';

/** For a job whose polls fail: it is left as it is. */
function givenUp(failure: Failure, kind: PollFailure): Failure {
	const { status, advice } = failure;
	if (status === 404 || status === 410) {
		const words = mainIssueText((failure.details.issues ?? []) as readonly ReadIssue[]);
		return failure.with({
			message: `The server does not know the job any more${words ? `: ${withoutFullStop(words)}` : ''}`,
			advice: 'It may have deleted the job, or finished it and deleted the result. Start the job again.',
			effect: 'unknown',
		});
	}
	if (kind === 'ended') {
		return failure.with({
			message: `The job failed: ${failure.message}`,
			details: { ...failure.details, hasEnded: true },
		});
	}
	if (kind === 'failed' && failure.kind === 'http') {
		return failure.with({ message: `The job failed: ${failure.message}`, advice: [advice, takeUp].join(' ') });
	}
	return failure.with({
		message: `The state of a running job cannot be read: ${failure.message}`,
		advice: ['The job was not cancelled, and may still be running.', takeUp, advice].filter(Boolean).join(' '),
		effect: 'unknown',
	});
}

function duration(milliseconds: number): string {
	const [amount, unit] = milliseconds < 120_000 ? [milliseconds / 1000, 'second'] : [milliseconds / 60_000, 'minute'];
	const rounded = Math.round(amount * 10) / 10;
	return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}
