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
import { loadElements } from '../../rest/model/elements/content';
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
	fields: [resourceTypeField, bodyField],
	prepare: loadElements,
	options: [allowUnknownElementsOption, ifNoneExistOption, returnOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const request: FhirRequest = {
			interaction: 'create',
			method: 'POST',
			path: resourcePath(type),
			headers: { ...preferReturn(parameters), ...ifNoneExistHeader(parameters) },
			body: writtenBody(parameters, { type }, false),
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session, request) => {
		const isConditional = parameters.optionText('ifNoneExist') !== undefined;
		if (isConditional && response.status === 200) {
			session.hint(response.earlierAttempt ? createdBeforeHint : existedHint);
		}
		return writtenItem(response, parameters, session, request, isConditional);
	},
};
