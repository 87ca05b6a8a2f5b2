import { noMask } from '../../support/mask';
import { mayRefuseToken } from '../../transport/auth/refusedToken';
import type { Failure } from '../../transport/errors/failure';
import { isOperationOutcome } from '../model/resource';
import { readIssues } from './outcome';

/** The issue codes of a login that is missing or over (R4 §2.28.4.2: `login` and `expired`, below `security`). */
const loginIssues = new Set(['expired', 'login']);

/** Does the body of an error, parsed from JSON, say in FHIR that the login was not accepted or has expired? */
export function outcomeRefusesLogin(body: unknown): boolean {
	return isOperationOutcome(body) && loginIssues.has(readIssues(body, noMask, 1)[0]?.code ?? '');
}

/** Is this code of an error body one of a refused login: an issue code of FHIR, or OAuth's (RFC 6750 §3.1)? */
export function isLoginCode(code: string | undefined): boolean {
	return code === 'invalid_token' || (code !== undefined && loginIssues.has(code));
}

/** Did the server refuse the login, and not only this request? Some say so with 400 or 403 instead of 401. */
export function isLoginRefusal({ kind, status, code }: Pick<Failure, 'kind' | 'status' | 'code'>): boolean {
	return kind === 'http' && (status === 401 || (status !== undefined && mayRefuseToken(status) && isLoginCode(code)));
}
