import { asError } from '../../support/errors';
import { requestCancelled } from '../diagnosis/wireFailure';
import { Failure } from '../errors/failure';
import { hostOf } from '../errors/redact';
import type { RequestInfo } from '../errors/requestInfo';
import type { HttpRequest, HttpResponse } from '../http';
import type { Limiter, Slot } from '../limit/limiter';
import { rereadable, withOrigin } from '../response';
import type { Runtime } from '../runtime';
import type { RetrySettings } from '../settings';
import { isOpen, isOverload, isWorthRepeating, type Outcome } from './policy';
import { backoff, retryAfter } from './timing';

/** Which request is retried, and under which rules. */
export interface Retrying {
	readonly requestInfo: RequestInfo;
	readonly settings: RetrySettings;
	readonly runtime: Runtime;
	readonly signal: AbortSignal | undefined;
	readonly isTemporary?: HttpRequest['isTemporary'];
	/** Each attempt takes one of its slots, and tells it how the server fared. Default: attempts are made at once. */
	readonly limiter?: Limiter;
	/** When the first attempt began, if that is before now: by `runtime.now()`. */
	readonly since?: number;
}

/**
 * Calls `attempt` until its outcome is not worth repeating, or until the number of retries or the time budget is used up,
 * and returns the last response. It does not wait longer than the budget allows, whatever the server asks for. A response
 * after an attempt that the server may have carried out says so (`HttpResponse.earlierAttempt`), and a write that fails
 * after one is of unknown effect. Throws the last `Failure`, and one of kind `cancelled` as soon as the signal aborts.
 */
export async function retrying(
	{ requestInfo, settings, runtime, signal, isTemporary, limiter, since }: Retrying,
	attempt: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
	let earlier: HttpResponse['earlierAttempt'];
	let slot = limiter && (await enter(limiter, false));
	const started = since ?? runtime.now();
	for (let repetition = 0; ; repetition++) {
		if (limiter) slot ??= await enter(limiter, true);
		let ended: Outcome;
		try {
			ended = await attempt();
		} catch (error) {
			if (!(error instanceof Failure)) {
				slot?.release('lost');
				throw asError(error);
			}
			ended = error;
		}
		const { outcome, verdict } =
			repetition < settings.retries
				? await judge(ended, requestInfo, isTemporary).catch((error: unknown) => {
						slot?.release('lost');
						throw error;
					})
				: ({ outcome: ended, verdict: 'final' } as const);
		const asked = outcome instanceof Failure ? undefined : retryAfter(outcome.headers, runtime.now());
		if (limiter && slot) leave(limiter, slot, outcome, verdict, asked);
		slot = undefined;
		const wait = verdict === 'final' ? Infinity : waitBefore(asked, repetition, runtime);
		if (runtime.now() - started + wait > settings.budget) return last(outcome, earlier, requestInfo);
		runtime.log(
			'debug',
			`${requestInfo.method} to ${hostOf(requestInfo.url)}: ${describeOutcome(outcome)}. Trying again in ${wait} ms.`,
		);
		if (verdict === 'open') earlier = 'open';
		if (!(outcome instanceof Failure)) await outcome.discard();
		await pause(wait);
	}

	async function pause(milliseconds: number): Promise<void> {
		await unlessCancelled(runtime.sleep(milliseconds, signal));
	}

	async function enter(through: Limiter, isRepeated: boolean): Promise<Slot> {
		const slot = through.acquire(isRepeated, signal);
		return slot instanceof Promise ? await unlessCancelled(slot) : slot;
	}

	/** A pause that the server asks for holds for all requests to it, as far as they would wait that long. */
	function leave(from: Limiter, slot: Slot, outcome: Outcome, verdict: Verdict, asked = 0): void {
		const isFailure = outcome instanceof Failure;
		const isBusy = isOverload(outcome) || (verdict === 'refused' && !isFailure);
		if (isBusy && asked <= settings.budget) from.pause(asked);
		slot.release(isBusy ? 'refused' : isFailure ? 'lost' : 'served');
	}

	async function unlessCancelled<T>(waiting: Promise<T>): Promise<T> {
		return await waiting.catch((error: unknown) => {
			throw signal?.aborted ? requestCancelled(requestInfo, earlier === 'open' && !isRead(requestInfo)) : error;
		});
	}
}

/**
 * Is the request sent again after an outcome? `refused`: yes, since the server did not carry it out; `open`: yes, although
 * the server may have carried it out.
 */
type Verdict = 'final' | 'refused' | 'open';

/** The verdict on an outcome, and the outcome with it, whose body may have been read to tell. */
async function judge(
	ended: Outcome,
	{ repeatable }: RequestInfo,
	isTemporary: HttpRequest['isTemporary'],
): Promise<{ outcome: Outcome; verdict: Verdict }> {
	const repeats = isWorthRepeating(ended, repeatable);
	const verdict = !repeats ? 'final' : isOpen(ended) ? 'open' : 'refused';
	if (!isTemporary || ended instanceof Failure || ended.status < 400) return { outcome: ended, verdict };
	const outcome = rereadable(ended);
	const temporary = await isTemporary(outcome);
	return { outcome, verdict: temporary === undefined ? verdict : temporary ? 'refused' : 'final' };
}

/** The last outcome, with what is known of the attempts before it. */
function last(outcome: Outcome, earlier: HttpResponse['earlierAttempt'], requestInfo: RequestInfo): HttpResponse {
	if (!(outcome instanceof Failure)) return earlier ? withOrigin(outcome, { earlierAttempt: earlier }) : outcome;
	const isSettled = outcome.effect === 'applied' || outcome.effect === 'unknown';
	throw earlier === undefined || isSettled || isRead(requestInfo) ? outcome : outcome.with({ effect: 'unknown' });
}

function isRead({ method }: RequestInfo): boolean {
	return method === 'GET' || method === 'HEAD';
}

/** Jitter is added to the wait that the server asks for: otherwise all clients that it turned away would return at once. */
function waitBefore(asked: number | undefined, repetition: number, runtime: Runtime): number {
	return (asked ?? 0) + backoff(asked === undefined ? repetition : 0, runtime.random());
}

function describeOutcome(outcome: Outcome): string {
	return outcome instanceof Failure ? outcome.message : `status ${outcome.status}`;
}
