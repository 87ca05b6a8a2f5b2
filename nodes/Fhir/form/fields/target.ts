import type { INodeProperties } from 'n8n-workflow';
import { condition } from '../../rest/request/conditional';
import { resourcePath } from '../../rest/request/path';
import type { Query } from '../../rest/request/request';
import type { Parameters } from '../parameters';
import { resourceIdField } from './resource';
import { queryStringField, searchParametersField } from './search';
import { criteriaOf } from './searchCriteria';

/**
 * *Find By*: the resource that a write is about, by its ID or by search criteria (a conditional write). `byId` is the
 * field for the ID. It has not the name of *Search By*: n8n keeps a field's value when the operation changes, and
 * a search must not turn into the deletion of what it finds by that.
 */
export function targetFields(byId: INodeProperties = resourceIdField): INodeProperties[] {
	return [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			default: 'id',
			description: 'How to name the resource',
			options: [
				{ name: 'ID', value: 'id', description: 'The ID that the server knows it by' },
				{
					name: 'Search Parameters',
					value: 'parameters',
					description: 'What it is known by elsewhere, e.g. a hospital number (conditional)',
				},
				{
					name: 'Query String',
					value: 'queryString',
					description: 'The same, as it stands in a URL after the question mark (conditional)',
				},
			],
		},
		{ ...byId, displayOptions: { show: { findBy: ['id'] } } },
		{
			...searchParametersField,
			description: 'All of them have to hold, and they must fit one resource only',
			displayOptions: { show: { findBy: ['parameters'] } },
		},
		{ ...queryStringField, displayOptions: { show: { findBy: ['queryString'] } } },
	];
}

/** Is the resource named by criteria? */
export function isByCriteria(parameters: Parameters): boolean {
	return parameters.text('findBy') !== 'id';
}

/** Where a write goes: `Patient/1`, or `Patient` with criteria. Throws an input `Failure` for criteria that choose nothing. */
export function targetOf(parameters: Parameters): { path: string; query?: Query } {
	const type = parameters.locator('resourceType');
	if (!isByCriteria(parameters)) return { path: resourcePath(type, parameters.text('resourceId')) };
	return { path: resourcePath(type), query: targetCriteria(parameters) };
}

/** The criteria of *Find By*; throws an input `Failure` where they choose nothing. */
export function targetCriteria(parameters: Parameters): Query {
	const field = parameters.text('findBy') === 'queryString' ? 'Query String' : 'Search Parameters';
	return condition(criteriaOf(parameters, 'findBy'), field);
}
