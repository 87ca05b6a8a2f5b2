import { warnings } from '../rest/response/outcome';
import type { FhirResponse } from '../rest/response/response';
import type { OutputItem, Session } from '../actions/contract';

/**
 * The resource of an answer as one item. Without a body (servers may leave it out, `Prefer: return=minimal`)
 * the item says what the headers name: type, id, version and address.
 */
export function resourceItem(response: FhirResponse, session: Session): OutputItem[] {
	reportWarnings(response, session);
	const { resource, outcome } = response;
	if (resource && (!outcome || response.type === undefined)) return [{ json: resource }];
	return [{ json: namedByResponse(response) }];
}

/** What a successful answer's OperationOutcome warns of, as hints on the node. */
export function reportWarnings(response: FhirResponse, session: Session): void {
	if (response.outcome) warnings(response.outcome).forEach(session.hint);
}

/** What an answer says of a resource without sending it. */
export type Answered = Pick<
	FhirResponse,
	'type' | 'id' | 'versionId' | 'lastModified' | 'location' | 'status' | 'outcome'
>;

/** Type, id, version and address of the resource that an answer is about, as far as it names them. */
export function namedByResponse(response: Answered): Record<string, unknown> {
	const { type, id, versionId, lastModified, location, status, outcome } = response;
	const meta = versionId || lastModified ? { versionId, lastUpdated: lastModified } : undefined;
	const named = { resourceType: type, id, meta, location, status, outcome };
	return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
