import type { INodeProperties } from 'n8n-workflow';
import { listMode, resourceListTexts } from './listMode';
import { offeredField } from './offered';

/** Search parameters that always are references, by which people search most: for these, a resource can be chosen. */
const references =
	'actor asserter author beneficiary encounter general-practitioner location organization patient performer practitioner recorder requester schedule subject'.split(
		' ',
	);

/** Is the value of this search parameter a resource that can be chosen in *Resource*? */
export function mayBeChosen(parameter: string): boolean {
	return references.includes(parameter);
}

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
				{
					displayName: 'Resource',
					name: 'reference',
					type: 'resourceLocator',
					displayOptions: { show: { parameter: references } },
					default: { mode: 'list', value: '' },
					description: 'The resource that the parameter refers to, if it is to be chosen and "Value" is empty',
					modes: [
						listMode('references', resourceListTexts),
						{
							displayName: 'By Reference',
							name: 'id',
							type: 'string',
							placeholder: 'e.g. Patient/8cb1dc2f',
						},
					],
				},
			],
		},
	],
};
