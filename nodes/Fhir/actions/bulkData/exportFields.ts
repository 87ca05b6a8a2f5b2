import type { INodeProperties } from 'n8n-workflow';
import { pickerField } from '../../form/fields/resource';
import { furtherParametersOption } from './furtherParameters';

/** What an export covers: whose data, of which types, and since when. */
export const exportFields: INodeProperties[] = [
	{
		displayName: 'Export',
		name: 'level',
		type: 'options',
		default: 'patients',
		description: 'Whose data to export; not every server offers all of them',
		options: [
			{ name: 'All Patients', value: 'patients', description: 'All patients with what belongs to them' },
			{ name: 'Group', value: 'group', description: 'The patients of a Group, such as a cohort or a panel' },
			{ name: 'One Patient', value: 'patient', description: 'One patient with what belongs to them' },
			{ name: 'Whole Server', value: 'system', description: 'Everything, also what belongs to no patient' },
		],
	},
	{
		...pickerField,
		displayName: 'Group ID',
		name: 'groupId',
		description: 'The Group on the server: chosen from a list, or by its ID, identifier or address',
		displayOptions: { show: { level: ['group'] } },
	},
	{
		...pickerField,
		displayName: 'Patient ID',
		name: 'patientId',
		description: 'The patient on the server: chosen from a list, or by ID, identifier or address',
		displayOptions: { show: { level: ['patient'] } },
	},
	{
		displayName: 'Resource Types',
		name: 'types',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient, Observation, Condition',
		description: 'The types to export, separated by commas. Left empty, the server exports all that it offers.',
	},
];

/** *Since*: everything, or what has changed. */
export const sinceField: INodeProperties = {
	displayName: 'Since',
	name: 'since',
	type: 'options',
	default: 'all',
	description: 'Whether to export everything, or only what has changed',
	options: [
		{ name: 'A Date and Time', value: 'instant', description: 'What has changed since then' },
		{ name: 'Everything', value: 'all', description: 'Whenever it has changed' },
		{
			name: 'The Last Successful Run',
			value: 'lastRun',
			description:
				'What has changed since this node last exported the same, in an execution that a trigger started. The first time: everything.',
		},
	],
};

/** The date and time of *Since*. */
export const sinceInstantField: INodeProperties = {
	displayName: 'Changed Since',
	name: 'sinceInstant',
	type: 'dateTime',
	default: '',
	required: true,
	placeholder: 'e.g. 2026-03-01T00:00:00Z or {{ $now.minus({ days: 1 }) }}',
	description: 'The date and time, in the time zone of the workflow if it names none',
	displayOptions: { show: { since: ['instant'] } },
};

/** The entries of *Options* for what is asked of the server. */
export const exportOptions: INodeProperties[] = [
	{
		displayName: 'Elements',
		name: 'elements',
		type: 'string',
		default: '',
		placeholder: 'e.g. name, birthDate',
		description: 'The elements to export, separated by commas (_elements), if the server offers that',
	},
	furtherParametersOption,
	{
		displayName: 'HTTP Method',
		name: 'httpMethod',
		type: 'options',
		default: 'GET',
		description: 'How to ask for the export. A list of patients is sent by POST in any case.',
		options: [
			{ name: 'GET', value: 'GET', description: 'With the parameters in the address: offered by nearly all servers' },
			{ name: 'POST', value: 'POST', description: 'With the parameters in the body: for long ones and patient IDs' },
		],
	},
	{
		displayName: 'Include Associated Data',
		name: 'includeAssociatedData',
		type: 'string',
		default: '',
		placeholder: 'e.g. LatestProvenanceResources',
		description: 'What to add to the resources, separated by commas (includeAssociatedData), if the server offers that',
	},
	{
		displayName: 'Organize Output By',
		name: 'organizeOutputBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient',
		description: 'The resource type by which the server sorts the files (organizeOutputBy), if it offers that',
	},
	{
		displayName: 'Output Format',
		name: 'outputFormat',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/fhir+ndjson',
		description: 'The file format to ask for (_outputFormat). Left empty, the server uses NDJSON.',
	},
	{
		displayName: 'Patients',
		name: 'patients',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient/123, Patient/456',
		description: 'Only these patients, separated by commas (patient), if the server offers that',
	},
	{
		displayName: 'Type Filters',
		name: 'typeFilters',
		type: 'string',
		default: '',
		typeOptions: { rows: 3 },
		placeholder: 'e.g. Observation?category=laboratory',
		description: 'Searches that limit the resources of a type (_typeFilter), one in each line',
	},
];
