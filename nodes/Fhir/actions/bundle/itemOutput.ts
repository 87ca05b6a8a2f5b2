import type { BatchOutcome } from '../../execution/work';
import { createdByStatus } from '../../items/created';
import { namedByResponse, type OutputItem } from '../../items/output';
import type { EntryResult } from '../../rest/bundle/entryResults';
import type { BundleEntry } from '../../rest/model/resource';
import { foundNothing } from '../../rest/response/repetition';
import type { ItemEntry } from './itemEntries';

/**
 * The outcome of an input item from the result of its entry, with the same output as if the item had been sent alone.
 * `wantsResource`: does the user want the resource back after a write?
 */
export function itemOutcome({ item, entry }: ItemEntry, result: EntryResult, wantsResource: boolean): BatchOutcome {
	if (matchedNothing(entry, result)) return { item, items: deleted(entry, result, false) };
	if (result.failure) return { item, error: result.failure };
	if (entry.request?.method === 'DELETE') return { item, items: deleted(entry, result, true) };
	const { status, type: resourceType, id, versionId, resource } = result;
	if (status === 304) {
		return {
			item,
			items: [{ json: { notModified: true, resourceType, id, ...(versionId !== undefined && { versionId }) } }],
		};
	}
	if (resource && (wantsResource || entry.request?.method === 'GET')) return { item, items: [{ json: resource }] };
	const created = mayCreateOrFind(entry) ? createdByStatus(result) : {};
	return { item, items: [{ json: { ...namedByResponse(result), ...created } }] };
}

/** Did a conditional create find a match, which certainly existed before? */
export function isExisting({ request }: BundleEntry, { status, earlierAttempt }: EntryResult): boolean {
	return request?.ifNoneExist !== undefined && status === 200 && earlierAttempt === undefined;
}

function mayCreateOrFind({ request }: BundleEntry): boolean {
	return request?.method === 'PUT' || request?.ifNoneExist !== undefined;
}

function deleted({ request }: BundleEntry, { type, id, status }: EntryResult, done: boolean): OutputItem[] {
	const resourceType = type ?? request?.url.split(/[/?]/)[0];
	// 202: the server will do it later.
	return [
		{
			json: { deleted: done, resourceType, ...(id !== undefined && { id }), ...(status === 202 && { accepted: true }) },
		},
	];
}

/** A conditional delete that finds nothing is not a failure; servers report it by 404, or by a warning. */
function matchedNothing({ request }: BundleEntry, result: EntryResult): boolean {
	const { status, outcome, failure, wasDeletedBefore } = result;
	if (request?.method !== 'DELETE' || !request.url.includes('?') || wasDeletedBefore) return false;
	return failure ? status === 404 && outcome !== undefined : foundNothing(outcome);
}
