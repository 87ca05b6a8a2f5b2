import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { offeredField } from './offered';

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
				offeredField('searchParameters', {
					displayName: 'Parameter',
					name: 'parameter',
					default: '',
					description:
						'What to search by: the search parameters of the resource type, as the server lists them. For any other, choose "Other" and enter its name.',
				}),
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					displayOptions: { show: { parameter: [''] } },
					default: '',
					placeholder: 'e.g. birthdate, subject or general-practitioner.name',
					description:
						'Name of a search parameter of this resource type, if none is chosen above. Chains (subject.name) and _has are possible.',
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
