import { resourcePath } from '../../rest/path';
import { resourceIdField, resourceTypeField } from '../fields/resource';
import type { RequestOperation } from '../operation';
import { tellWarnings } from '../run/output';

/** Delete (R4 §3.1.0.7): 200, 202 and 204 all mean success. */
export const deleteResource: RequestOperation = {
	choice: {
		name: 'Delete',
		value: 'delete',
		description: 'Delete one resource by its ID',
		action: 'Delete a resource',
	},
	fields: [resourceTypeField, resourceIdField],
	request: (parameters) => {
		const path = resourcePath(parameters.locator('resourceType'), parameters.text('resourceId'));
		return { interaction: 'delete', method: 'DELETE', path, lane: path };
	},
	items: (response, parameters, session) => {
		tellWarnings(response, session);
		return [
			{
				json: {
					deleted: true,
					resourceType: parameters.locator('resourceType'),
					id: parameters.text('resourceId'),
					// 202: the server will do it later.
					...(response.status === 202 && { accepted: true }),
				},
			},
		];
	},
};
