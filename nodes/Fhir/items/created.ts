import type { FhirResponse } from '../rest/response/response';

/** Hint for conditional creates that found a match (R4 §3.1.0.8.1). */
export const existedHint =
	'Some resources existed already: nothing was created for them, and the output has the existing ones.';

/**
 * Did a write that may either create or find a resource create it? For output that shows the status; undefined where the
 * response does not say so, or where the resource may come from an earlier attempt whose response was lost.
 */
export function createdByStatus({ status, earlierAttempt }: Pick<FhirResponse, 'status' | 'earlierAttempt'>): {
	created?: boolean;
} {
	if (status === 201) return { created: true };
	return status === 200 && earlierAttempt === undefined ? { created: false } : {};
}
