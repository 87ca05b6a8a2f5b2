import type { INodeProperties } from 'n8n-workflow';
import { includeListOption, offeredField, revIncludeListOption, sortListOption } from './offered';
import { beforeNewForm, sinceNewForm } from './versions';

const includeOption: INodeProperties = {
	displayName: 'Include',
	name: 'include',
	type: 'string',
	default: '',
	placeholder: 'e.g. Observation:subject,Observation:performer',
	description:
		'References to follow, comma-separated: also return the resources that the matches refer to (_include). They come after the matches of each page.',
};

const revIncludeOption: INodeProperties = {
	displayName: 'Reverse Include',
	name: 'revInclude',
	type: 'string',
	default: '',
	placeholder: 'e.g. Observation:subject',
	description:
		'References to follow backwards, comma-separated: also return the resources that refer to the matches (_revinclude)',
};

const sortOption: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'string',
	default: '',
	placeholder: 'e.g. -date,name',
	description: 'Search parameters to sort by, comma-separated; a minus sign means descending (_sort)',
};

/** Order and includes of a search among its options. Version 1.1 has there what cannot be chosen from a list. */
export const orderOptions: INodeProperties[] = [
	beforeNewForm(includeOption),
	sinceNewForm({ ...includeOption, displayName: 'Further Includes' }),
	beforeNewForm(revIncludeOption),
	sinceNewForm({ ...revIncludeOption, displayName: 'Further Reverse Includes' }),
	...[includeListOption, revIncludeListOption, sortListOption, sortOption].map(beforeNewForm),
];

/** For what has no meaning for a search that only counts. The editor hides it; n8n goes on to send what is saved. */
export const notForCounts = { hide: { '/options.summary': ['count'] } };

/** A field of a search in the form, hidden where the search only counts. */
export function unlessCounted(field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { ...field.displayOptions, ...notForCounts } };
}

/** The same in version 1.1, where they are in the form itself. */
export const orderFields: INodeProperties[] = [
	offeredField('sorts', {
		displayName: 'Sort',
		name: sortOption.name,
		default: '',
		description:
			'What to sort by (_sort). For any other order, or by several parameters, type e.g. -date,name and press Enter: a minus sign means descending.',
		displayOptions: notForCounts,
	}),
	{
		...includeListOption,
		displayName: 'Include',
		description:
			'Also return the resources that the matches refer to by these references (_include). For others, add the option "Further Includes".',
		displayOptions: notForCounts,
	},
	{
		...revIncludeListOption,
		displayName: 'Reverse Include',
		description:
			'Also return the resources that refer to the matches by these references (_revinclude). For others, add the option "Further Reverse Includes".',
		displayOptions: notForCounts,
	},
];
