import type { INodeProperties } from 'n8n-workflow';
import { pickerField } from '../../form/fields/resource';
import type { Session } from '../../items/session';
import { attachmentsOf, type DocumentAttachment } from '../../rest/binary/attachments';
import { decodedBase64 } from '../../rest/binary/base64';
import { documentName } from '../../rest/binary/documentName';
import { type Download, download, type DownloadSettings, fileRequest, tooLarge } from '../../rest/binary/download';
import { resourcePath } from '../../rest/request/path';
import { streamOf } from '../../support/streams';

/** *Document*: the DocumentReference whose file is wanted; by default that of the input item. */
export const documentField: INodeProperties = {
	...pickerField,
	displayName: 'Document',
	name: 'documentReferenceId',
	default: { mode: 'id', value: '={{ $json.id }}' },
	description:
		'The DocumentReference of the file: chosen from a list, or by ID, by identifier or by address. By default, the input item is a DocumentReference, as a search gives it.',
	displayOptions: { show: { findBy: ['document'] } },
};

/** *Options → Attachments*: which files of the document. */
export const attachmentsOption: INodeProperties = {
	displayName: 'Attachments',
	name: 'attachments',
	type: 'options',
	default: 'first',
	description: 'Which files to download of a document that has several, e.g. the same letter in two formats',
	options: [
		{ name: 'First', value: 'first', description: 'The first one only' },
		{ name: 'All', value: 'all', description: 'Each as an item of its own' },
	],
	displayOptions: { show: { '/findBy': ['document'] } },
};

/** A file of a document, with the name that its title gives it. */
export interface DocumentFile extends Download {
	readonly title: string | undefined;
}

/**
 * The files of a DocumentReference, opened one after another: the first, or all of them. Throws what `download` throws, and a
 * `Failure` for a document without a file.
 */
export async function* documentFiles(
	id: string,
	all: boolean,
	settings: DownloadSettings,
	session: Session,
): AsyncGenerator<DocumentFile> {
	const path = resourcePath('DocumentReference', id);
	const { resource } = await session.client.send({ interaction: 'read', method: 'GET', path }, session.signal);
	const attachments = attachmentsOf(resource);
	if (!all && attachments.length > 1) {
		session.hint(
			'The document has several files, and only the first one was downloaded. To get the others too, set the option "Attachments" to All.',
		);
	}
	for (const attachment of all ? attachments : attachments.slice(0, 1)) {
		const file = await open(attachment, path, settings, session);
		const { title, contentType } = attachment;
		// A server that does not know the type of a file says so, and the document may know it.
		const isUnknown = file.mimeType === 'application/octet-stream' && contentType !== undefined;
		const mimeType = isUnknown ? mediaType(contentType) : file.mimeType;
		yield { ...file, mimeType, title, fileName: documentName(title ?? file.fileName, mimeType) ?? file.fileName };
	}
}

async function open(
	{ url, data, contentType }: DocumentAttachment,
	path: string,
	settings: DownloadSettings,
	{ client, signal }: Session,
): Promise<Download> {
	if (data === undefined) {
		return await download(client, fileRequest(url ?? '', client.baseUrl, 'content.attachment.url'), settings, signal);
	}
	const bytes = decodedBase64(data, 'The document that the server returned');
	if (bytes.length > settings.maxBytes) throw tooLarge(settings.maxBytes, undefined);
	return {
		content: streamOf(bytes),
		mimeType: contentType === undefined ? 'application/octet-stream' : mediaType(contentType),
		lateMimeType: () => undefined,
		fileName: path.split('/').at(-1),
		resource: {},
		url: `${client.baseUrl.href}/${path}`,
	};
}

/** The media type alone: `text/plain` for `Text/Plain; charset=utf-8`. */
function mediaType(contentType: string): string {
	return contentType.split(';')[0]?.trim().toLowerCase() ?? '';
}
