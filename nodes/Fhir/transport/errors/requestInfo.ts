import type { HttpRequest } from '../http';
import type { FailureDetails } from './failure';
import { hostOf, withoutQuery } from './redact';

/** The request that a failure is about. */
export interface RequestInfo {
	readonly method: string;
	readonly url: string;
	/** Can it be sent again without harm? Then nobody has to check whether the server carried it out. */
	readonly repeatable: boolean;
}

/** What errors say of a request; unless it says otherwise, only a read is repeatable. */
export function requestInfoOf({
	method,
	url,
	repeatable = method === 'GET' || method === 'HEAD',
}: HttpRequest): RequestInfo {
	return { method, url, repeatable };
}

/** The details of every failure of a request; the URL without its query. */
export function detailsOf({ method, url }: RequestInfo): FailureDetails {
	return { method, url: withoutQuery(url), host: hostOf(url) };
}

/** Advice for a write that the server may have carried out; it comes before all other advice. */
export const checkWrite =
	'The server may or may not have carried out the request: check there whether the change was made before you send it again.';
