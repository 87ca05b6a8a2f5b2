import { isThrottled } from '../auth/aws/refusal';
import { Failure } from '../errors/failure';
import { isFromServer, leavesOpen } from '../errors/responseFailures';
import type { HttpResponse } from '../http';

/** How one attempt ended. */
export type Outcome = HttpResponse | Failure;

/** A gateway got no response from the server, or may have: only a repeatable request is sent again. */
const gatewayStatuses = new Set([502, 503, 504]);

/**
 * These failures may be over in a moment. A host name that does not exist, an untrusted certificate or a response that is
 * not HTTP would fail again.
 */
const transientCodes = new Set([
	'EAI_AGAIN',
	'ECONNABORTED',
	'ECONNREFUSED',
	'ECONNRESET',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EPIPE',
	'ETIMEDOUT',
	'BODY_INCOMPLETE',
	'BODY_TIMEOUT',
	'CONNECTION_CLOSED',
	'CONNECT_TIMEOUT',
	'NOT_HTTP',
	'RESPONSE_TIMEOUT',
]);

/**
 * Should the request be sent again after this outcome? `repeatable` says whether the server may carry it out twice; a
 * request that must not be carried out twice is only sent again if it was certainly not carried out.
 */
export function isWorthRepeating(outcome: Outcome, repeatable: boolean): boolean {
	if (!(outcome instanceof Failure)) {
		return isRefusal(outcome) || (repeatable && gatewayStatuses.has(outcome.status));
	}
	if (isThrottled(outcome)) return true;
	if (outcome.kind !== 'network' && outcome.kind !== 'timeout') return false;
	if (!transientCodes.has(outcome.code ?? '')) return false;
	return repeatable || outcome.effect === 'notSent';
}

/** Does the outcome say that the server, or a gateway before it, has more to do than it can: did it refuse, or time out? */
export function isOverload(outcome: Outcome): boolean {
	if (outcome instanceof Failure) return outcome.kind === 'timeout' || isThrottled(outcome);
	return outcome.status === 429 || outcome.status === 503 || outcome.status === 504;
}

/** May the server have carried out the request nevertheless, if it is sent again after this outcome? */
export function isOpen(outcome: Outcome): boolean {
	if (outcome instanceof Failure) return outcome.effect === 'unknown' || outcome.effect === 'applied';
	return leavesOpen(outcome.status, outcome.headers);
}

/** Does the server say that it did not carry out the request, so that any request is safe to send again? */
function isRefusal({ status, headers }: HttpResponse): boolean {
	return status === 429 || (status === 503 && isFromServer(headers));
}
