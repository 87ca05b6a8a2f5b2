import type { INodeProperties } from 'n8n-workflow';
import { dateText, instantText } from '../../rest/request/instant';
import { resourceType } from '../../rest/request/path';
import type { Query } from '../../rest/request/request';
import { resultQuery } from '../../rest/search/searchRequest';
import type { Parameters } from '../parameters';
import { countOf, countOption, freshOption, manyOutputOptions } from './search';
import { listOf } from './searchCriteria';

/** Entries of *Options* that `$everything` has for a patient and for an encounter. */
export const everythingOptions: INodeProperties[] = [
	{ ...countOption, description: 'How many resources to ask for in one request (_count). Servers may give fewer.' },
	freshOption,
	...manyOutputOptions,
	{
		displayName: 'Resource Types',
		name: 'types',
		type: 'string',
		default: '',
		placeholder: 'e.g. Observation,Condition',
		description: 'Only resources of these types, comma-separated (_type)',
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-03-01T08:00:00Z or {{ $now.minus({ days: 1 }) }}',
		description: 'Only resources that changed after this time (_since)',
	},
];

/** Entries of *Options* that only a patient's `$everything` has: the dates of the care. */
export const careDateOptions: INodeProperties[] = [
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-03-31',
		description: 'Only resources about care on or before this day',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		typeOptions: { dateOnly: true },
		default: '',
		placeholder: 'e.g. 2026-03-01',
		description: 'Only resources about care on or after this day',
	},
];

/** The query of these *Options*; throws an input `Failure` for a value that is not a date, a time or a resource type. */
export function everythingQuery(parameters: Parameters): Query {
	const option = (name: string, read: (typed: unknown) => string) => {
		const typed = parameters.dateTime(name, 'options');
		return typed === undefined || typed === '' ? undefined : read(typed);
	};
	const types = listOf(parameters.optionText('types')).map((type) => resourceType(type, 'Resource Types'));
	const pairs = [
		['start', option('start', (typed) => dateText(typed, 'Start'))],
		['end', option('end', (typed) => dateText(typed, 'End'))],
		['_since', option('since', (typed) => instantText(typed, 'Since'))],
		['_type', types.length > 0 ? types.join(',') : undefined],
	] as const;
	return [
		...pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
		...resultQuery({ count: countOf(parameters) }),
	];
}
