import type { INodeExecutionData } from 'n8n-workflow';
import { simplifiedItem } from '../../rest/model/simplify';
import { type Change, changeWord } from '../../rest/subscription/change';
import { withoutUndefined } from '../../support/jsonMembers';

/**
 * The output items of changes: what happened to which resource, and the resource as far as it is known. The first item also
 * has the hints: n8n shows none at a trigger.
 */
export function changeItems(
	changes: readonly Change[],
	{ simplified, hints }: { simplified: boolean; hints: readonly string[] },
): INodeExecutionData[] {
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
				hints: index === 0 && hints.length > 0 ? hints : undefined,
				resource: resource && simplified ? simplifiedItem(resource) : resource,
				context: simplified ? context?.map(simplifiedItem) : context,
			}),
		};
	});
}
