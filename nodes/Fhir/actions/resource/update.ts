import type { INodeProperties } from 'n8n-workflow';
import { parseBody } from '../../rest/request/body';
import { entityTag, ownVersion } from '../../rest/request/conditional';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import type { Resource } from '../../rest/model/resource';
import { assertNotSubsetted } from '../../rest/model/subsetted';
import type { HttpHeaders } from '../../transport/http';
import { inputFailure } from '../../transport/errors/failure';
import { bodyField, resourceTypeField, writtenIdField } from '../../form/fields/resource';
import { ifMatchOption, ifMatchHeader, preferReturn, returnOption, writtenItem } from '../../form/fields/writing';
import type { RequestOperation } from '../contract';
import type { Parameters } from '../../form/parameters';

const versionCheckOption: INodeProperties = {
	displayName: 'Version Check',
	name: 'versionCheck',
	type: 'options',
	default: 'body',
	description: 'Whether to refuse the update where someone else has changed the resource in the meantime (If-Match)',
	options: [
		{
			name: 'Given Version',
			value: 'given',
			description: 'The version that the option If Match names must be current',
		},
		{ name: 'Off', value: 'off', description: 'Replace the resource, whatever its version is' },
		{
			name: 'Version in Body',
			value: 'body',
			description: 'The version that the body says it is (meta.versionId) must be current',
		},
	],
};

/** Update (R4 §3.1.0.4): replaces the whole resource. */
export const update: RequestOperation = {
	choice: {
		name: 'Update',
		value: 'update',
		description: 'Replace a resource with a new version of it',
		action: 'Update a resource',
	},
	fields: [resourceTypeField, writtenIdField, bodyField],
	options: [ifMatchOption, returnOption, versionCheckOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const body = parseBody(parameters.json('body'), { type, id: parameters.text('resourceId'), needsId: true });
		assertNotSubsetted(body);
		const request: FhirRequest = {
			interaction: 'update',
			method: 'PUT',
			path: resourcePath(type, body.id),
			headers: { ...preferReturn(parameters), ...versionHeader(parameters, body) },
			body,
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session) => {
		if (response.status === 201) {
			session.hint('Some resources did not exist: the server created them under the ID that the update named.');
		}
		return writtenItem(response, parameters, session);
	},
};

/** *If Match* alone asks for the check too. */
function versionHeader(parameters: Parameters, body: Resource): HttpHeaders {
	const check = parameters.optionText('versionCheck') ?? 'given';
	if (check === 'off') return {};
	if (check === 'body') return { 'if-match': entityTag(ownVersion(body), 'meta.versionId of the body') };
	const header = ifMatchHeader(parameters);
	if (parameters.optionText('versionCheck') === undefined || header['if-match'] !== undefined) return header;
	throw inputFailure(
		'The option Version Check wants a given version, but none is given',
		'Add the option If Match, or choose "Version in Body".',
	);
}
