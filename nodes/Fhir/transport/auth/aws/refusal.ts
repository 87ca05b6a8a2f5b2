import { tryParseJson } from '../../../support/json';
import { textMember } from '../../../support/jsonMembers';
import { withoutFullStop } from '../../../support/text';
import { Failure, type FailureKind } from '../../errors/failure';
import { serverText } from '../../errors/redact';
import { detailsOf, type RequestInfo } from '../../errors/requestInfo';
import type { HttpHeaders, HttpResponse } from '../../http';
import { type AwsError, describeRefusal } from './refusalMessages';
import type { SigningKey } from './signature';

/** The request that AWS refused, and how it was signed. */
export interface SignedCall {
	readonly requestInfo: RequestInfo;
	readonly key: SigningKey;
	readonly hasSessionToken: boolean;
	/** In milliseconds since 1970. */
	readonly now: number;
}

/**
 * The failure for a response in which AWS itself, and not FHIR, refuses a request: the access key, the signature, the
 * permission, the rate. Undefined for any other response. The body must be readable again.
 */
export async function awsRefusal(response: HttpResponse, call: SignedCall): Promise<Failure | undefined> {
	const error = await readAwsError(response);
	if (!error) return undefined;
	const { key, hasSessionToken, requestInfo, now } = call;
	const offset = clockOffset(response.headers, now);
	const described = describeRefusal(error, { key, hasSessionToken, offset, host: new URL(requestInfo.url).host });
	if (!described) return undefined;
	const { what, advice, kind } = described;
	// The layer above reads an outcome, with all of its issues.
	if (kind === 'http' && error.isResource) return undefined;
	const says = serverText(withoutEcho(error.message), 300, response.mask);
	return new Failure({
		kind,
		message: says === '' ? what : `${what}: ${withoutFullStop(says)}`,
		advice,
		code: error.type && response.mask(error.type),
		status: response.status,
		effect: 'rejected',
		details: { ...detailsOf(requestInfo), ...requestIdOf(response.headers) },
	});
}

/** Is this the failure of a request that AWS did not carry out because there were too many of them? */
export function isThrottled({ kind, code }: { kind: FailureKind; code: string | undefined }): boolean {
	return kind === 'http' && code !== undefined && /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(code);
}

/** Some services repeat the signed request, with its query and session token. */
const echoed = /The Canonical String|The String-to-Sign|\(?Authorization=/;

function withoutEcho(message: string): string {
	const start = message.search(echoed);
	return start < 0 ? message : message.slice(0, start);
}

/** In `x-amzn-ErrorType` (`Name:http://…`) or in the body (`__type`: `namespace#Name`); a code of FHIR is none. */
async function readAwsError(response: HttpResponse): Promise<AwsError | undefined> {
	const body = tryParseJson((await response.text().catch(() => '')).slice(0, maxLength));
	const named = response.headers['x-amzn-errortype'] ?? textMember(body, '__type');
	const message =
		textMember(body, 'message') ?? textMember(body, 'Message') ?? textMember(body, 'detailedMessage') ?? '';
	// Anything else than a name is no error type, and may be what the server was sent.
	const type = /^\w{1,60}$/.exec(named?.replace(/:.*$/s, '').replace(/^.*#/s, '') ?? '')?.[0];
	const isResource = textMember(body, 'resourceType') !== undefined;
	return type === undefined && message === '' ? undefined : { type, message, isResource };
}

/** AWS's own errors are short. */
const maxLength = 64 * 1024;

/** How far the clock of this machine is ahead of the server's, in milliseconds; undefined if the server names no time. */
function clockOffset(headers: HttpHeaders, now: number): number | undefined {
	const time = Date.parse(headers.date ?? '');
	return Number.isNaN(time) ? undefined : now - time;
}

/** What AWS's support asks for. */
function requestIdOf(headers: HttpHeaders): { requestId?: string } {
	const id = headers['x-amzn-requestid'];
	return id !== undefined && /^[\w-]{1,100}$/.test(id) ? { requestId: id } : {};
}
