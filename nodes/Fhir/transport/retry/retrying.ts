import { requestCancelled } from '../diagnosis/wireFailure';
import { Failure } from '../errors/failure';
import { hostOf } from '../errors/redact';
import type { RequestInfo } from '../errors/requestInfo';
import type { HttpResponse } from '../http';
import type { Runtime } from '../runtime';
import type { RetrySettings } from '../settings';
import { isWorthRepeating, type Outcome } from './policy';
import { backoff, retryAfter } from './timing';

/** Which request is retried, and under which rules. */
export interface Retrying {
	readonly requestInfo: RequestInfo;
	readonly settings: RetrySettings;
	readonly runtime: Runtime;
	readonly signal: AbortSignal | undefined;
}

/**
 * Calls `attempt` until its outcome is not worth repeating, or until the number of retries or the time budget is used up,
 * and returns the last response. It does not wait longer than the budget allows, whatever the server asks for. Throws the
 * last `Failure`, and one of kind `cancelled` as soon as the signal aborts.
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
		if (runtime.now() - started + wait > settings.budget) return responseOrThrow(outcome);
		runtime.log(
			'debug',
			`${requestInfo.method} to ${hostOf(requestInfo.url)}: ${describeOutcome(outcome)}. Trying again in ${wait} ms.`,
		);
		if (!(outcome instanceof Failure)) await outcome.discard();
		await pause(wait);
	}

	async function pause(milliseconds: number): Promise<void> {
		try {
			await runtime.sleep(milliseconds, signal);
		} catch (error) {
			throw signal?.aborted ? requestCancelled(requestInfo, false) : error;
		}
	}
}

async function outcomeOf(attempt: () => Promise<HttpResponse>): Promise<Outcome> {
	return await attempt().catch((error: unknown) => {
		if (error instanceof Failure) return error;
		throw error;
	});
}

function responseOrThrow(outcome: Outcome): HttpResponse {
	if (outcome instanceof Failure) throw outcome;
	return outcome;
}

/** Jitter is added to the wait that the server asks for: otherwise all clients that it turned away would return at once. */
function waitBefore(outcome: Outcome, repetition: number, runtime: Runtime): number {
	const asked = outcome instanceof Failure ? undefined : retryAfter(outcome.headers, runtime.now());
	return (asked ?? 0) + backoff(asked === undefined ? repetition : 0, runtime.random());
}

function describeOutcome(outcome: Outcome): string {
	return outcome instanceof Failure ? outcome.message : `status ${outcome.status}`;
}
