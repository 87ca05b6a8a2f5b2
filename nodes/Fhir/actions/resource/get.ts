import { resourcePath } from '../../rest/path';
import { resourceIdField, resourceTypeField } from '../fields/resource';
import type { RequestOperation } from '../operation';
import { resourceItem } from '../run/output';

/** Read (R4 §3.1.0.2). */
export const get: RequestOperation = {
	choice: {
		name: 'Get',
		value: 'get',
		description: 'Read one resource by its ID',
		action: 'Get a resource',
	},
	fields: [resourceTypeField, resourceIdField],
	request: (parameters) => ({
		interaction: 'read',
		method: 'GET',
		path: resourcePath(parameters.locator('resourceType'), parameters.text('resourceId')),
	}),
	items: (response, _parameters, session) => resourceItem(response, session),
};
