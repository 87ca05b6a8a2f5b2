import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../parameters';
import { inputFailure } from '../../transport/errors/failure';

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

/** How many results are wanted; undefined for all of them. Throws an input `Failure` below 1. */
export function limitOf(parameters: Parameters): number | undefined {
	if (parameters.flag('returnAll')) return undefined;
	const limit = parameters.number('limit');
	if (!Number.isInteger(limit) || limit < 1) {
		throw inputFailure('"Limit" is not a whole number above 0', 'Enter e.g. 50, or switch "Return All" on.');
	}
	return limit;
}

/** *Options → Maximum Pages*: the cap against servers that never stop paging. */
export const maxPagesOption: INodeProperties = {
	displayName: 'Maximum Pages',
	name: 'maxPages',
	type: 'number',
	default: 10_000,
	typeOptions: { minValue: 1 },
	placeholder: 'e.g. 10000',
	description:
		'After this many pages the node stops with an error, so that a server that never ends its pages cannot keep the workflow busy for ever',
};

/** *Options → Rewrite Links to Base URL*: for servers behind a proxy that they know nothing of. */
export const rewriteLinksOption: INodeProperties = {
	displayName: 'Rewrite Links to Base URL',
	name: 'rewriteLinks',
	type: 'boolean',
	default: false,
	description:
		'Whether to fetch next pages from the base URL when the server behind a proxy names another host in its links',
};

/** The entries of *Options* of all that goes over pages. */
export const pagingOptions: INodeProperties[] = [maxPagesOption, rewriteLinksOption];

/** The page cap that *Options* asks for; undefined for the default. */
export function maxPagesOf(parameters: Parameters): number | undefined {
	const value = parameters.option('maxPages');
	return value === undefined ? undefined : Number(value);
}
