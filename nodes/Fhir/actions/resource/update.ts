import type { INodeProperties } from 'n8n-workflow';
import { bodyField, resourceTypeField, writtenIdField } from '../../form/fields/resource';
import {
	allowUnknownElementsOption,
	ifMatchHeader,
	ifMatchOption,
	preferReturn,
	returnOption,
	writtenBody,
} from '../../form/fields/writing';
import type { Parameters } from '../../form/parameters';
import { loadElements } from '../../rest/model/elements/content';
import type { Resource } from '../../rest/model/resource';
import { entityTag, ownVersion } from '../../rest/request/conditional';
import { orderingKeyOf } from '../../rest/request/orderingKey';
import { resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import type { HttpHeaders } from '../../transport/http';
import type { RequestOperation } from '../contract';
import { writtenItem } from '../shared/writtenItem';

const versionCheckOption: INodeProperties = {
	displayName: 'Version Check',
	name: 'versionCheck',
	type: 'options',
	default: 'body',
	description:
		'Version that has to be the current one, so that changes made in the meantime are not overwritten (If-Match)',
	options: [
		{
			name: 'Given Version',
			value: 'given',
			description: 'The version in the option If Match',
		},
		{ name: 'Off', value: 'off', description: 'Replace the resource, whatever its current version is' },
		{
			name: 'Version in Body',
			value: 'body',
			description: 'The version in the body (meta.versionId)',
		},
	],
};

const wholeBodyField: INodeProperties = {
	...bodyField,
	description:
		'The whole resource as JSON: whatever is not in it is removed. By default, the input item is the resource.',
};

/** Update (R4 §3.1.0.4): replaces the whole resource. Its value is the one that workflows have saved. */
export const update: RequestOperation = {
	choice: {
		name: 'Replace',
		value: 'update',
		description: 'Replace a whole resource by the body: elements that are not in the body are removed',
		action: 'Replace a resource',
	},
	fields: [resourceTypeField, writtenIdField, wholeBodyField],
	prepare: loadElements,
	options: [allowUnknownElementsOption, ifMatchOption, returnOption, versionCheckOption],
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const body = writtenBody(parameters, { type, id: parameters.id('resourceId', type), needsId: true }, true);
		const request: FhirRequest = {
			interaction: 'update',
			method: 'PUT',
			path: resourcePath(type, body.id),
			headers: { ...preferReturn(parameters), ...versionHeader(parameters, body) },
			body,
		};
		return { ...request, orderingKey: orderingKeyOf(request) };
	},
	items: (response, parameters, session, request) => {
		if (response.status === 201) {
			session.hint('Some resources did not exist: the server created them with the ID given.');
		} else {
			const only = onlyElement(request);
			if (only !== undefined) session.hint(removedHint(only));
		}
		return writtenItem(response, parameters, session, request, true);
	},
};

/** The element of a body that has only one: it was hardly meant to be all that remains of the resource. */
function onlyElement({ body }: FhirRequest): string | undefined {
	const [name, another] = Object.keys(body ?? {}).filter(
		(one) => !['resourceType', 'id', 'meta', 'text'].includes(one),
	);
	return another === undefined ? name : undefined;
}

function removedHint(name: string): string {
	return `The body had no other element than "${name}", so all others of the resource were removed. To change single elements and keep the others, use Update Fields.`;
}

/** The `If-Match` header that *Version Check* asks for. *If Match* without *Version Check* counts as a given version. */
function versionHeader(parameters: Parameters, body: Resource): HttpHeaders {
	const check = parameters.optionText('versionCheck') ?? 'given';
	if (check === 'off') return {};
	if (check === 'body') return { 'if-match': entityTag(ownVersion(body), 'meta.versionId of the body') };
	const header = ifMatchHeader(parameters);
	if (parameters.optionText('versionCheck') === undefined || header['if-match'] !== undefined) return header;
	throw inputFailure(
		'The option Version Check is set to a given version, but there is no version',
		'Add the option If Match, or choose "Version in Body".',
	);
}
