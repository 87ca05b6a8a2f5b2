import type { INodeProperties } from 'n8n-workflow';
import {
	bundleEntriesOption,
	bundleLimitsOf,
	bundleMegabytesOption,
	inParallelOf,
	inParallelOption,
} from '../../form/fields/bundleLimits';
import { retrySettingsOf } from '../../form/fields/connection';
import { binaryFieldOf } from '../../form/fields/files';
import type { Parameters } from '../../form/parameters';
import type { LoadSettings } from '../../rest/bulk/load/loader';
import { inputFailure } from '../../transport/errors/failure';
import { ndjsonFileField } from './fileFields';

const requestsInParallel = 'requestsInParallel';

/** Where the lines come from, and how they are written. */
export const loadFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		default: 'binary',
		description: 'Where the NDJSON is',
		options: [
			{ name: 'Input Item', value: 'binary', description: 'In a binary field of the input item' },
			{ name: 'URL', value: 'url', description: 'At a web address, from which it is streamed' },
		],
	},
	{ ...ndjsonFileField, displayOptions: { show: { source: ['binary'] } } },
	{
		displayName: 'URL',
		name: 'sourceUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://files.example.org/Patient.ndjson.gz',
		description:
			'The address of the NDJSON file, which may be compressed with gzip. It is read without login, unless it is below the Base URL.',
		displayOptions: { show: { source: ['url'] } },
	},
	{
		displayName: 'Write As',
		name: 'writeAs',
		type: 'options',
		default: 'update',
		description: 'How to write the resources',
		options: [
			{
				name: 'New Resources',
				value: 'create',
				description: 'The server gives new IDs (POST). References by urn:uuid between lines are kept.',
			},
			{
				name: 'Resources With Their IDs',
				value: 'update',
				description:
					'Under the IDs that they have (PUT), so that loading twice does no harm. A line without ID gets a new one.',
			},
		],
	},
];

/** The entries of *Options* that only *Load NDJSON* has. */
export const loadOptions: INodeProperties[] = [
	{ ...bundleEntriesOption, description: 'Maximum number of lines in a Bundle' },
	{
		displayName: 'Fail on Failed Lines',
		name: 'failOnFailedLines',
		type: 'boolean',
		default: false,
		description:
			'Whether the item fails if single lines fail. If off, the output counts them and has them in a file, each with its reason.',
	},
	{
		displayName: 'First Line',
		name: 'firstLine',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 1',
		description: 'The line to begin with, to go on where an earlier run has ended',
	},
	{ ...bundleMegabytesOption, description: 'Maximum size of a Bundle. A larger line is sent alone.' },
	{
		displayName: 'Order by Dependency',
		name: 'orderByDependency',
		type: 'boolean',
		default: false,
		description:
			'Whether to write types after those that they refer to (organizations, then patients, then encounters …), in all files together. A file with several types is read several times. For servers that refuse references to what is not there yet.',
	},
	{
		...inParallelOption,
		displayName: 'Requests in Parallel',
		name: requestsInParallel,
		description:
			'How many Bundles (or single requests) are sent at the same time, 100 at most. Lines that write or refer to the same resource keep their order.',
	},
	{
		displayName: 'Send As',
		name: 'sendAs',
		type: 'options',
		default: 'batch',
		description: 'How lines are put into requests',
		options: [
			{ name: 'Batches', value: 'batch', description: 'Many lines in each request: only the rejected lines fail' },
			{
				name: 'Single Requests',
				value: 'single',
				description: 'One request for each line, for servers without batches',
			},
			{
				name: 'Transactions',
				value: 'transaction',
				description: 'Many lines in each request, all or none: quicker on some servers',
			},
		],
	},
];

/** Where the lines of an item come from. */
export type LoadSource = { readonly field: string } | { readonly url: string };

/** What the form says about an item. */
export interface LoadChoice {
	readonly source: LoadSource;
	readonly settings: Omit<LoadSettings, 'hint' | 'signal'>;
	readonly ordered: boolean;
	readonly firstLine: number;
	readonly failsOnFailedLines: boolean;
}

/** Reads the fields of *Load NDJSON*. Throws an input `Failure` that names the field at fault. */
export function loadChoiceOf(parameters: Parameters): LoadChoice {
	const sendAs = parameters.optionText('sendAs');
	return {
		source: sourceOf(parameters),
		settings: {
			method: parameters.text('writeAs') === 'create' ? 'create' : 'update',
			sendAs: sendAs === 'single' || sendAs === 'transaction' ? sendAs : 'batch',
			limits: bundleLimitsOf(parameters),
			concurrency: inParallelOf(parameters, requestsInParallel),
			headers: { prefer: 'return=minimal' },
			retry: retrySettingsOf(parameters),
		},
		ordered: parameters.option('orderByDependency') === true,
		firstLine: parameters.optionNumber('firstLine', { min: 1, example: 1 }) ?? 1,
		failsOnFailedLines: parameters.option('failOnFailedLines') === true,
	};
}

/** Bytes of a file from a URL, at most. */
export const maxSourceBytes = 10_240 * 1024 * 1024;

function sourceOf(parameters: Parameters): LoadSource {
	if (parameters.text('source') !== 'url') return { field: binaryFieldOf(parameters, ndjsonFileField) };
	const url = parameters.text('sourceUrl');
	if (url !== '') return { url };
	throw inputFailure('"URL" is empty', 'Enter the address of the NDJSON file.');
}
