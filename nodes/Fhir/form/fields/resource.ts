import type { INodeProperties } from 'n8n-workflow';
import { identifierMode } from '../unresolvedId';
import { listMode, resourceListTexts } from './listMode';

/** *Resource Type*: from the server's list, or by name. */
export const resourceTypeField: INodeProperties = {
	displayName: 'Resource Type',
	name: 'resourceType',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'Patient' },
	required: true,
	description: 'The kind of FHIR resource, e.g. Patient, Observation or Encounter',
	modes: [
		listMode('resourceTypes', { placeholder: 'e.g. Patient' }),
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Patient',
			hint: 'As FHIR spells it, with a capital letter',
		},
	],
};

/** A field for the ID of a resource, whose type the list finds in the form: `resourcePicker` in `methods/`. */
export const pickerField = {
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		listMode('resources', resourceListTexts),
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 8cb1dc2f',
		},
		{
			displayName: 'By Identifier',
			name: identifierMode,
			type: 'string',
			placeholder: 'e.g. http://hospital.example/mrn|1234',
			hint: 'A business number such as a medical record number: system|value, or the value alone. It is looked up first, and exactly one resource must have it.',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://fhir.example.org/r4/Patient/8cb1dc2f',
			hint: 'The address of the resource on this server; Patient/8cb1dc2f works too',
		},
	],
} satisfies Partial<INodeProperties>;

/** *Resource ID*: the logical ID on the server. */
export const resourceIdField: INodeProperties = {
	...pickerField,
	displayName: 'Resource ID',
	name: 'resourceId',
	description:
		'The resource on the server: chosen from a list, or by its ID, by an identifier such as a medical record number, or by its address',
};

/** *Resource ID* of a write whose body may have the ID too. */
export const writtenIdField: INodeProperties = {
	...resourceIdField,
	default: { mode: 'id', value: '' },
	required: false,
	description: 'The ID of the resource on the server. Left empty, the ID in the body is used.',
};

/** *Resource ID* where each input item names its own resource. */
export const itemIdField: INodeProperties = {
	...writtenIdField,
	default: { mode: 'id', value: '={{ $json.id }}' },
	modes: pickerField.modes.filter(({ name }) => name !== identifierMode),
};

/** *Body*: a resource as JSON; by default the input item itself. */
export const bodyField: INodeProperties = {
	displayName: 'Body',
	name: 'body',
	type: 'json',
	default: '={{ $json }}',
	required: true,
	placeholder: 'e.g. { "resourceType": "Patient", "name": [{ "family": "Chalmers" }] }',
	description: 'The resource as JSON. By default, the input item is the resource.',
	typeOptions: { rows: 8 },
};
