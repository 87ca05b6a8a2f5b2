import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../../form/parameters';
import type { ImportFile, ImportInput } from '../../rest/bulk/imports/description';
import { inputText } from '../../rest/request/inputText';
import { resourceType } from '../../rest/request/path';
import { inputFailure } from '../../transport/errors/failure';
import { furtherParametersOf } from './furtherParameters';

/** How the server takes an import, and what is imported. */
export const importFields: INodeProperties[] = [
	{
		displayName: 'Import By',
		name: 'importBy',
		type: 'options',
		noDataExpression: true,
		default: 'hapi',
		description: 'The way in which the server takes imports: there is no standard yet',
		options: [
			{ name: 'Azure', value: 'azure', description: 'Files in the storage account of an Azure FHIR service' },
			{ name: 'Google Cloud', value: 'google', description: 'Files in a bucket of Cloud Storage' },
			{ name: 'HAPI FHIR', value: 'hapi', description: 'Files at web addresses that the server can reach' },
			{ name: 'SMART Ping and Pull', value: 'smart', description: 'The server fetches an export from another server' },
		],
	},
	{
		displayName: 'Files',
		name: 'importFiles',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add File',
		description: 'The NDJSON files to import, each with resources of one type. The server reads them by itself.',
		displayOptions: { show: { importBy: ['azure', 'hapi'] } },
		options: [
			{
				displayName: 'File',
				name: 'file',
				values: [
					{
						displayName: 'Resource Type',
						name: 'type',
						type: 'string',
						default: '',
						placeholder: 'e.g. Patient',
						description: 'The type of the resources in the file',
					},
					{
						displayName: 'URL',
						name: 'url',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://files.example.org/Patient.ndjson',
						description: 'The address of the file, as the server reaches it',
					},
				],
			},
		],
	},
	{
		displayName: 'Import Mode',
		name: 'importMode',
		type: 'options',
		default: 'incremental',
		description: 'Whether the service is in use meanwhile',
		displayOptions: { show: { importBy: ['azure'] } },
		options: [
			{ name: 'Incremental', value: 'incremental', description: 'Into a service that is in use' },
			{ name: 'Initial', value: 'initial', description: 'Into an empty service that is set to initial import' },
		],
	},
	{
		displayName: 'Bucket URI',
		name: 'bucketUri',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. gs://bucket/folder/*.ndjson',
		description: 'The files in Cloud Storage; * stands for any characters',
		displayOptions: { show: { importBy: ['google'] } },
	},
	{
		displayName: 'Files Hold',
		name: 'contentStructure',
		type: 'options',
		default: 'resource',
		description: 'What each line of the files is',
		displayOptions: { show: { importBy: ['google'] } },
		options: [
			{ name: 'Bundles', value: 'bundle', description: 'A Bundle in each line' },
			{ name: 'Resources', value: 'resource', description: 'A resource in each line' },
		],
	},
	{
		displayName: 'Export URL',
		name: 'exportUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://fhir.example.org/r4/Patient/$export',
		description: 'Where the server fetches from: an export of another server, or the manifest of one',
		displayOptions: { show: { importBy: ['smart'] } },
	},
	{
		displayName: 'Export Type',
		name: 'exportType',
		type: 'options',
		default: 'dynamic',
		description: 'What the Export URL is',
		displayOptions: { show: { importBy: ['smart'] } },
		options: [
			{ name: 'Dynamic', value: 'dynamic', description: 'An export that the server starts and waits for' },
			{ name: 'Static', value: 'static', description: 'The manifest of an export that has finished' },
		],
	},
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: true,
		description:
			'Whether to wait until the server has finished. If off, the output has the statusUrl for Get Export Status.',
	},
];

/** *Options → Operation Name*. */
export const operationNameOption: INodeProperties = {
	displayName: 'Operation Name',
	name: 'importOperation',
	type: 'string',
	default: '$import',
	placeholder: 'e.g. $import-pnp',
	description: 'Name of the operation on servers that call it something else',
};

/** Reads the fields of an import. Throws an input `Failure` that names the field at fault. */
export function importInputOf(parameters: Parameters, kind: string): ImportInput {
	const modes: Record<string, string> = { azure: 'importMode', google: 'contentStructure', smart: 'exportType' };
	const sources: Record<string, string> = { google: 'bucketUri', smart: 'exportUrl' };
	const [mode, source] = [modes[kind], sources[kind]];
	return {
		files: filesOf(parameters),
		source: source === undefined ? '' : parameters.text(source),
		mode: mode === undefined ? '' : parameters.text(mode),
		operation: parameters.optionText('importOperation') ?? '',
		further: furtherParametersOf(parameters),
	};
}

function filesOf(parameters: Parameters): ImportFile[] {
	return parameters.rows('importFiles', 'file').map(({ type, url }) => {
		const address = inputText(url, 'Files → URL').trim();
		if (address === '') throw inputFailure('A file under "Files" has no URL', 'Enter the address of the file.');
		return { type: resourceType(inputText(type, 'Files → Resource Type'), 'Files → Resource Type'), url: address };
	});
}
