import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Parameters } from '../parameters';
import { elementsOption, summaryChoices, summaryOption } from './reading';
import { tableOption } from './table';

// R4 §3.1.1.4.5 (modifiers, written after the name) and §3.1.1.4.6 (prefixes, written before the value).
const matches: INodePropertyOptions[] = [
	{ name: 'Above in Hierarchy', value: ':above', description: 'Modifier :above, for codes and URLs' },
	{ name: 'After', value: 'sa', description: 'Prefix sa: starts after the value' },
	{ name: 'Approximately', value: 'ap', description: 'Prefix ap: dates and numbers near the value' },
	{ name: 'Before', value: 'eb', description: 'Prefix eb: ends before the value' },
	{ name: 'Below in Hierarchy', value: ':below', description: 'Modifier :below, for codes and URLs' },
	{ name: 'Contains', value: ':contains', description: 'Modifier :contains, for text anywhere in the value' },
	{
		name: 'Default',
		value: '',
		description: 'As FHIR defines it for the parameter: the start of a text, an exact date or code',
	},
	{ name: 'Exact', value: ':exact', description: 'Modifier :exact, for the whole text in the same case' },
	{ name: 'Greater Than', value: 'gt', description: 'Prefix gt: later or more than the value' },
	{ name: 'Greater Than or Equal', value: 'ge', description: 'Prefix ge: on or after, at least' },
	{ name: 'Identifier of Reference', value: ':identifier', description: 'Modifier :identifier, for references' },
	{ name: 'In Value Set', value: ':in', description: "Modifier :in, with a value set's URL as the value" },
	{ name: 'Less Than', value: 'lt', description: 'Prefix lt: earlier or less than the value' },
	{ name: 'Less Than or Equal', value: 'le', description: 'Prefix le: on or before, at most' },
	{ name: 'Missing', value: ':missing', description: 'Modifier :missing, with true or false as the value' },
	{ name: 'Not', value: ':not', description: 'Modifier :not, for codes' },
	{ name: 'Not Equal', value: 'ne', description: 'Prefix ne: dates and numbers other than the value' },
	{ name: 'Not in Value Set', value: ':not-in', description: "Modifier :not-in, with a value set's URL as the value" },
	{ name: 'Of Type', value: ':of-type', description: 'Modifier :of-type, for identifiers: system|code|value' },
	{ name: 'Text', value: ':text', description: "Modifier :text, the code's display text" },
];

/** *Search Parameters*: a list of name, match and value. */
export const searchParametersField: INodeProperties = {
	displayName: 'Search Parameters',
	name: 'searchParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Search Parameter',
	description:
		'Resources have to match all of them. A name may be used more than once, e.g. for a date range. Without any, all resources match.',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. birthdate, subject or general-practitioner.name',
					description:
						'Name of a search parameter of this resource type. Chains (subject.name), _has, _id and _lastUpdated are possible.',
				},
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					default: '',
					options: matches,
					description: 'How to compare the parameter with the value',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1974-12-25 or Chalmers',
					description: 'What to look for. A comma means "or", e.g. male,female. Write \\, for a comma itself.',
				},
			],
		},
	],
};

/** *Query String*: all search parameters as one text. */
export const queryStringField: INodeProperties = {
	displayName: 'Query String',
	name: 'queryString',
	type: 'string',
	default: '',
	placeholder: 'e.g. name=chalmers&birthdate=ge1970',
	description: 'The query as in a URL, after the question mark',
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
	{ ...searchParametersField, displayOptions: { show: { searchBy: ['parameters'] } } },
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

/** The value of *Options → Count per Page*; undefined where it is empty. Throws an input `Failure` for what is no number of resources. */
export function countOf(parameters: Parameters): number | undefined {
	return parameters.optionNumber(countOption.name, { min: 1, example: 100 });
}

/** *Options → Output* of operations that return many resources. */
export const outputOption: INodeProperties = {
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
	],
};

/** The same where a table is possible; it goes with *Options → Table*. */
export const outputOrTableOption: INodeProperties = {
	...outputOption,
	options: [
		...(outputOption.options ?? []),
		{
			name: 'Table',
			value: 'table',
			description: 'Rows with the columns that the option "Table" names: items, or a CSV or NDJSON file',
		},
	],
};

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
	countOption,
	elementsOption,
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
	{
		displayName: 'Include',
		name: 'include',
		type: 'string',
		default: '',
		placeholder: 'e.g. Observation:subject,Observation:performer',
		description:
			'References to follow, comma-separated: also return the resources that the matches refer to (_include). They come after the matches of each page.',
	},
	outputOrTableOption,
	tableOption,
	{
		displayName: 'Reverse Include',
		name: 'revInclude',
		type: 'string',
		default: '',
		placeholder: 'e.g. Observation:subject',
		description:
			'References to follow backwards, comma-separated: also return the resources that refer to the matches (_revinclude)',
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'string',
		default: '',
		placeholder: 'e.g. -date,name',
		description: 'Search parameters to sort by, comma-separated; a minus sign means descending (_sort)',
	},
	{
		...summaryOption,
		options: [
			{
				name: 'Count Only',
				value: 'count',
				description: 'No resources, only their number: choose the output "Bundle Pages" to see it',
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
		options: [
			{ name: 'Accurate', value: 'accurate', description: 'Count exactly, however long it takes' },
			{ name: 'Estimate', value: 'estimate', description: 'Count roughly, which is faster' },
			{ name: 'None', value: 'none', description: 'Do not count' },
			{ name: "Server's Choice", value: '' },
		],
	},
];
