import type { INodeProperties } from 'n8n-workflow';
import { bodyField, resourceIdField, resourceTypeField } from '../../form/fields/resource';
import { isMarkedSimplified, simplifiedHint } from '../../rest/model/simplify';
import { validationRequest, validationResult } from '../../rest/operation/validation';
import { parseBody } from '../../rest/request/body';
import { resourceId } from '../../rest/request/path';
import { inputFailure } from '../../transport/errors/failure';
import type { RequestOperation } from '../contract';

const sourceField: INodeProperties = {
	displayName: 'Validate',
	name: 'validateSource',
	type: 'options',
	default: 'body',
	description: 'What to check',
	options: [
		{ name: 'Resource in Body', value: 'body', description: 'A resource that need not be on the server' },
		{ name: 'Resource on Server', value: 'server', description: 'The resource on the server with this ID' },
	],
};

const validationOptions: INodeProperties[] = [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		default: '',
		description: 'What the resource has to be valid for',
		options: [
			{ name: 'Create', value: 'create', description: 'Could the body be created as it is?' },
			{ name: 'Delete', value: 'delete', description: 'Could the resource on the server be deleted?' },
			{ name: 'General', value: '', description: 'Is the resource valid as such?' },
			{
				name: 'Update',
				value: 'update',
				description: 'Could the resource with the ID of the body be updated with it?',
			},
		],
	},
	{
		displayName: 'Profile',
		name: 'profile',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
		description: 'Canonical URL of a profile that the resource must conform to',
	},
];

/** `$validate` (R4 Resource-validate), of a type with content, or of an instance. Invalid content is a result, not an error. */
export const validate: RequestOperation = {
	choice: {
		name: 'Validate',
		value: 'validate',
		description: 'Have the server check a resource without writing anything; lists all issues',
		action: 'Validate a resource',
	},
	reads: true,
	fields: [
		resourceTypeField,
		sourceField,
		{ ...bodyField, displayOptions: { show: { validateSource: ['body'] } } },
		{ ...resourceIdField, displayOptions: { show: { validateSource: ['server'] } } },
	],
	options: validationOptions,
	request: (parameters) => {
		const type = parameters.locator('resourceType');
		const mode = parameters.optionText('mode');
		const profile = parameters.optionText('profile');
		if (parameters.text('validateSource') === 'server') {
			if (mode === 'create' || mode === 'update')
				throw wrongModeFailure('Create and Update need a body', 'Resource in Body');
			const id = resourceId(parameters.id('resourceId', type));
			// To check what the server has against a profile, there is a separate mode.
			return validationRequest({ type, id, profile, mode: mode ?? (profile === undefined ? undefined : 'profile') });
		}
		if (mode === 'delete') throw wrongModeFailure('Delete concerns what the server has', 'Resource on Server');
		const content = parseBody(parameters.json('body'), { type, needsId: mode === 'update' });
		if (isMarkedSimplified(content)) parameters.hint(simplifiedHint('"Body"'));
		return validationRequest({ type, content, mode, profile, ...(mode === 'update' && { id: content.id }) });
	},
	items: (response) => [{ json: { ...validationResult(response) } }],
};

function wrongModeFailure(what: string, source: string) {
	return inputFailure(`The option Mode does not fit: ${what}`, `Choose "${source}" under Validate, or another mode.`);
}
