import type { INodeProperties } from 'n8n-workflow';
import { inputFailure } from '../../transport/errors/failure';
import type { Parameters } from '../parameters';

/** The value of *Limit* that nobody typed. */
export const defaultLimit = 50;

/** *Return All* and *Limit*, as n8n's nodes have them. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 50',
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** The same where all is what people expect: a whole record. */
export const allByDefaultFields = limitFields.map((field) =>
	field.name === 'returnAll' ? { ...field, default: true } : field,
);

/** Maximum number of results; undefined for all of them. Throws an input `Failure` for a limit below 1. */
export function limitOf(parameters: Parameters): number | undefined {
	if (parameters.flag('returnAll')) return undefined;
	const limit = parameters.number('limit', { min: 1, example: 50 });
	if (limit !== undefined) return limit;
	throw inputFailure('"Limit" is empty', 'Enter e.g. 50, or switch "Return All" on.');
}

/** *Options → Maximum Pages*: protects against servers whose pages never end. */
export const maxPagesOption: INodeProperties = {
	displayName: 'Maximum Pages',
	name: 'maxPages',
	type: 'number',
	default: 10_000,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 10000',
	description: 'Number of pages after which the node stops with an error, in case the pages of a server never end',
};

/**
 * *Rewrite Links to Base URL*, in *Options* (version 1) or in *Connection*: for servers that do not know of the proxy before them.
 */
export const rewriteLinksOption: INodeProperties = {
	displayName: 'Rewrite Links to Base URL',
	name: 'rewriteLinks',
	type: 'boolean',
	default: false,
	description:
		'Whether to fetch next pages from the base URL, for a server behind a proxy whose links have another host',
};

/** The entries of *Options* of every operation that reads pages. */
export const pagingOptions: INodeProperties[] = [maxPagesOption, rewriteLinksOption];

/** The value of *Options → Maximum Pages*; undefined for the default. Throws an input `Failure` for what is no number of pages. */
export function maxPagesOf(parameters: Parameters): number | undefined {
	return parameters.optionNumber('maxPages', { min: 1, example: 10_000 });
}
