import { checkedBody } from '../../rest/body';
import { resourcePath } from '../../rest/path';
import { bodyField, resourceTypeField } from '../fields/resource';
import type { RequestOperation } from '../operation';
import { resourceItem } from '../run/output';

/** Create (R4 §3.1.0.8): the server gives the ID. */
export const create: RequestOperation = {
	choice: {
		name: 'Create',
		value: 'create',
		description: 'Create a new resource; the server gives it an ID',
		action: 'Create a resource',
	},
	fields: [resourceTypeField, bodyField],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		return {
			interaction: 'create',
			method: 'POST',
			path: resourcePath(type),
			body: checkedBody(parameters.json('body'), { type }),
		};
	},
	items: (response, _parameters, session) => resourceItem(response, session),
};
