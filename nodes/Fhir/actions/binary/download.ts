import type { INodeProperties } from 'n8n-workflow';
import { brokenDownload, download as openDownload, fileRequest, type Download } from '../../rest/binary/download';
import { resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import type { OutputItem, Session, WorkOperation } from '../contract';
import type { Parameters } from '../../form/parameters';

const mebibyte = 1024 * 1024;
const defaultMaximum = 2048;

const findByField: INodeProperties = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	default: 'id',
	description: 'How to name the file',
	options: [
		{ name: 'ID', value: 'id', description: 'The ID of the Binary resource that holds the file' },
		{
			name: 'Reference or URL',
			value: 'reference',
			description: 'What another resource says of the file, e.g. the URL of an Attachment',
		},
	],
};

const binaryIdField: INodeProperties = {
	displayName: 'Binary ID',
	name: 'binaryId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 8cb1dc2f',
	description: 'The ID of the Binary resource that holds the file',
	displayOptions: { show: { findBy: ['id'] } },
};

const referenceField: INodeProperties = {
	displayName: 'Reference or URL',
	name: 'reference',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Binary/123 or {{ $json.content[0].attachment.url }}',
	description:
		'Where the file is: a reference to a Binary, or an address. On another server than the Base URL it is read without login.',
	displayOptions: { show: { findBy: ['reference'] } },
};

const outputFieldField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	description: 'The name of the output binary field to put the file in',
};

const options: INodeProperties[] = [
	{
		displayName: 'Accept',
		name: 'accept',
		type: 'string',
		default: '*/*',
		placeholder: 'e.g. application/pdf',
		description: 'The content type to ask for. Most servers have one only and give that for */*.',
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. discharge-letter.pdf',
		description: 'Name of the file in n8n. Left empty, the one that the server gives, or else the ID.',
	},
	{
		displayName: 'Maximum Size',
		name: 'maxSize',
		type: 'number',
		default: defaultMaximum,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 2048',
		description: 'Megabytes that the file may have. A larger one fails, so that it cannot fill the disk.',
	},
];

/** Read of a Binary in its own format (R4 §2.15.2), streamed into n8n's store for files. */
export const download: WorkOperation = {
	choice: {
		name: 'Download',
		value: 'download',
		description: 'Download a file, by the ID of its Binary or by the URL of an Attachment',
		action: 'Download a file',
	},
	fields: [findByField, binaryIdField, referenceField, outputFieldField],
	options,
	work: (parameters) => {
		const requestFor = requestOf(parameters);
		const outputField = parameters.text('binaryPropertyName');
		if (outputField === '') throw inputFailure(`"${outputFieldField.displayName}" is empty`, 'Enter e.g. `data`.');
		const settings = { accept: parameters.optionText('accept'), maxBytes: maxBytesOf(parameters) };
		const fileName = parameters.optionText('fileName');
		return {
			run: async (session) => {
				const file = await openDownload(session.client, requestFor(session), settings, session.signal);
				return [await saved(file, fileName, outputField, session)];
			},
		};
	},
};

function requestOf(parameters: Parameters): (session: Session) => FhirRequest {
	if (parameters.text('findBy') !== 'reference') {
		const path = resourcePath('Binary', parameters.text('binaryId'));
		return () => ({ interaction: 'read', method: 'GET', path });
	}
	const reference = parameters.text('reference');
	return ({ client }) => fileRequest(reference, client.baseUrl, referenceField.displayName);
}

async function saved(
	{ content, mimeType, fileName, named, url }: Download,
	wantedName: string | undefined,
	outputField: string,
	session: Session,
): Promise<OutputItem> {
	const data = await session.files.save(content, wantedName ?? fileName, mimeType).catch((error: unknown) => {
		throw brokenDownload(error);
	});
	const { type, id, versionId } = named;
	const json = {
		...(type !== undefined && { resourceType: type, id }),
		...(versionId !== undefined && { versionId }),
		contentType: mimeType,
		fileName: data.fileName,
		size: data.bytes,
		url,
	};
	return { json, binary: { [outputField]: data } };
}

function maxBytesOf(parameters: Parameters): number {
	const value = Number(parameters.option('maxSize') ?? defaultMaximum);
	if (Number.isFinite(value) && value > 0) return value * mebibyte;
	throw inputFailure('"Maximum Size" is not a number above 0', 'Enter megabytes, e.g. 2048.');
}
