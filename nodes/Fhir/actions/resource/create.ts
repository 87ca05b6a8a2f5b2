import { bodyFields, prepareBody } from '../../form/fields/fieldMapping';
import { onlyOnceField, onlyOnceHeader } from '../../form/fields/onlyOnce';
import { bodyField, resourceTypeField } from '../../form/fields/resource';
import {
	allowUnknownElementsOption,
	ifNoneExistHeader,
	ifNoneExistOption,
	preferReturn,
	returnOption,
	writtenBody,
} from '../../form/fields/writing';
import { existedHint } from '../../items/created';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { createdBeforeHint } from '../../rest/response/repetition';
import type { RequestOperation } from '../contract';
import { writtenItem } from '../shared/writtenItem';

/** Create (R4 §3.1.0.8): the server assigns the ID. With *If None Exist*, a conditional create: 200 where the resource existed. */
export const create: RequestOperation = {
	choice: {
		name: 'Create',
		value: 'create',
		description: 'Create a new resource; the server assigns its ID',
		action: 'Create a resource',
	},
	fields: [resourceTypeField, ...bodyFields(bodyField, false), onlyOnceField],
	prepare: prepareBody,
	options: [allowUnknownElementsOption, ifNoneExistOption, returnOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const body = writtenBody(parameters, { type }, false);
		const request: FhirRequest = {
			interaction: 'create',
			method: 'POST',
			path: resourcePath(type),
			headers: { ...preferReturn(parameters), ...ifNoneExistHeader(parameters), ...onlyOnceHeader(parameters, body) },
			body,
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session, request) => {
		const isConditional = request.headers?.['if-none-exist'] !== undefined;
		if (isConditional && response.status === 200) {
			session.hint(response.earlierAttempt ? createdBeforeHint : existedHint);
		}
		return writtenItem(response, parameters, session, request, isConditional);
	},
};
