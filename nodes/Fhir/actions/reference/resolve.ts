import type { INodeProperties } from 'n8n-workflow';
import { singleOutput, singleOutputOption } from '../../form/fields/reading';
import { type ParsedReference, parseReference } from '../../rest/reference/reference';
import { resolve as follow } from '../../rest/reference/resolve';
import { parseJsonValue } from '../../rest/request/jsonField';
import { resourceType } from '../../rest/request/path';
import type { WorkOperation } from '../contract';

const referenceField: INodeProperties = {
	displayName: 'Reference',
	name: 'reference',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Patient/123 or {{ $json.subject }}',
	description:
		'The reference as text, or the whole Reference. It may be by identifier, or refer to a version (_history), a contained resource (#…) or an entry of a Bundle (urn:uuid:…).',
};

const contextField: INodeProperties = {
	displayName: 'Context',
	name: 'context',
	type: 'json',
	default: '={{ $json }}',
	placeholder: 'e.g. {{ $json }}',
	description:
		'The resource or Bundle that the reference is in. References to contained resources and within Bundles are looked up in it.',
	typeOptions: { rows: 4 },
};

const options: INodeProperties[] = [
	singleOutputOption,
	{
		displayName: 'Read From Other Servers',
		name: 'otherServers',
		type: 'boolean',
		default: false,
		description:
			'Whether to follow addresses on other servers than that of the Base URL. They are read without login, client certificate and custom headers.',
	},
	{
		displayName: 'Resource Type',
		name: 'targetType',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient',
		description: 'The type of the resource, for a reference by identifier that has no type',
	},
];

/** Any kind of reference (R4 §2.3.0), within its context or on the server. */
export const resolve: WorkOperation = {
	choice: {
		name: 'Resolve',
		value: 'resolve',
		description: 'Get the resource that a reference points to',
		action: 'Resolve a reference',
	},
	reads: true,
	fields: [referenceField, contextField],
	options,
	work: (parameters) => {
		const parsed = referenceOf(parameters.json('reference'));
		const context = parameters.json('context');
		const type = parameters.optionText('targetType');
		const settings = {
			context: typeof context === 'string' ? parseJsonValue(context, contextField.displayName) : context,
			contextField: contextField.displayName,
			allowOtherServers: parameters.option('otherServers') === true,
			type: type === undefined ? undefined : resourceType(type),
		};
		return {
			run: async ({ client, signal }) => [
				{ json: singleOutput(await follow(client, parsed, settings, signal), parameters) },
			],
		};
	},
};

/** A Reference is JSON text where it was typed into the field, and an object where an expression gave it. */
function referenceOf(typed: unknown): ParsedReference {
	const field = referenceField.displayName;
	const isJson = typeof typed === 'string' && typed.trim().startsWith('{');
	return parseReference(isJson ? parseJsonValue(typed, field) : typed, field);
}
