import type { INodeProperties } from 'n8n-workflow';

/** *Resource Type*: from the server's list, or by name. */
export const resourceTypeField: INodeProperties = {
	displayName: 'Resource Type',
	name: 'resourceType',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'Patient' },
	required: true,
	description: 'The kind of FHIR resource, e.g. Patient, Observation or Encounter',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'e.g. Patient',
			typeOptions: { searchListMethod: 'resourceTypes', searchable: true, skipCredentialsCheckInRLC: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Patient',
			hint: 'As FHIR spells it, with a capital letter',
		},
	],
};

/** *Resource ID* of a write whose body may have the ID too. */
export const writtenIdField: INodeProperties = {
	displayName: 'Resource ID',
	name: 'resourceId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 8cb1dc2f',
	description: 'The ID of the resource on the server. Left empty, the ID in the body is used.',
};

/** *Resource ID*: the logical ID on the server. */
export const resourceIdField: INodeProperties = {
	...writtenIdField,
	required: true,
	description:
		'The ID of the resource on the server: the part of its address after the resource type. An address such as Patient/123 works too.',
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
