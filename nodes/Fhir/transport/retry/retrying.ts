import { Failure } from '../errors/failure';
import { requestStopped } from '../diagnosis/wireFailure';
import type { RequestInfo } from '../errors/requestInfo';
import { hostOf } from '../errors/redact';
import type { HttpResponse } from '../http';
import type { Runtime } from '../runtime';
import type { RetrySettings } from '../settings';
import { isWorthRepeating, type Outcome } from './policy';
import { backoff, retryAfter } from './timing';

/** What is retried, and under which rules. */
export interface Retrying {
	readonly requestInfo: RequestInfo;
	readonly settings: RetrySettings;
	readonly runtime: Runtime;
	readonly signal: AbortSignal | undefined;
}

/**
 * Makes attempts until one ends in a way that stays, or until their number or the time budget is used
 * up: then the last answer or failure is given as it is. A server that asks for a longer wait than the
 * budget has left gets none. Rejects at once when the signal aborts.
 */
export async function retrying(
	{ requestInfo, settings, runtime, signal }: Retrying,
	attempt: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
	const started = runtime.now();
	for (let repetition = 0; ; repetition++) {
		const outcome = await outcomeOf(attempt);
		const wait =
			repetition < settings.retries && isWorthRepeating(outcome, requestInfo.repeatable)
				? waitBefore(outcome, repetition, runtime)
				: Infinity;
		if (runtime.now() - started + wait > settings.budget) return given(outcome);
		runtime.log(
			'debug',
			`${requestInfo.method} to ${hostOf(requestInfo.url)}: ${inWords(outcome)}. Trying again in ${wait} ms.`,
		);
		if (!(outcome instanceof Failure)) await outcome.discard();
		await pause(wait);
	}

	async function pause(milliseconds: number): Promise<void> {
		try {
			await runtime.sleep(milliseconds, signal);
		} catch (error) {
			throw signal?.aborted ? requestStopped(requestInfo, false) : error;
		}
	}
}

async function outcomeOf(attempt: () => Promise<HttpResponse>): Promise<Outcome> {
	return await attempt().catch((error: unknown) => {
		if (error instanceof Failure) return error;
		throw error;
	});
}

function given(outcome: Outcome): HttpResponse {
	if (outcome instanceof Failure) throw outcome;
	return outcome;
}

/** Jitter comes on top of what the server asks for, or all that it sent away would come back at once. */
function waitBefore(outcome: Outcome, repetition: number, runtime: Runtime): number {
	const asked = outcome instanceof Failure ? undefined : retryAfter(outcome.headers, runtime.now());
	return (asked ?? 0) + backoff(asked === undefined ? repetition : 0, runtime.random());
}

function inWords(outcome: Outcome): string {
	return outcome instanceof Failure ? outcome.message : `status ${outcome.status}`;
}
