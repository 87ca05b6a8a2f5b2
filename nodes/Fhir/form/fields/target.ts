import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../rest/model/resource';
import { condition, ownIdentifier } from '../../rest/request/conditional';
import { resourcePath } from '../../rest/request/path';
import type { Query } from '../../rest/request/request';
import type { Parameters } from '../parameters';
import { resourceIdField } from './resource';
import { queryStringField } from './search';
import { criteriaOf } from './searchCriteria';
import { searchParametersField } from './searchParameters';

/**
 * *Find By*: the resource to write, by its ID or by search criteria (a conditional write). `byId` is the field for the ID.
 * The field has another name than *Search By*: n8n keeps a field's value when the operation changes, and a search must not
 * become a deletion of what it finds.
 */
export function targetFields(byId: INodeProperties = resourceIdField): INodeProperties[] {
	return [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			default: 'id',
			description: 'How to find the resource',
			options: [
				{ name: 'ID', value: 'id', description: 'By its ID on the server' },
				{
					name: 'Search Parameters',
					value: 'parameters',
					description: 'By what identifies it elsewhere, e.g. a hospital number (conditional)',
				},
				{
					name: 'Query String',
					value: 'queryString',
					description: 'The same, as in a URL after the question mark (conditional)',
				},
			],
		},
		{ ...byId, displayOptions: { show: { findBy: ['id'] } } },
		{
			...searchParametersField,
			description: 'The resource has to match all of them, and no other resource may',
			displayOptions: { show: { findBy: ['parameters'] } },
		},
		{ ...queryStringField, displayOptions: { show: { findBy: ['queryString'] } } },
	];
}

/** *Find By* with a further choice, for a write whose resource has the identifier itself; any other field as it is. */
export function withOwnIdentifier(field: INodeProperties): INodeProperties {
	if (field.name !== 'findBy') return field;
	const own = {
		name: 'Identifier in Body or Fields',
		value: 'identifier',
		description:
			'By the Medical Record Number, or else the first identifier, of the resource that is written (conditional)',
	};
	const [byId, ...others] = field.options ?? [];
	return { ...field, options: [...(byId ? [byId] : []), own, ...others] as INodeProperties['options'] };
}

/** The criteria of *Find By* for a write of this resource; throws an input `Failure` where they choose nothing. */
export function criteriaFor(parameters: Parameters, body: Resource): Query {
	return isByOwnIdentifier(parameters) ? ownIdentifier(body, 'Find By') : targetCriteria(parameters);
}

/** Does *Find By* choose the identifier of the resource that is written? */
export function isByOwnIdentifier(parameters: Parameters): boolean {
	return parameters.text('findBy') === 'identifier';
}

/** Does *Find By* choose search criteria? */
export function isByCriteria(parameters: Parameters): boolean {
	return parameters.text('findBy') !== 'id';
}

/** Path and query of a write: `Patient/1`, or `Patient` with criteria. Throws an input `Failure` for criteria that choose nothing. */
export function targetOf(parameters: Parameters): { path: string; query?: Query } {
	const type = parameters.locator('resourceType');
	if (!isByCriteria(parameters)) return { path: resourcePath(type, parameters.id('resourceId', type)) };
	return { path: resourcePath(type), query: targetCriteria(parameters) };
}

/** The criteria of *Find By*; throws an input `Failure` where they choose nothing. */
export function targetCriteria(parameters: Parameters): Query {
	const field = parameters.text('findBy') === 'queryString' ? 'Query String' : 'Search Parameters';
	return condition(criteriaOf(parameters, 'findBy'), field);
}
