import type { INodeProperties } from 'n8n-workflow';
import { readyViews } from '../../rest/view/ready/views';
import { offeredField } from './offered';
import { shownWhere } from './shownWhere';
import { columnsField, moreColumnsField } from './tableColumns';
import { beforeNewForm, sinceNewForm } from './versions';

const viewFromField: INodeProperties = {
	displayName: 'View',
	name: 'viewFrom',
	type: 'options',
	noDataExpression: true,
	default: 'columns',
	description: 'Which columns the table has',
	options: [
		{
			name: 'By Resource Type',
			value: 'byType',
			description: 'The columns that people need of each type, always the same, with numbers as numbers',
		},
		{ name: 'Columns', value: 'columns', description: 'Columns that you name here' },
		{ name: 'Ready View', value: 'ready', description: 'Columns for one resource type, which servers can make too' },
		{
			name: 'ViewDefinition',
			value: 'json',
			description: 'A view of SQL on FHIR as JSON, which databases and other tools run too',
		},
	],
};

/** Which columns a table has: those of the type, typed here, a ready view, or a ViewDefinition. */
export const viewFields: INodeProperties[] = [
	beforeNewForm(viewFromField),
	sinceNewForm({ ...viewFromField, default: 'byType' }),
	shownWhere('viewFrom', ['columns'], columnsField),
	shownWhere('viewFrom', ['columns'], {
		displayName: 'One Row for Each',
		name: 'tableForEach',
		type: 'string',
		default: '',
		placeholder: 'e.g. name or component',
		description:
			'FHIRPath of elements that get a row each; the paths of the columns then start there, and %resource.getResourceKey() is the ID of the resource. Left empty, each resource has one row. A resource without such elements has one row with these columns empty.',
	}),
	shownWhere('viewFrom', ['byType', 'columns'], {
		displayName: 'Only Resource Type',
		name: 'tableType',
		type: 'string',
		default: '',
		placeholder: 'e.g. Patient',
		description: 'Resources of other types get no row. Left empty, all resources have rows.',
	}),
	shownWhere(
		'viewFrom',
		['byType'],
		offeredField(
			'tableColumns',
			{
				displayName: 'Fields',
				name: 'tableFields',
				default: [],
				description:
					'Columns of the table, in the order in which you choose them. Left empty, each resource has all columns of its type.',
			},
			['tableType', '&tableType'],
		),
	),
	shownWhere('viewFrom', ['byType'], moreColumnsField),
	shownWhere('viewFrom', ['ready'], {
		displayName: 'Ready View',
		name: 'readyView',
		type: 'options',
		default: 'patient',
		description: 'Which ready view to use. Resources of other types get no row.',
		options: readyViews.map(({ value, title, description }) => ({ name: title, value, description })),
	}),
	shownWhere('viewFrom', ['json'], {
		displayName: 'ViewDefinition',
		name: 'viewDefinition',
		type: 'json',
		default:
			'{\n  "resource": "Patient",\n  "select": [\n    { "column": [{ "name": "id", "path": "getResourceKey()" }] }\n  ]\n}',
		placeholder:
			'e.g. { "resource": "Patient", "select": [{ "column": [{ "name": "family", "path": "name.family.first()" }] }] }',
		description:
			'A ViewDefinition of SQL on FHIR as JSON, also without resourceType and status. With an expression it can come from an item or a server.',
		typeOptions: { rows: 10 },
	}),
];

/** *Output As*: items, or a file. */
export const tableOutputField: INodeProperties = {
	displayName: 'Output As',
	name: 'tableOutput',
	type: 'options',
	default: 'items',
	description: 'How to give the rows',
	options: [
		{ name: 'CSV File', value: 'csv', description: 'One item with a file for spreadsheets and databases' },
		{ name: 'Items', value: 'items', description: 'One item for each row' },
		{ name: 'NDJSON File', value: 'ndjson', description: 'One item with a file that has a row as JSON on each line' },
	],
};

/** What shapes the file. */
export const tableFileFields: INodeProperties[] = [
	{
		displayName: 'CSV Byte Order Mark',
		name: 'csvBom',
		type: 'boolean',
		default: true,
		description: 'Whether to begin the CSV file with a mark that lets Excel recognize UTF-8',
	},
	{
		displayName: 'CSV Formula Protection',
		name: 'csvFormulas',
		type: 'boolean',
		default: true,
		description:
			'Whether to put an apostrophe before texts in the CSV file that a spreadsheet would run as a formula (=, +, -, @), for data that others may have written',
	},
	{
		displayName: 'CSV Separator',
		name: 'csvSeparator',
		type: 'options',
		default: 'comma',
		description: 'The character between the values of the CSV file',
		options: [
			{ name: 'Comma', value: 'comma' },
			{ name: 'Semicolon', value: 'semicolon', description: 'For Excel where a comma separates decimals' },
			{ name: 'Tab', value: 'tab' },
		],
	},
	{
		displayName: 'File Name',
		name: 'tableFileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. patients.csv',
		description: 'Name of the CSV or NDJSON file; table.csv or table.ndjson if left empty',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'tableField',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data',
		description: 'Name of the binary field for the CSV or NDJSON file',
	},
];

/** *Options → FHIR Version* where there is no server that has one. */
export const tableVersionOption: INodeProperties = {
	displayName: 'FHIR Version',
	name: 'fhirVersion',
	type: 'options',
	default: '4.0',
	description: 'The version of the resources, which decides what value in a path stands for, such as valueQuantity',
	options: [
		{ name: 'R4 or R4B', value: '4.0' },
		{ name: 'R5', value: '5.0' },
		{ name: 'STU3', value: '3.0' },
	],
};

/** *Options → Table* of searches: view and output together, where there are other outputs too. */
export const tableOption: INodeProperties = {
	displayName: 'Table',
	name: 'table',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Table',
	description: 'Columns or view of the output "Table"',
	options: [
		{
			displayName: 'Table',
			name: 'table',
			values: [
				...viewFields,
				tableOutputField,
				// An option is added to switch it on; here all of them are there from the start.
				...tableFileFields.map((field) => (field.type === 'boolean' ? { ...field, default: false } : field)),
			],
		},
	],
};
