import type { IBinaryData } from 'n8n-workflow';
import type { EntryResult } from '../rest/bundle/entryResults';
import { warnings } from '../rest/response/outcome';
import type { FhirResponse } from '../rest/response/response';
import type { Session } from './session';

/** An output item; the runner adds the pairing with its input item. */
export interface OutputItem {
	readonly json: Record<string, unknown>;
	readonly binary?: Record<string, IBinaryData>;
}

/**
 * The resource of a response as one item, and the server's warnings as hints. Without a body (servers may leave it out, see
 * `Prefer: return=minimal`) the item holds what the headers name: type, id, version and address.
 */
export function resourceItem(response: FhirResponse, session: Session): OutputItem[] {
	reportWarnings(response, session);
	const { resource, outcome } = response;
	if (resource && (!outcome || response.type === undefined)) return [{ json: resource }];
	return [{ json: namedByResponse(response) }];
}

/** Shows what the OperationOutcome of a successful response warns of, as hints on the node. */
export function reportWarnings(response: FhirResponse, session: Session): void {
	if (response.outcome) warnings(response.outcome).forEach(session.hint);
}

/** Shows what the server warns of although an entry of a Bundle succeeded, as hints on the node. */
export function reportEntryWarnings(results: readonly EntryResult[], session: Session): void {
	results.flatMap(({ outcome, failure }) => (outcome && !failure ? warnings(outcome) : [])).forEach(session.hint);
}

/** What a response says about a resource without sending it. */
export type ResponseSummary = Pick<
	FhirResponse,
	'type' | 'id' | 'versionId' | 'lastModified' | 'location' | 'status' | 'outcome'
>;

/** Type, id, version and address of the resource that a response is about, as far as the response names them. */
export function namedByResponse(response: ResponseSummary): Record<string, unknown> {
	const { type, id, versionId, lastModified, location, status, outcome } = response;
	const meta = versionId || lastModified ? { versionId, lastUpdated: lastModified } : undefined;
	const named = { resourceType: type, id, meta, location, status, outcome };
	return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
