import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

// R4 §3.1.1.4.5 (modifiers, written after the name) and §3.1.1.4.6 (prefixes, written before the value).
const matches: INodePropertyOptions[] = [
	{ name: 'Above in Hierarchy (:Above)', value: ':above' },
	{ name: 'After (Sa)', value: 'sa' },
	{ name: 'Approximately (Ap)', value: 'ap' },
	{ name: 'At Least / on or After (Ge)', value: 'ge' },
	{ name: 'At Most / on or Before (Le)', value: 'le' },
	{ name: 'Before (Eb)', value: 'eb' },
	{ name: 'Below in Hierarchy (:Below)', value: ':below' },
	{ name: 'Code in Value Set (:In)', value: ':in' },
	{ name: 'Code Not in Value Set (:Not-In)', value: ':not-in' },
	{ name: 'Contains Text (:Contains)', value: ':contains' },
	{ name: 'Default', value: '' },
	{ name: 'Exactly (:Exact)', value: ':exact' },
	{ name: 'Greater / After (Gt)', value: 'gt' },
	{ name: 'Is Missing (:Missing)', value: ':missing' },
	{ name: 'Less / Before (Lt)', value: 'lt' },
	{ name: 'Not (:Not)', value: ':not' },
	{ name: 'Not Equal (Ne)', value: 'ne' },
	{ name: 'Of Type (:of-Type)', value: ':of-type' },
	{ name: 'Reference by Identifier (:Identifier)', value: ':identifier' },
	{ name: 'Text (:Text)', value: ':text' },
];

/** Search parameters: a list of name, match and value, or a whole query string. */
export const searchFields: INodeProperties[] = [
	{
		displayName: 'Search By',
		name: 'searchBy',
		type: 'options',
		default: 'parameters',
		description: 'How to enter what to search for',
		options: [
			{ name: 'Parameters', value: 'parameters', description: 'A list of search parameters' },
			{
				name: 'Query String',
				value: 'queryString',
				description: 'A query as it stands in a URL after the question mark',
			},
		],
	},
	{
		displayName: 'Search Parameters',
		name: 'searchParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Search Parameter',
		description:
			'All of them have to hold. The same name may stand more than once, e.g. for a date range. Without any, everything is found.',
		displayOptions: { show: { searchBy: ['parameters'] } },
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
							'Name of a search parameter of this resource type. Chains (subject.name) and _has are possible.',
					},
					{
						displayName: 'Match',
						name: 'match',
						type: 'options',
						default: '',
						options: matches,
						description: "How to compare. Default is FHIR's own: texts from their start, dates and codes exactly.",
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
	},
	{
		displayName: 'Query String',
		name: 'queryString',
		type: 'string',
		default: '',
		placeholder: 'e.g. name=chalmers&birthdate=ge1970',
		description: 'The query as it stands in a URL after the question mark',
		displayOptions: { show: { searchBy: ['queryString'] } },
	},
];

/** Entries of *Options* that shape a search's result (R4 §3.1.1.5). */
export const searchOptions: INodeProperties[] = [
	{
		displayName: 'Count per Page',
		name: 'count',
		type: 'number',
		default: 100,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 100',
		description: 'How many resources to ask for in one request (_count). Servers may give fewer.',
	},
	{
		displayName: 'Elements',
		name: 'elements',
		type: 'string',
		default: '',
		placeholder: 'e.g. ID,name,birthDate',
		description:
			'Only these elements of each resource, comma-separated (_elements). What comes back is incomplete and cannot be used for an update.',
	},
	{
		displayName: 'Handling of Unknown Parameters',
		name: 'handling',
		type: 'options',
		default: 'strict',
		description: "What the server should do with search parameters that it doesn't know",
		options: [
			{ name: 'Ignore Them (Lenient)', value: 'lenient' },
			{ name: 'Refuse the Search (Strict)', value: 'strict' },
		],
	},
	{
		displayName: 'HTTP Method',
		name: 'method',
		type: 'options',
		default: 'auto',
		description: 'How to send the search',
		options: [
			{ name: 'Automatic', value: 'auto', description: 'GET, or POST when the URL would grow too long' },
			{ name: 'GET', value: 'get' },
			{ name: 'POST', value: 'post', description: 'Keeps what is searched for out of URLs and server logs' },
		],
	},
	{
		displayName: 'Include',
		name: 'include',
		type: 'string',
		default: '',
		placeholder: 'e.g. Observation:subject,Observation:performer',
		description: 'Also return the resources that the found ones refer to, comma-separated (_include)',
	},
	{
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
				description: 'One item for each resource, with names, codes and references as readable text',
			},
		],
	},
	{
		displayName: 'Reverse Include',
		name: 'revInclude',
		type: 'string',
		default: '',
		placeholder: 'e.g. Observation:subject',
		description: 'Also return the resources that refer to the found ones, comma-separated (_revinclude)',
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
		displayName: 'Summary',
		name: 'summary',
		type: 'options',
		default: '',
		description:
			'Ask for parts of the resources only (_summary). What comes back is incomplete and cannot be used for an update.',
		options: [
			{ name: 'Count Only', value: 'count' },
			{ name: 'Data Without Narrative', value: 'data' },
			{ name: 'Full Resources', value: '' },
			{ name: 'Narrative Only', value: 'text' },
			{ name: 'Summary Elements', value: 'true' },
		],
	},
	{
		displayName: 'Total',
		name: 'total',
		type: 'options',
		default: '',
		description: 'Whether the server should count all matches (_total); seen with the output "Bundle Pages"',
		options: [
			{ name: 'Accurate', value: 'accurate' },
			{ name: 'Estimate', value: 'estimate' },
			{ name: 'None', value: 'none' },
			{ name: "Server's Choice", value: '' },
		],
	},
];
