import type { INodeExecutionData } from 'n8n-workflow';
import type { Change } from '../../rest/changes/change';
import type { ReadingMethod } from '../../rest/changes/feed';
import { withoutUndefined } from '../../support/jsonMembers';
import { hintsAndResource, type ItemLook } from '../shared/items';

/**
 * The output items of changes: what happened to which resource, when, which version, and the resource. The first item also
 * has the hints of the poll.
 */
export function changeItems(
	changes: readonly Change[],
	{ method, ...look }: ItemLook & { readonly method: ReadingMethod },
): INodeExecutionData[] {
	return changes.map(({ event, type, id, versionId, lastUpdated, resource }, index) => ({
		json: withoutUndefined({
			change: event,
			resourceType: type,
			id,
			versionId,
			lastUpdated,
			method,
			...hintsAndResource(resource, index, look),
		}),
	}));
}
