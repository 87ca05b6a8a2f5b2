import type { INodeExecutionData } from 'n8n-workflow';
import type { Change } from '../../rest/changes/change';
import type { ReadingMethod } from '../../rest/changes/feed';
import { simplifiedItem } from '../../rest/model/simplify';
import { withoutUndefined } from '../../support/jsonMembers';

/**
 * The output items of changes: what happened to which resource, when, which version, and the resource. The first item also
 * has the hints of the poll: n8n shows none at a trigger.
 */
export function changeItems(
	changes: readonly Change[],
	{ method, simplify, hints }: { method: ReadingMethod; simplify: boolean; hints: readonly string[] },
): INodeExecutionData[] {
	return changes.map(({ event, type, id, versionId, lastUpdated, resource }, index) => ({
		json: withoutUndefined({
			change: event,
			resourceType: type,
			id,
			versionId,
			lastUpdated,
			method,
			hints: index === 0 && hints.length > 0 ? hints : undefined,
			resource: resource && simplify ? simplifiedItem(resource) : resource,
		}),
	}));
}
