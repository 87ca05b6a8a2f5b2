import { fileTypeFromMimeType, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import { binaryFieldOf, outputFileField } from '../../form/fields/files';
import type { Parameters } from '../../form/parameters';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { brokenDownload, type Download, download as openDownload, fileRequest } from '../../rest/binary/download';
import { resourceId, resourcePath } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import type { WorkOperation } from '../contract';
import { attachmentsOption, documentField, documentFiles } from './documentDownload';

const mebibyte = 1024 * 1024;
const defaultMegabytes = 2048;

const ways: INodePropertyOptions[] = [
	{ name: 'ID', value: 'id', description: 'The ID of the Binary resource that holds the file' },
	{
		name: 'Reference or URL',
		value: 'reference',
		description: 'The reference or address in another resource, e.g. the URL of an Attachment',
	},
];

const findByField: INodeProperties = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	default: 'id',
	description: 'How to name the file',
	options: ways,
};

const findByFields: INodeProperties[] = [
	{ ...findByField, displayOptions: { show: { '@version': [1] } } },
	{
		...findByField,
		default: 'document',
		options: [
			{
				name: 'Document',
				value: 'document',
				description: 'The DocumentReference that points to the file, as patient charts have it',
			},
			...ways,
		],
		displayOptions: { show: { '@version': [{ _cnd: { gte: 1.1 } }] } },
	},
];

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
		'Where the file is: a reference to a Binary, or an address. A file on another server than the Base URL is read without login.',
	displayOptions: { show: { findBy: ['reference'] } },
};

const options: INodeProperties[] = [
	attachmentsOption,
	{
		displayName: 'Accept',
		name: 'accept',
		type: 'string',
		default: '*/*',
		placeholder: 'e.g. application/pdf',
		description: 'The content type to ask for. Most servers have the file in one type only and send that for */*.',
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. discharge-letter.pdf',
		description:
			'Name of the file in n8n. Left empty, it is the title of the document, or the name that the server gives, or else the ID.',
	},
	{
		displayName: 'Maximum Size',
		name: 'maxSize',
		type: 'number',
		default: defaultMegabytes,
		typeOptions: { minValue: 1 },
		placeholder: 'e.g. 2048',
		description: 'Maximum size of the file in megabytes. A larger file fails, so that it cannot fill the disk.',
	},
];

/** Read of a Binary in its own format (R4 §2.15.2), streamed into n8n's store for files. */
export const download: WorkOperation = {
	choice: {
		name: 'Download',
		value: 'download',
		description: 'Download a file, by its DocumentReference, by the ID of its Binary or by the URL of an Attachment',
		action: 'Download a file',
	},
	reads: true,
	fields: [...findByFields, documentField, binaryIdField, referenceField, outputFileField],
	options,
	work: (parameters) => {
		const isDocument = parameters.text('findBy') === 'document';
		const id = isDocument ? resourceId(parameters.id(documentField.name, 'DocumentReference'), 'Document') : '';
		const requestFor = isDocument ? undefined : requestOf(parameters);
		const field = binaryFieldOf(parameters, outputFileField);
		const megabytes = parameters.optionNumber('maxSize', {
			min: Number.MIN_VALUE,
			fractions: true,
			example: defaultMegabytes,
		});
		const maxBytes = (megabytes ?? defaultMegabytes) * mebibyte;
		const settings = { accept: parameters.optionText('accept'), maxBytes };
		const fileName = parameters.optionText('fileName');
		const all = parameters.optionText(attachmentsOption.name) === 'all';
		return {
			run: async (session) => {
				if (requestFor) {
					const file = await openDownload(session.client, requestFor(session), settings, session.signal);
					return [await fileItem(file, fileName, field, session)];
				}
				const items: OutputItem[] = [];
				for await (const file of documentFiles(id, all, settings, session)) {
					const { json, binary } = await fileItem(file, fileName, field, session);
					const { title } = file;
					items.push({ json: { ...json, ...(title !== undefined && { title }), documentReferenceId: id }, binary });
				}
				return items;
			},
		};
	},
};

function requestOf(parameters: Parameters): (session: Session) => FhirRequest {
	if (parameters.text('findBy') !== 'reference') {
		const path = resourcePath('Binary', parameters.id('binaryId', 'Binary'));
		return () => ({ interaction: 'read', method: 'GET', path });
	}
	const reference = parameters.text('reference');
	return ({ client }) => fileRequest(reference, client.baseUrl, referenceField.displayName);
}

/** Saves the file in n8n's store and returns the item for it; `chosenName` comes before the server's file name. */
async function fileItem(
	{ content, mimeType, lateMimeType, fileName, resource, url }: Download,
	chosenName: string | undefined,
	field: string,
	session: Session,
): Promise<OutputItem> {
	const saved = await session.files.save(content, chosenName ?? fileName, mimeType).catch((error: unknown) => {
		throw brokenDownload(error);
	});
	const contentType = lateMimeType() ?? mimeType;
	const data = { ...saved, mimeType: contentType, fileType: fileTypeFromMimeType(contentType) };
	const { type, id, versionId } = resource;
	const json = {
		...(type !== undefined && { resourceType: type, id }),
		...(versionId !== undefined && { versionId }),
		contentType,
		fileName: data.fileName,
		size: data.bytes,
		url,
	};
	return { json, binary: { [field]: data } };
}
