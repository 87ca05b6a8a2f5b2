import { Failure } from '../errors/failure';
import type { HttpResponse } from '../http';

/** How one attempt ended. */
export type Outcome = HttpResponse | Failure;

/** The server did not carry it out, and says so: safe to send again, whatever it was. */
const refusalStatuses = new Set([429, 503]);
/** A gateway lost the server's answer: only what may be repeated is sent again. */
const gatewayLosses = new Set([502, 504]);

/**
 * Connections fail for these reasons for a moment. Names that do not exist, certificates that are not
 * trusted and answers that are no HTTP stay as they are.
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
 * Is it right to send the request again? `repeatable` says whether it may be carried out twice. Where it
 * may not, only what certainly was not carried out is.
 */
export function isWorthRepeating(outcome: Outcome, repeatable: boolean): boolean {
	if (!(outcome instanceof Failure)) {
		return refusalStatuses.has(outcome.status) || (repeatable && gatewayLosses.has(outcome.status));
	}
	if (outcome.kind !== 'network' && outcome.kind !== 'timeout') return false;
	if (!transientCodes.has(outcome.code ?? '')) return false;
	return repeatable || outcome.effect === 'notSent';
}
