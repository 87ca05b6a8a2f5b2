import { checkedBody } from '../../rest/body';
import { resourcePath } from '../../rest/path';
import { bodyField, resourceIdField, resourceTypeField } from '../fields/resource';
import type { RequestOperation } from '../operation';
import { resourceItem } from '../run/output';

/** Update (R4 §3.1.0.4): replaces the whole resource. */
export const update: RequestOperation = {
	choice: {
		name: 'Update',
		value: 'update',
		description: 'Replace a resource with a new version of it',
		action: 'Update a resource',
	},
	fields: [
		resourceTypeField,
		{
			...resourceIdField,
			required: false,
			description: 'The ID of the resource to replace. Left empty, the ID in the body counts.',
		},
		bodyField,
	],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const body = checkedBody(parameters.json('body'), { type, id: parameters.text('resourceId'), needsId: true });
		const path = resourcePath(type, body.id);
		return { interaction: 'update', method: 'PUT', path, body, lane: path };
	},
	items: (response, _parameters, session) => resourceItem(response, session),
};
