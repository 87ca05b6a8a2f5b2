import type { INodeProperties } from 'n8n-workflow';
import type { Parameters } from '../../form/parameters';
import { documentDraft, type DocumentDraft } from '../../rest/binary/documentReference';

const collection = 'document';

/** *Create Document Reference* and the elements of the DocumentReference. */
export const documentFields: INodeProperties[] = [
	{
		displayName: 'Create Document Reference',
		name: 'createDocumentReference',
		type: 'boolean',
		default: false,
		description:
			'Whether to also create a DocumentReference that points to the file. Patient charts and searches find documents by it.',
	},
	{
		displayName: 'Document',
		name: collection,
		type: 'collection',
		placeholder: 'Add Element',
		default: {},
		description: 'Elements of the DocumentReference that describe the file',
		displayOptions: { show: { createDocumentReference: [true] } },
		options: [
			{
				displayName: 'Category',
				name: 'category',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://loinc.org|11488-4|Consult note',
				description: 'The general kind of document: code system, code and name separated by |, or plain text',
			},
			{
				displayName: 'Date',
				name: 'date',
				type: 'dateTime',
				default: '',
				placeholder: 'e.g. 2026-03-01T08:00:00Z or {{ $now }}',
				description: 'When the document reference was made',
			},
			{
				displayName: 'Description',
				name: 'description',
				type: 'string',
				default: '',
				placeholder: 'e.g. Discharge letter of the cardiology ward',
				description: 'What the document is, as text',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'current',
				description: 'Status of the document reference',
				options: [
					{ name: 'Current', value: 'current' },
					{ name: 'Entered in Error', value: 'entered-in-error' },
					{ name: 'Superseded', value: 'superseded' },
				],
			},
			{
				displayName: 'Subject',
				name: 'subject',
				type: 'string',
				default: '',
				placeholder: 'e.g. Patient/123',
				description: 'The patient or other subject that the document is about, as a reference',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Discharge letter',
				description: 'Title of the document. By default, the name of the file.',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://loinc.org|18842-5|Discharge summary',
				description: 'The exact kind of document: code system, code and name separated by |, or plain text',
			},
		],
	},
];

/** The DocumentReference that the form describes; undefined where the user wants none. Throws as `documentDraft` does. */
export function documentOf(parameters: Parameters): DocumentDraft | undefined {
	if (!parameters.flag('createDocumentReference')) return undefined;
	const text = (name: string) => parameters.optionText(name, collection);
	return documentDraft({
		status: text('status') ?? 'current',
		subject: parameters.option('subject', collection),
		type: text('type'),
		category: text('category'),
		date: parameters.dateTime('date', collection),
		description: text('description'),
		title: text('title'),
	});
}
