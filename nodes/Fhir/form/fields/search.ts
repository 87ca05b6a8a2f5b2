import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../parameters';
import { notForCounts, orderOptions } from './order';
import { elementsOption, summaryChoices, summaryOption } from './reading';
import { searchParametersField } from './searchParameters';
import { shownWhere } from './shownWhere';
import { tableOption } from './table';
import { beforeNewForm, sinceNewForm } from './versions';

/** *Query String*: all search parameters as one text. */
export const queryStringField: INodeProperties = {
	displayName: 'Query String',
	name: 'queryString',
	type: 'string',
	default: '',
	placeholder: 'e.g. name=chalmers&birthdate=ge1970',
	description:
		'Search parameters as in a URL, after the question mark: name=value, joined by &. It is the field to let an AI model fill in.',
};

/** Search parameters: a list of name, match and value, or a whole query string. */
export const searchFields: INodeProperties[] = [
	{
		displayName: 'Search By',
		name: 'searchBy',
		type: 'options',
		default: 'parameters',
		description: 'How to enter what to search for',
		options: [
			{ name: 'Search Parameters', value: 'parameters', description: 'A list of names and values' },
			{
				name: 'Query String',
				value: 'queryString',
				description: 'A query as in a URL, after the question mark',
			},
		],
	},
	...[
		beforeNewForm(searchParametersField),
		// A row to begin with. As long as nothing is in it, it is no condition.
		sinceNewForm({
			...searchParametersField,
			default: { parameter: [{ parameter: '', name: '', match: '', value: '' }] },
		}),
	].map((field) => shownWhere('searchBy', ['parameters'], field)),
	{ ...queryStringField, displayOptions: { show: { searchBy: ['queryString'] } } },
];

/** *Options → Count per Page*. */
export const countOption: INodeProperties = {
	displayName: 'Count per Page',
	name: 'count',
	type: 'number',
	default: 100,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 100',
	description: 'How many resources to ask for in one request (_count), 200 if left out. Servers may give fewer.',
};

/**
 * The value of *Options → Count per Page*; undefined where it is empty. Throws an input `Failure` for what is no number of
 * resources.
 */
export function countOf(parameters: Parameters): number | undefined {
	return parameters.optionNumber(countOption.name, { min: 1, example: 100 });
}

/** *Options → Output* of operations that return many resources; it goes with *Options → Table*. */
const outputOption: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'resources',
	description: 'What each output item holds',
	options: [
		{ name: 'Bundle Pages', value: 'bundles', description: 'One item for each page as the server sent it' },
		{ name: 'Resources', value: 'resources', description: 'One item for each resource' },
		{
			name: 'Simplified Resources',
			value: 'simplified',
			description:
				'One item for each resource, with names, codes and references as readable text. Such items cannot be sent back.',
		},
		{
			name: 'Table',
			value: 'table',
			description: 'Rows with the columns that the option "Table" names: items, or a CSV or NDJSON file',
		},
	],
};

/** *Output* and *Table* among the options; version 1.1 has them in the form (`output.ts`). */
export const manyOutputOptions: INodeProperties[] = [outputOption, tableOption].map(beforeNewForm);

/** *Options → Fresh Results*. */
export const freshOption: INodeProperties = {
	displayName: 'Fresh Results',
	name: 'fresh',
	type: 'boolean',
	default: true,
	description:
		'Whether to ask the server not to respond from its cache (Cache-Control: no-cache). HAPI otherwise repeats the results of the same search for 60 seconds, also where resources were written since.',
};

/** Entries of *Options* that shape a search's result (R4 §3.1.1.5). */
export const searchOptions: INodeProperties[] = [
	{ ...countOption, displayOptions: notForCounts },
	{ ...elementsOption, displayOptions: notForCounts },
	freshOption,
	{
		displayName: 'Unknown Search Parameters',
		name: 'handling',
		type: 'options',
		default: 'strict',
		description:
			'What the server should do with search parameters that it does not know (Prefer: handling). Without this option the server decides, and many servers ignore them.',
		options: [
			{ name: 'Ignore (Lenient)', value: 'lenient', description: 'Search without them, and report it' },
			{ name: 'Refuse (Strict)', value: 'strict', description: 'Respond with an error that names them' },
		],
	},
	{
		displayName: 'HTTP Method',
		name: 'method',
		type: 'options',
		default: 'auto',
		description: 'How to send the search',
		options: [
			{ name: 'Automatic', value: 'auto', description: 'GET, or POST if the URL would be too long' },
			{ name: 'GET', value: 'get', description: 'The search parameters are in the URL' },
			{ name: 'POST', value: 'post', description: 'Keeps the search parameters out of URLs and server logs' },
		],
	},
	...manyOutputOptions,
	...orderOptions,
	{
		...summaryOption,
		options: [
			{
				name: 'Count Only',
				value: 'count',
				description:
					'No resources, only their number. Version 1 of the node shows it with the output "Bundle Pages" only.',
			},
			...summaryChoices,
		],
	},
	{
		displayName: 'Total',
		name: 'total',
		type: 'options',
		default: '',
		description: 'Whether the server should count all matches (_total); the output "Bundle Pages" shows the number',
		displayOptions: notForCounts,
		options: [
			{ name: 'Accurate', value: 'accurate', description: 'Count exactly, however long it takes' },
			{ name: 'Estimate', value: 'estimate', description: 'Count roughly, which is faster' },
			{ name: 'None', value: 'none', description: 'Do not count' },
			{ name: "Server's Choice", value: '' },
		],
	},
];
