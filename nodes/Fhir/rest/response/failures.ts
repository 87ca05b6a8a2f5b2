import { leavesOpen } from '../../transport/errors/responseFailures';
import { Failure } from '../../transport/errors/failure';
import type { HttpHeaders, HttpResponse } from '../../transport/http';
import { interactionLabel, isWrite } from '../request/labels';
import { isRepeatable } from '../request/repeatable';
import { readErrorBody } from './errorBody';
import type { ErrorBody } from './errorBody';
import type { FhirRequest } from '../request/request';
import { describeStatus } from './statusMessages';
import { bounded, withoutFullStop } from '../../support/text';
import { serverText } from '../../transport/errors/redact';

/** Bytes of an error's body that are looked at. */
const errorBytes = 1024 * 1024;
const longestMessage = 600;

/** An answer with an error status as a `Failure` of kind `http`. Reads the body; one that cannot be read leaves the status to speak. */
export async function statusFailure(answer: HttpResponse, request: FhirRequest): Promise<Failure> {
	const { status, headers } = answer;
	return failureFrom({ status, request, headers, body: readErrorBody(await errorText(answer)) });
}

/** What a failure by status is made from. */
export interface StatusFailureFacts {
	readonly status: number;
	readonly request: FhirRequest;
	readonly body: ErrorBody;
	readonly headers?: HttpHeaders;
}

/** A `Failure` of kind `http`: a sentence for the status, the server's own words, and all its issues in the details. */
export function failureFrom({ status, request, body, headers = {} }: StatusFailureFacts): Failure {
	const retryAfter = headers['retry-after'];
	const { what, advice } = describeStatus({ status, request, fhir: body.form === 'fhir', retryAfter });
	const authenticate = headers['www-authenticate'];
	return new Failure({
		kind: 'http',
		status,
		message: bounded(body.text ? `${what}: ${withoutFullStop(body.text)}` : what, longestMessage),
		advice,
		code: body.code,
		effect: isWrite(request) && leavesOpen(status) ? 'unknown' : 'rejected',
		details: {
			request: requestLabel(request),
			...(body.issues && { issues: body.issues }),
			...(retryAfter && { retryAfter: bounded(retryAfter, 60) }),
			...(authenticate && { wwwAuthenticate: serverText(authenticate, 300) }),
		},
	});
}

/** A success whose body is not what FHIR promises: for a write that means done, and only the answer is unreadable. */
export function responseFailure(answer: HttpResponse, request: FhirRequest, what: string, advice: string): Failure {
	const done = isWrite(request) && answer.status < 300;
	return new Failure({
		kind: 'response',
		status: answer.status,
		message: done ? `The server carried out the ${interactionLabel(request)}, but ${lowered(what)}` : what,
		advice: done ? `${afterwards(request)} ${advice}` : advice,
		effect: done ? 'applied' : 'unknown',
		details: answerDetails(answer, request),
	});
}

/**
 * A body that broke off after its status had come. A write with a success status was carried out: that is
 * what a person has to know, whatever became of the connection.
 */
export function brokenResponse(error: unknown, answer: HttpResponse, request: FhirRequest): unknown {
	if (!(error instanceof Failure) || !isWrite(request) || answer.status >= 300) return error;
	return unreadable(error, request, answerDetails(answer, request)).with({ status: answer.status });
}

/**
 * A failure that came in place of an answer. Of a write that may be sent again it says so: whether it was carried
 * out, where that is known, and that a second time does no harm.
 */
export function missingResponse(error: unknown, request: FhirRequest): unknown {
	if (!(error instanceof Failure) || !isWrite(request) || !isRepeatable(request)) return error;
	if (error.effect === 'applied') return unreadable(error, request, { request: requestLabel(request) });
	if (error.effect !== 'unknown') return error;
	const check = `Nobody knows whether the server carried out the ${interactionLabel(request)}: look there, or send it again, which does no harm.`;
	return error.with({ advice: [check, error.advice].filter(Boolean).join(' ') });
}

function unreadable(error: Failure, request: FhirRequest, details: Record<string, unknown>): Failure {
	return error.with({
		message: `The server carried out the ${interactionLabel(request)}, but its answer could not be read: ${error.message}`,
		advice: afterwards(request),
		effect: 'applied',
		details: { ...error.details, ...details },
	});
}

/** What to do after a write that was carried out without an answer that says so. */
function afterwards(request: FhirRequest): string {
	return isRepeatable(request)
		? 'Look on the server for the result; sending it again does no harm.'
		: 'Do not simply repeat it: it would be done twice. Look on the server for the result.';
}

/** A request in a few words, without query: `GET Patient/1`. */
export function requestLabel({ method, path, url }: FhirRequest): string {
	if (url === undefined) return `${method} ${path === '' ? '[base]' : path}`;
	if (!URL.canParse(url)) return method;
	const { origin, pathname } = new URL(url);
	return `${method} ${origin}${pathname}`;
}

function answerDetails({ headers }: HttpResponse, request: FhirRequest): Record<string, unknown> {
	const location = headers.location?.replace(/[?#].*/s, '');
	return { request: requestLabel(request), ...(location && { location: bounded(location, 300) }) };
}

async function errorText(answer: HttpResponse): Promise<string> {
	const length = Number(answer.headers['content-length'] ?? 0);
	try {
		// A body of that size says nothing to a person: its connection is let go instead.
		if (length <= errorBytes) return await answer.text();
		await answer.discard();
	} catch {
		// The status alone has to do.
	}
	return '';
}

function lowered(sentence: string): string {
	return sentence.replace(/^(The|It|Its)\b/, (word) => word.toLowerCase());
}
