import { bounded, withoutFullStop } from '../../support/text';
import { mayRefuseToken, saysInvalidToken } from '../../transport/auth/refusedToken';
import { Failure } from '../../transport/errors/failure';
import type { Mask } from '../../support/mask';
import { serverText } from '../../transport/errors/redact';
import { leavesOpen } from '../../transport/errors/responseFailures';
import type { HttpHeaders, HttpResponse } from '../../transport/http';
import { interactionLabel, requestLabel } from '../request/labels';
import { isRepeatable, isWrite, startsJob } from '../request/repeatable';
import type { FhirRequest } from '../request/request';
import { type ErrorBody, readErrorBody } from './errorBody';
import { isLoginCode, isLoginRefusal } from './loginRefusal';
import type { ErrorMessage } from './resourceStateMessages';
import { describeStatus } from './statusMessages';
import { isContention } from './temporary';

const maxMessageLength = 600;

/**
 * The `Failure` of kind `http` for a response with an error status. Reads its body; if that is not possible, the
 * failure is made from the status alone. Never throws.
 */
export async function statusFailure(response: HttpResponse, request: FhirRequest): Promise<Failure> {
	const { status, headers, earlierAttempt, isSeeOther, mask } = response;
	// What cannot be read says nothing: the status alone must do.
	const body = readErrorBody(await response.text().catch(() => ''), mask);
	return failureFrom({ status, request, headers, body, earlierAttempt, isSeeOther, mask });
}

/** What a failure for an error status is made from. */
export interface StatusFailureFacts {
	readonly status: number;
	readonly request: FhirRequest;
	readonly body: ErrorBody;
	readonly headers?: HttpHeaders;
	/** Hides the secrets of the connection in the headers; the body has been read with it. */
	readonly mask: Mask;
	readonly earlierAttempt?: HttpResponse['earlierAttempt'];
	readonly isSeeOther?: boolean;
}

/**
 * A `Failure` of kind `http`: a message for the status with the server's own message, advice, and all issues in the
 * details.
 */
export function failureFrom(facts: StatusFailureFacts): Failure {
	const { status, request, body, headers = {}, earlierAttempt, isSeeOther, mask } = facts;
	const retryAfter = headers['retry-after'];
	const isTemporary = status === 409 && isContention(request, body);
	const code = codeOf(status, headers, body);
	// Whatever the status is: the advice of a 403 would be about permissions.
	const about = isLoginRefusal({ kind: 'http', status, code }) ? 401 : status;
	const fhir = body.form === 'fhir';
	const described = describeStatus({ status: about, request, fhir, retryAfter, isTemporary, serverText: body.text });
	const { what, advice } = isSeeOther && isWrite(request) ? seeOther(facts) : described;
	const authenticate = headers['www-authenticate'];
	// An entry of a Bundle has no headers: there FHIR itself says so.
	const isOpen = leavesOpen(status, headers) && !(status === 503 && body.form === 'fhir');
	const changes = isWrite(request) || startsJob(request);
	const isUncertain = changes && (isOpen || earlierAttempt !== undefined || isSeeOther === true);
	return new Failure({
		kind: 'http',
		status,
		message: bounded(body.text ? `${what}: ${withoutFullStop(body.text)}` : what, maxMessageLength),
		advice: isUncertain && earlierAttempt && !isOpen ? `${lostAttempt} ${advice}` : advice,
		code,
		effect: isUncertain ? 'unknown' : 'rejected',
		details: {
			request: requestLabel(request),
			...(body.issues && { issues: body.issues }),
			...(retryAfter && { retryAfter: serverText(retryAfter, 60, mask) }),
			...(authenticate && { wwwAuthenticate: serverText(authenticate, 300, mask) }),
		},
	});
}

const lostAttempt =
	'The response to an earlier attempt was lost: the server may have carried out that one, so check there first.';

/** For an error at the address to which the server referred a write that it had received (RFC 9110 §15.4.4). */
function seeOther({ status, request }: StatusFailureFacts): ErrorMessage {
	const label = interactionLabel(request);
	return {
		what: `The server responded to the ${label} by referring to another address (303), which returned status ${status}`,
		advice: `The server may have carried out the ${label}: check there before you send it again.`,
	};
}

/** The code of the body, unless the status is not that of a refused token and only the header says that it is one. */
function codeOf(status: number, headers: HttpHeaders, { code }: ErrorBody): string | undefined {
	return mayRefuseToken(status) && !isLoginCode(code) && saysInvalidToken(headers) ? 'invalid_token' : code;
}

/**
 * The `Failure` of kind `response` for a body that FHIR does not allow. `what` is a sentence without a full stop. If
 * the request is a write and the status is a success, the failure says that the write was carried out.
 */
export function responseFailure(response: HttpResponse, request: FhirRequest, what: string, advice: string): Failure {
	const applied = isWrite(request) && response.status < 300 && !response.isSeeOther;
	return new Failure({
		kind: 'response',
		status: response.status,
		message: applied ? `The server carried out the ${interactionLabel(request)}, but ${lowerFirst(what)}` : what,
		advice: applied ? `${afterApplied(request)} ${advice}` : advice,
		effect: applied ? 'applied' : 'unknown',
		details: responseDetails(response, request),
	});
}

/**
 * The error to throw for a body that broke off after its status had arrived. A write with a success status was carried
 * out, and the failure says so; any other error is returned unchanged.
 */
export function brokenResponse(error: unknown, response: HttpResponse, request: FhirRequest): unknown {
	if (!(error instanceof Failure) || !isWrite(request) || response.status >= 300) return error;
	if (response.isSeeOther) return error.with({ effect: 'unknown' });
	return unreadable(error, request, responseDetails(response, request)).with({ status: response.status });
}

/**
 * The error to throw when no response arrived. For a repeatable write it says whether the write was carried out, where
 * that is known, and that sending it again does no harm; any other error is returned unchanged.
 */
export function missingResponse(error: unknown, request: FhirRequest): unknown {
	if (!(error instanceof Failure) || !isWrite(request) || !isRepeatable(request)) return error;
	if (error.effect === 'applied') return unreadable(error, request, { request: requestLabel(request) });
	if (error.effect !== 'unknown') return error;
	const check = `It is not known whether the server carried out the ${interactionLabel(request)}: check on the server, or send it again, which does no harm.`;
	return error.with({ advice: [check, error.advice].filter(Boolean).join(' ') });
}

function unreadable(error: Failure, request: FhirRequest, details: Record<string, unknown>): Failure {
	return error.with({
		message: `The server carried out the ${interactionLabel(request)}, but its response could not be read: ${error.message}`,
		advice: afterApplied(request),
		effect: 'applied',
		details: { ...error.details, ...details },
	});
}

/** What to do after a write that was carried out although its response could not be read. */
function afterApplied(request: FhirRequest): string {
	return isRepeatable(request)
		? 'Check the result on the server; sending it again does no harm.'
		: 'Do not simply repeat it, or it would be carried out twice. Check the result on the server.';
}

function responseDetails({ headers, mask }: HttpResponse, request: FhirRequest): Record<string, unknown> {
	const location = headers.location?.replace(/[?#].*/s, '');
	return { request: requestLabel(request), ...(location && { location: serverText(location, 300, mask) }) };
}

function lowerFirst(sentence: string): string {
	return sentence.replace(/^(The|It|Its)\b/, (word) => word.toLowerCase());
}
