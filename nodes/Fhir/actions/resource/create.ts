import type { INodeProperties } from 'n8n-workflow';
import { parseBody } from '../../rest/request/body';
import { ifNoneExist } from '../../rest/request/conditional';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { resourcePath } from '../../rest/request/path';
import { parseQueryString } from '../../rest/request/query';
import type { FhirRequest } from '../../rest/request/request';
import { bodyField, resourceTypeField } from '../../form/fields/resource';
import { preferReturn, returnOption, writtenItem } from '../../form/fields/writing';
import type { RequestOperation } from '../contract';

/** *Options → If None Exist*: the condition of a conditional create, as a query string. */
export const ifNoneExistOption: INodeProperties = {
	displayName: 'If None Exist',
	name: 'ifNoneExist',
	type: 'string',
	default: '',
	placeholder: 'e.g. identifier=http://hospital.example/mrn|1234',
	description:
		'Create only if no resource matches these search criteria, written as in a URL after the question mark (conditional create). If one matches, nothing is created and that one comes back.',
};

/** Create (R4 §3.1.0.8): the server gives the ID. With *If None Exist* a conditional one: 200 where the resource existed. */
export const create: RequestOperation = {
	choice: {
		name: 'Create',
		value: 'create',
		description: 'Create a new resource; the server gives it an ID',
		action: 'Create a resource',
	},
	fields: [resourceTypeField, bodyField],
	options: [ifNoneExistOption, returnOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const criteria = parameters.optionText('ifNoneExist');
		const field = ifNoneExistOption.displayName;
		const request: FhirRequest = {
			interaction: 'create',
			method: 'POST',
			path: resourcePath(type),
			headers: {
				...preferReturn(parameters),
				...(criteria !== undefined && ifNoneExist(parseQueryString(criteria, field), field)),
			},
			body: parseBody(parameters.json('body'), { type }),
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session) => {
		if (response.status === 200 && parameters.optionText('ifNoneExist') !== undefined) {
			session.hint(
				'Some resources existed already: nothing was created for them, and the output holds the existing ones.',
			);
		}
		return writtenItem(response, parameters, session);
	},
};
