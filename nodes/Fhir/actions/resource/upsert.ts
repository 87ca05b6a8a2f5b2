import { bodyFields, prepareBody } from '../../form/fields/fieldMapping';
import { bodyField, resourceTypeField, writtenIdField } from '../../form/fields/resource';
import { criteriaFor, isByCriteria, targetFields, withOwnIdentifier } from '../../form/fields/target';
import { allowUnknownElementsOption, preferReturn, returnOption, writtenBody } from '../../form/fields/writing';
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
	fields: [resourceTypeField, ...targetFields(writtenIdField).map(withOwnIdentifier), ...bodyFields(bodyField, true)],
	prepare: prepareBody,
	options: [allowUnknownElementsOption, returnOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const conditional = isByCriteria(parameters);
		const id = conditional ? undefined : parameters.id('resourceId', type);
		const body = writtenBody(parameters, { type, id, needsId: !conditional }, true);
		const request: FhirRequest = {
			interaction: 'update',
			method: 'PUT',
			...(conditional
				? {
						path: resourcePath(type),
						query: criteriaFor(parameters, body),
					}
				: { path: resourcePath(type, body.id) }),
			headers: preferReturn(parameters),
			body,
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session, request) => writtenItem(response, parameters, session, request, true),
};
