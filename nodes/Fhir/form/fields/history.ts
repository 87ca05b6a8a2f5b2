import type { INodeProperties } from 'n8n-workflow';
import { instantText } from '../../rest/request/instant';
import type { Query } from '../../rest/request/request';
import { resultQuery } from '../../rest/search/searchRequest';
import type { Parameters } from '../parameters';
import { countOf, countOption, freshOption, manyOutputOptions } from './search';

/** Entries of *Options* that shape a history (R4 §3.1.0.10). */
export const historyOptions: INodeProperties[] = [
	{
		displayName: 'At',
		name: 'at',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-03-01 or 2026-03-01T08:00:00Z',
		description: 'Only versions that were current at this time, or at any time of this day (_at)',
	},
	countOption,
	freshOption,
	...manyOutputOptions,
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-03-01T08:00:00Z or {{ $now.minus({ days: 1 }) }}',
		description: 'Only versions made at this time or later (_since)',
	},
];

/** The query of a history's *Options*; throws an input `Failure` for a value that is not a time. */
export function historyQuery(parameters: Parameters): Query {
	return [
		...time('_since', parameters.dateTime('since', 'options'), 'Since'),
		...time('_at', parameters.option('at'), 'At'),
		...resultQuery({ count: countOf(parameters) }),
	];
}

function time(name: string, typed: unknown, field: string): Query {
	return typed === undefined || typed === '' ? [] : [[name, instantText(typed, field)]];
}
