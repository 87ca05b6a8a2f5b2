import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../rest/model/resource';
import { ifNoneExist, ownIdentifier } from '../../rest/request/conditional';
import type { Query } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { Parameters } from '../parameters';
import { isByFields, specifyBodyField } from './fieldMapping';
import { shownWhere } from './shownWhere';
import { ifNoneExistOption } from './writing';

/** *Create Only Once*: a conditional create (R4 §3.1.0.8.1) by the resource's own identifier. */
export const onlyOnceField: INodeProperties = shownWhere(specifyBodyField.name, ['fields'], {
	displayName: 'Create Only Once',
	name: 'onlyOnce',
	type: 'boolean',
	default: false,
	description:
		'Whether to create nothing if a resource with the same identifier exists, e.g. the same Medical Record Number. That resource is then returned. Needs an identifier and its system.',
});

/** The condition of *Create Only Once* as a header; see `onlyOnceCriteria`. */
export function onlyOnceHeader(parameters: Parameters, body: Resource): HttpHeaders {
	const criteria = onlyOnceCriteria(parameters, body);
	return criteria === undefined ? {} : ifNoneExist(criteria, onlyOnceField.displayName);
}

/**
 * The criteria that *Create Only Once* asks for; undefined where it is off. Throws an input `Failure` where the resource has no
 * identifier, or there are two conditions.
 */
export function onlyOnceCriteria(parameters: Parameters, body: Resource): Query | undefined {
	if (!isByFields(parameters) || !parameters.flag(onlyOnceField.name)) return undefined;
	const { displayName: field } = onlyOnceField;
	if (parameters.optionText(ifNoneExistOption.name) !== undefined) {
		throw inputFailure(
			`"${field}" and the option "${ifNoneExistOption.displayName}" are two conditions for one create`,
			'Remove the option, or switch "Create Only Once" off.',
		);
	}
	return ownIdentifier(body, field);
}
