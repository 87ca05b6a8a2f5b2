import type { INodeExecutionData } from 'n8n-workflow';
import { simplifiedItem } from '../../rest/model/simplify';
import { type Change, changeWord } from '../../rest/subscription/change';
import { withoutUndefined } from '../../support/jsonMembers';
import { hintsAndResource, type ItemLook } from '../shared/items';

/**
 * The output items of changes: what happened to which resource, and the resource as far as it is known. The first item also
 * has the hints.
 */
export function changeItems(changes: readonly Change[], look: ItemLook): INodeExecutionData[] {
	return changes.map((change, index) => {
		const { resourceType, id, versionId, lastUpdated, resource, event, caughtUp, readError } = change;
		const context = event?.context;
		return {
			json: withoutUndefined({
				change: changeWord(change),
				resourceType,
				id,
				versionId,
				lastUpdated,
				topic: event?.topic,
				eventNumber: event?.number,
				timestamp: event?.timestamp,
				caughtUp,
				readError,
				...hintsAndResource(resource, index, look),
				context: look.simplify ? context?.map(simplifiedItem) : context,
			}),
		};
	});
}
