import type { INodeProperties } from 'n8n-workflow';
import { listMode } from '../../form/fields/listMode';
import { offeredField } from '../../form/fields/offered';
import { jobTimeoutOption, pollIntervalOption } from '../../form/fields/polling';
import { resourceIdField, resourceTypeField } from '../../form/fields/resource';
import { valueTypeField } from '../../form/fields/valueType';
import { beforeNewForm, narrowedOption } from '../../form/fields/versions';

const list: INodeProperties = {
	displayName: 'Parameters',
	name: 'operationParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Parameter',
	description: 'Input of the operation. A name may be used more than once.',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				offeredField(
					'operationParameters',
					{
						displayName: 'Name',
						name: 'name',
						default: '',
						description:
							'Name of the parameter: those of the chosen operation, with their data types. For any other, type its name and press Enter.',
					},
					['operationName.value', 'level'],
				),
				{
					...valueTypeField,
					description: 'FHIR data type of the value; Resource means a whole resource',
					options: [...(valueTypeField.options ?? []), { name: 'Resource', value: 'resource' }],
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. true or { "reference": "Patient/1234" }',
					description: 'The value, as JSON if its type has elements of its own',
				},
			],
		},
	],
};

/** The fields of *Run*: which operation, on what, and with which parameters (R4 §3.2.0). */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Run On',
		name: 'level',
		type: 'options',
		default: 'type',
		description: 'Level at which to run the operation; its definition says which levels it has',
		options: [
			{ name: 'One Resource', value: 'instance', description: 'A resource by its ID (instance level)' },
			{ name: 'Resource Type', value: 'type', description: 'All resources of a type (type level)' },
			{ name: 'Whole Server', value: 'system', description: 'The server as a whole (system level)' },
		],
	},
	{ ...resourceTypeField, displayOptions: { show: { level: ['instance', 'type'] } } },
	{ ...resourceIdField, displayOptions: { show: { level: ['instance'] } } },
	{
		displayName: 'Operation Name',
		name: 'operationName',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The operation: one that the server offers at the chosen level, or any other by its name',
		modes: [
			listMode('operations', { placeholder: 'e.g. $everything' }),
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. $match or $lastn',
				hint: 'With or without its dollar sign',
			},
		],
	},
	{
		displayName: 'HTTP Method',
		name: 'httpMethod',
		type: 'options',
		default: 'POST',
		description: 'How to call the operation',
		options: [
			{
				name: 'GET',
				value: 'GET',
				description: 'Only for operations that change nothing, with simple parameters, which go into the URL',
			},
			{ name: 'POST', value: 'POST', description: 'Any operation, with parameters of any type' },
		],
	},
	{
		displayName: 'Enter Parameters As',
		name: 'parametersAs',
		type: 'options',
		default: 'list',
		description: 'How to enter the input of the operation',
		displayOptions: { show: { httpMethod: ['POST'] } },
		options: [
			{ name: 'JSON', value: 'json', description: 'The whole body: a Parameters resource, or any other resource' },
			{ name: 'List', value: 'list', description: 'A list of names, types and values' },
		],
	},
	{ ...list, displayOptions: { show: { httpMethod: ['GET'] } } },
	{ ...list, displayOptions: { show: { httpMethod: ['POST'], parametersAs: ['list'] } } },
	{
		displayName: 'Body',
		name: 'operationBody',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		placeholder: 'e.g. { "resourceType": "Parameters", "parameter": [{ "name": "code", "valueCode": "male" }] }',
		description: 'A Parameters resource as JSON, or the resource that is the only input of the operation',
		typeOptions: { rows: 8 },
		displayOptions: { show: { httpMethod: ['POST'], parametersAs: ['json'] } },
	},
];

/** The entries of *Options* that only *Run* has. */
export const operationOptions: INodeProperties[] = [
	...ofJob({
		...jobTimeoutOption,
		description: 'Milliseconds to wait for the result with "Run Asynchronously". After that, the job is cancelled.',
	}),
	beforeNewForm({
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'unwrapped',
		description: 'How the response becomes output items',
		options: [
			{ name: 'Raw', value: 'raw', description: 'One item with the response as the server sent it' },
			{
				name: 'Unwrapped',
				value: 'unwrapped',
				description:
					'Parameters by name, an item for each entry on all pages of a Bundle, and the file in a Binary resource',
			},
		],
	}),
	...ofJob({
		...pollIntervalOption,
		description:
			'How often to ask the server whether the job of "Run Asynchronously" has finished, in milliseconds. By default, as often as the server asks for, which can be minutes even for a short job.',
	}),
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data',
		description: 'Name of the binary field for the file, if the operation returns one',
	},
	{
		displayName: 'Run Asynchronously',
		name: 'respondAsync',
		type: 'boolean',
		default: false,
		description:
			'Whether to have the server run the operation as a job and wait for its result (Prefer: respond-async): for operations that take longer than a request may',
	},
];

function ofJob(field: INodeProperties): INodeProperties[] {
	return narrowedOption(field, { respondAsync: [true] });
}
