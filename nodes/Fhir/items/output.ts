import type { IBinaryData } from 'n8n-workflow';
import type { EntryResult } from '../rest/bundle/entryResults';
import { fromHttpDate } from '../rest/request/instant';
import { warnings } from '../rest/response/outcome';
import type { FhirResponse } from '../rest/response/response';
import { isObject } from '../support/json';
import { withoutUndefined } from '../support/jsonMembers';
import type { LocalSession, Session } from './session';

/** An output item; the runner adds the pairing with its input item. */
export interface OutputItem {
	readonly json: Record<string, unknown>;
	readonly binary?: Record<string, IBinaryData>;
	/** The input items that it comes from, where those are several; default: the item whose output it is. */
	readonly fromItems?: readonly number[];
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

/**
 * A value that is not a resource, as an item: an object as it is, anything else in `data`. Where n8n would take the object for
 * an error because of the names in it, it is in `data` too, and a hint says so; `origin` is how that begins.
 */
export function jsonItem(
	json: unknown,
	{ hint, retriesNode }: Pick<LocalSession, 'hint' | 'retriesNode'>,
	origin = 'The server returned an object',
): OutputItem {
	if (!isObject(json)) return { json: { data: json } };
	if (!looksLikeError(json, retriesNode)) return { json };
	hint(
		`${origin} with a member "error", which n8n would take for an error of the node: it is in the field "data" of the output.`,
	);
	return { json: { data: json } };
}

/**
 * n8n moves an item to the error branch, and repeats a node with *Retry On Fail*, by the names in its output: `error` with
 * any value but null or false, or `$error` beside `$json`. The manifest of each export has a list of that name: beside its
 * other members, that matters to *Retry On Fail* alone.
 */
function looksLikeError({ error, $error, $json, ...others }: Record<string, unknown>, retriesNode: boolean): boolean {
	if ($error !== undefined && $json !== undefined) return true;
	if (error === undefined || error === null || error === false) return false;
	const isOnlyList = Array.isArray(error) && Object.keys(others).some((name) => !errorBranchNames.has(name));
	return retriesNode || !isOnlyList;
}

/** An item with `error` and no other names than these goes to n8n's error branch. */
const errorBranchNames = new Set(['message', 'details']);

/** Shows what the OperationOutcome of a successful response warns of, as hints on the node. */
export function reportWarnings(response: FhirResponse, session: Session): void {
	if (response.outcome) warnings(response.outcome, response.mask).forEach(session.hint);
}

/** Shows what the server warns of although an entry of a Bundle succeeded, as hints on the node. */
export function reportEntryWarnings(results: readonly EntryResult[], session: Session): void {
	results.flatMap(({ warnings: texts = [] }) => texts).forEach(session.hint);
}

/** What a response says about a resource without sending it. */
export type ResponseSummary = Pick<
	FhirResponse,
	'type' | 'id' | 'versionId' | 'lastModified' | 'location' | 'status' | 'outcome'
>;

/** Type, id, version and address of the resource that a response is about, as far as the response names them. */
export function namedByResponse(response: ResponseSummary): Record<string, unknown> {
	const { type, id, versionId, lastModified, location, status, outcome } = response;
	const lastUpdated = lastModified && fromHttpDate(lastModified);
	const meta = versionId || lastUpdated ? { versionId, lastUpdated } : undefined;
	return withoutUndefined({ resourceType: type, id, meta, location, status, outcome });
}
