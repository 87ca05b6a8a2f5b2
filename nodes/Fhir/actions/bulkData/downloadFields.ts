import type { INodeProperties } from 'n8n-workflow';
import {
	type DownloadLimits,
	downloadLimitsOf,
	filesInParallelOption,
	maxSizeOption,
} from '../../form/fields/downloading';
import { binaryFieldOf, outputFileField } from '../../form/fields/files';
import { allByDefaultFields, limitOf, rewriteLinksOption } from '../../form/fields/paging';
import { jobTimeoutOption, pollIntervalOption } from '../../form/fields/polling';
import { shownWhere } from '../../form/fields/shownWhere';
import { tableFileFields, tableOutputField, viewFields } from '../../form/fields/table';
import { tableSettings, type TableSettings } from '../../form/fields/tableSettings';
import type { Parameters } from '../../form/parameters';

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
	shownWhere('output', ['files'], outputFileField),
	...viewFields.map((field) => shownWhere('output', ['table'], field)),
	shownWhere('output', ['table'], tableOutputField),
	...allByDefaultFields.map((field) => shownWhere('output', ['resources', 'table'], field)),
];

/** The entries of *Options* for the download. */
export const downloadOptions: INodeProperties[] = [
	{
		...filesInParallelOption,
		description: `${filesInParallelOption.description}. The output Table reads one after the other.`,
	},
	maxSizeOption,
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
	rewriteLinksOption,
	...tableFileFields.map((field) => ({ ...field, displayOptions: { show: { '/output': ['table'] } } })),
];

/** The entries of *Options* for waiting. */
export const pollOptions: INodeProperties[] = [jobTimeoutOption, pollIntervalOption];

/** How the files of an export become items. */
export interface DownloadSettings extends DownloadLimits {
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
}

/** Reads *Output* and the options of the download. Throws an input `Failure` that names the field at fault. */
export function downloadSettingsOf(parameters: Parameters): DownloadSettings {
	const chosen = parameters.text('output');
	const output = chosen === 'resources' || chosen === 'manifest' || chosen === 'table' ? chosen : 'files';
	return {
		output,
		table: output === 'table' ? tableSettings(parameters) : undefined,
		field: output === 'files' ? binaryFieldOf(parameters, outputFileField) : '',
		limit: output === 'resources' || output === 'table' ? (limitOf(parameters) ?? Infinity) : Infinity,
		includesDeletions: parameters.option('includeDeletions') === true,
		isOrganized: parameters.optionText('organizeOutputBy') !== undefined,
		keepsCompressed: output === 'files' && parameters.option('keepCompressed') === true,
		...downloadLimitsOf(parameters),
	};
}
