import type { INodeProperties } from 'n8n-workflow';
import { retrySettingsOf } from '../../form/fields/connection';
import { binaryFieldOf, outputFileField } from '../../form/fields/files';
import { allByDefaultFields, limitOf, rewriteLinksOption } from '../../form/fields/paging';
import { jobTimeoutOption, pollIntervalOption } from '../../form/fields/polling';
import { tableFileFields, tableOutputField, viewFields } from '../../form/fields/table';
import { tableSettings, type TableSettings } from '../../form/fields/tableSettings';
import type { Parameters } from '../../form/parameters';

const mebibyte = 1024 * 1024;
const defaultMegabytes = 10_240;
const defaultParallel = 4;

/** *Output* of what an export gives, with the fields of each choice. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'files',
		description: 'What the output items hold',
		options: [
			{
				name: 'Files',
				value: 'files',
				description: 'One item for each NDJSON file, streamed into n8n: for exports of any size',
			},
			{
				name: 'Manifest',
				value: 'manifest',
				description: 'One item with the list of files; nothing is downloaded',
			},
			{
				name: 'Resources',
				value: 'resources',
				description: 'One item for each resource: for exports that fit into the memory of n8n',
			},
			{
				name: 'Table',
				value: 'table',
				description: 'Rows with the columns that you choose, as items or as one CSV or NDJSON file of any length',
			},
		],
	},
	shownFor('files', outputFileField),
	...viewFields.map((field) => shownFor('table', field)),
	shownFor('table', tableOutputField),
	...allByDefaultFields.map((field) => shownFor(['resources', 'table'], field)),
];

function shownFor(output: string | string[], field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { output: [output].flat(), ...field.displayOptions?.show } } };
}

/** The entries of *Options* for the download. */
export const downloadOptions: INodeProperties[] = [
	{
		displayName: 'Files in Parallel',
		name: 'filesInParallel',
		type: 'number',
		default: defaultParallel,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 4',
		description:
			'How many files to download at the same time, 100 at most. The output Table reads one after the other.',
	},
	{
		displayName: 'Include Deletions',
		name: 'includeDeletions',
		type: 'boolean',
		default: false,
		description:
			'Whether the output Resources also has an item for each resource that was deleted, with deleted, resourceType and ID. If off, a hint says that there are some.',
	},
	{
		displayName: 'Keep Compressed',
		name: 'keepCompressed',
		type: 'boolean',
		default: false,
		description:
			'Whether to keep files as the server sends them, mostly compressed with gzip. They take less room; Read NDJSON and Load NDJSON read them too. If off, they are unpacked.',
	},
	{
		displayName: 'Maximum Size',
		name: 'maxSize',
		type: 'number',
		default: defaultMegabytes,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 10240',
		description:
			'Maximum size of each file in megabytes, unpacked. A larger file fails, so that it cannot fill the disk.',
	},
	rewriteLinksOption,
	...tableFileFields.map((field) => ({ ...field, displayOptions: { show: { '/output': ['table'] } } })),
];

/** The entries of *Options* for waiting. */
export const pollOptions: INodeProperties[] = [jobTimeoutOption, pollIntervalOption];

/** How the files of an export become items. */
export interface DownloadSettings {
	readonly output: 'files' | 'resources' | 'manifest' | 'table';
	/** Of the output `table`. */
	readonly table: TableSettings | undefined;
	/** The binary field for files. */
	readonly field: string;
	/** Resources or rows at most. */
	readonly limit: number;
	readonly includesDeletions: boolean;
	/** Does the user have the server put resources of several types into one file? */
	readonly isOrganized: boolean;
	/** Only of the output `files`. */
	readonly keepsCompressed: boolean;
	readonly maxBytes: number;
	readonly parallel: number;
	readonly retries: number;
}

/** Reads *Output* and the options of the download. Throws an input `Failure` that names the field at fault. */
export function downloadSettingsOf(parameters: Parameters): DownloadSettings {
	const chosen = parameters.text('output');
	const output = chosen === 'resources' || chosen === 'manifest' || chosen === 'table' ? chosen : 'files';
	const size = { min: Number.MIN_VALUE, fractions: true, example: defaultMegabytes };
	return {
		output,
		table: output === 'table' ? tableSettings(parameters) : undefined,
		field: output === 'files' ? binaryFieldOf(parameters, outputFileField) : '',
		limit: output === 'resources' || output === 'table' ? (limitOf(parameters) ?? Infinity) : Infinity,
		includesDeletions: parameters.option('includeDeletions') === true,
		isOrganized: parameters.optionText('organizeOutputBy') !== undefined,
		keepsCompressed: output === 'files' && parameters.option('keepCompressed') === true,
		maxBytes: (parameters.optionNumber('maxSize', size) ?? defaultMegabytes) * mebibyte,
		parallel:
			parameters.optionNumber('filesInParallel', { min: 1, max: 100, example: defaultParallel }) ?? defaultParallel,
		retries: retrySettingsOf(parameters).retries,
	};
}
