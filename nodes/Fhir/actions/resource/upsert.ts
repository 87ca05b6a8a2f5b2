import { bodyField, resourceTypeField, writtenIdField } from '../../form/fields/resource';
import { isByCriteria, targetCriteria, targetFields } from '../../form/fields/target';
import { preferReturn, returnOption } from '../../form/fields/writing';
import { assertNotSubsetted, parseBody } from '../../rest/request/body';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import type { RequestOperation } from '../contract';
import { writtenItem } from '../shared/writtenItem';

/** Update as create (R4 §3.1.0.4.1) by ID, conditional update (§3.1.0.4.3) by criteria. */
export const upsert: RequestOperation = {
	choice: {
		name: 'Create or Update',
		value: 'upsert',
		description: 'Create a new resource, or update the current one if it already exists (upsert)',
		action: 'Create or update a resource',
	},
	fields: [resourceTypeField, ...targetFields(writtenIdField), bodyField],
	options: [returnOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const conditional = isByCriteria(parameters);
		const id = conditional ? undefined : parameters.text('resourceId');
		const body = parseBody(parameters.json('body'), { type, id, needsId: !conditional });
		assertNotSubsetted(body);
		const request: FhirRequest = {
			interaction: 'update',
			method: 'PUT',
			...(conditional
				? { path: resourcePath(type), query: targetCriteria(parameters) }
				: { path: resourcePath(type, body.id) }),
			headers: preferReturn(parameters),
			body,
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session) => writtenItem(response, parameters, session, true),
};
