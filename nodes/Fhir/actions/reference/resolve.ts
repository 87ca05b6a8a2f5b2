import type { INodeProperties } from 'n8n-workflow';
import { listMode, resourceListTexts } from '../../form/fields/listMode';
import { singleOutputFields } from '../../form/fields/output';
import { singleOutput, oldSingleOutputOption } from '../../form/fields/reading';
import { resourceTypeField } from '../../form/fields/resource';
import { beforeNewForm, sinceNewForm } from '../../form/fields/versions';
import type { Parameters } from '../../form/parameters';
import { type ParsedReference, parseReference } from '../../rest/reference/reference';
import { resolve as follow } from '../../rest/reference/resolve';
import { parseJsonValue } from '../../rest/request/jsonField';
import { resourceType } from '../../rest/request/path';
import { locatorValue } from '../../support/locatorValue';
import type { WorkOperation } from '../contract';

/** The type of what *Reference* offers and means; older nodes have an option for it. */
const typeField = sinceNewForm({
	...resourceTypeField,
	default: { mode: 'list', value: '' },
	required: false,
	description:
		'The type of the resource that the reference points to: the list of Reference offers resources of this type, patients where it is empty. Also used for a reference by identifier that has no type.',
});

const referenceField: INodeProperties = {
	displayName: 'Reference',
	name: 'reference',
	type: 'resourceLocator',
	default: { mode: 'text', value: '' },
	required: true,
	description:
		'The reference as text, or the whole Reference. It may be by identifier, or refer to a version (_history), a contained resource (#…) or an entry of a Bundle (urn:uuid:…).',
	modes: [
		listMode('typedReferences', resourceListTexts),
		{
			displayName: 'By Reference',
			name: 'text',
			type: 'string',
			placeholder: 'e.g. Patient/123 or {{ $json.subject }}',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://fhir.example.org/r4/Patient/8cb1dc2f',
			hint: 'The address of the resource. On another server than the Base URL, it is read only with the option Read From Other Servers.',
		},
	],
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
	oldSingleOutputOption,
	{
		displayName: 'Read From Other Servers',
		name: 'otherServers',
		type: 'boolean',
		default: false,
		description:
			'Whether to follow addresses on other servers than that of the Base URL. They are read without login, client certificate and custom headers.',
	},
	beforeNewForm({
		displayName: 'Resource Type',
		name: 'targetType',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient',
		description: 'The type of the resource, for a reference by identifier that has no type',
	}),
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
	fields: [typeField, referenceField, contextField],
	front: singleOutputFields,
	options,
	work: (parameters) => {
		const parsed = referenceOf(locatorValue(parameters.json(referenceField.name)));
		const context = parameters.json('context');
		const type = typeOf(parameters);
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

function typeOf(parameters: Parameters): string | undefined {
	return parameters.locator(typeField.name) || parameters.optionText('targetType');
}

/** A Reference is JSON text where it was typed into the field, and an object where an expression gave it. */
function referenceOf(typed: unknown): ParsedReference {
	const field = referenceField.displayName;
	const isJson = typeof typed === 'string' && typed.trim().startsWith('{');
	return parseReference(isJson ? parseJsonValue(typed, field) : typed, field);
}
