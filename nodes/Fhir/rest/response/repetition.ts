import type { HttpResponse } from '../../transport/http';
import type { OperationOutcome } from '../model/resource';
import type { FhirRequest } from '../request/request';
import { hasIssue } from './outcome';

/** What is known of the response to a request that may have been sent twice. */
export type RepeatedResponse = Pick<HttpResponse, 'status' | 'earlierAttempt' | 'isSeeOther'> &
	Partial<Pick<HttpResponse, 'headers'>>;

/**
 * Was a delete sent twice, since the first response was lost, and does the second say that there is nothing (any more)?
 * Then the first attempt counts as the one that deleted it. A web page is the word of a gateway, which knows of no resource.
 */
export function isDeletedBefore({ method }: Pick<FhirRequest, 'method'>, response: RepeatedResponse): boolean {
	const { status, headers, earlierAttempt, isSeeOther } = response;
	if (/\bhtml\b/i.test(headers?.['content-type'] ?? '')) return false;
	return method === 'DELETE' && earlierAttempt === 'open' && !isSeeOther && (status === 404 || status === 410);
}

/** Does the outcome of a successful delete say that nothing was there? Most servers report it in a warning. */
export function foundNothing(outcome: OperationOutcome | undefined): boolean {
	return outcome !== undefined && hasIssue(outcome, 'not-found');
}

/** Hint for a repeated delete that found nothing. */
export const deletedBeforeHint =
	'The response to a delete was lost. When the delete was sent again, there was nothing left to delete: it counts as deleted.';

/** Hint for a repeated conditional create that found a match. */
export const createdBeforeHint =
	'The response to a conditional create was lost. When the create was sent again, a resource matched: the lost attempt created it, or it existed before.';
