import type { FailureDetails } from './failure';
import { hostOf, withoutQuery } from './redact';

/** The request that a failure is about. */
export interface RequestInfo {
	readonly method: string;
	readonly url: string;
	/** May it be repeated? Then nobody has to check what became of it. */
	readonly repeatable: boolean;
}

/** What every failure of a request shows beside its sentences. */
export function detailsOf({ method, url }: RequestInfo): FailureDetails {
	return { method, url: withoutQuery(url), host: hostOf(url) };
}

/** Said after the advice where a write may have been carried out. */
export const checkWrite =
	'The server may or may not have carried the request out: look there whether the change was made before you send it again.';
