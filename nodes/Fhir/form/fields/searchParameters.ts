import type { INodeProperties } from 'n8n-workflow';
import { offeredField } from './offered';

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
				offeredField(
					'matches',
					{
						displayName: 'Match',
						name: 'match',
						default: '',
						description: 'How to compare the parameter with the value: what the type of the parameter has',
					},
					['&parameter'],
				),
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
