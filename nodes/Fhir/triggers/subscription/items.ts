import type { INodeExecutionData } from 'n8n-workflow';
import { simplifiedItem } from '../../rest/model/simplify';
import { type Change, changeWord } from '../../rest/subscription/change';
import { withoutUndefined } from '../../support/jsonMembers';

/** The output item of a change: what happened to which resource, and the resource as far as it is known. */
export function changeItem(change: Change, simplified: boolean): INodeExecutionData {
	const { resourceType, id, versionId, lastUpdated, resource, event, caughtUp, readError } = change;
	const shown = resource && simplified ? simplifiedItem(resource) : resource;
	const context = event?.context;
	return {
		json: withoutUndefined({
			change: changeWord(change),
			resourceType,
			id,
			versionId,
			lastUpdated,
			resource: shown,
			topic: event?.topic,
			eventNumber: event?.number,
			timestamp: event?.timestamp,
			context: simplified ? context?.map(simplifiedItem) : context,
			caughtUp,
			readError,
		}),
	};
}
