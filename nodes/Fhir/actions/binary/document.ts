import type { INodeProperties } from 'n8n-workflow';
import { documentDraft, type DocumentDraft } from '../../rest/binary/documentReference';
import type { Parameters } from '../../form/parameters';

const collection = 'document';

/** *Create Document Reference* and what it says of the file. */
export const documentFields: INodeProperties[] = [
	{
		displayName: 'Create Document Reference',
		name: 'createDocumentReference',
		type: 'boolean',
		default: false,
		description:
			'Whether to also create a DocumentReference that points to the file: what patient charts and searches find documents by',
	},
	{
		displayName: 'Document',
		name: collection,
		type: 'collection',
		placeholder: 'Add Element',
		default: {},
		description: 'What the DocumentReference says of the file',
		displayOptions: { show: { createDocumentReference: [true] } },
		options: [
			{
				displayName: 'Category',
				name: 'category',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://loinc.org|11488-4|Consult note',
				description: 'The broad kind of document: code system, code and name with | between them, or plain words',
			},
			{
				displayName: 'Date',
				name: 'date',
				type: 'string',
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
				description: 'What the document is, in words',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'current',
				description: 'How the document stands',
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
				description: 'Whom or what the document is about: a reference',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Discharge letter',
				description: 'What to show in place of the file. Left out, the name of the file.',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://loinc.org|18842-5|Discharge summary',
				description: 'The exact kind of document: code system, code and name with | between them, or plain words',
			},
		],
	},
];

/** The DocumentReference that the form describes, or nothing where none is wanted; throws as `documentDraft` does. */
export function documentOf(parameters: Parameters): DocumentDraft | undefined {
	if (!parameters.flag('createDocumentReference')) return undefined;
	const text = (name: string) => parameters.optionText(name, collection);
	return documentDraft({
		status: text('status') ?? 'current',
		subject: parameters.option('subject', collection),
		type: text('type'),
		category: text('category'),
		date: parameters.option('date', collection),
		description: text('description'),
		title: text('title'),
	});
}
