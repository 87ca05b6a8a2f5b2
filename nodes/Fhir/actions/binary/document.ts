import type { INodeProperties } from 'n8n-workflow';
import { pickerField } from '../../form/fields/resource';
import type { Parameters } from '../../form/parameters';
import { documentDraft, type DocumentDraft } from '../../rest/binary/documentReference';
import { resourceId } from '../../rest/request/path';
import { inputFailure } from '../../transport/errors/failure';
import { documentTypes } from './documentTypes';

const collection = 'document';

const inOldForm = { '@version': [1] };
const inNewForm = { '@version': [{ _cnd: { gte: 1.1 } }] };
const ofDocument = { createDocumentReference: [true] };

const createField: INodeProperties = {
	displayName: 'Create Document Reference',
	name: 'createDocumentReference',
	type: 'boolean',
	default: false,
	description:
		'Whether to also create a DocumentReference that points to the file. Patient charts and searches find documents by it.',
};

const titleField: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Discharge letter',
	description: 'Title of the document. By default, the name of the file.',
};

const dateField: INodeProperties = {
	displayName: 'Date',
	name: 'date',
	type: 'dateTime',
	default: '',
	placeholder: 'e.g. 2026-03-01T08:00:00Z or {{ $now }}',
	description: 'When the document reference was made',
};

const subjectField: INodeProperties = {
	displayName: 'Subject',
	name: 'subject',
	type: 'string',
	default: '',
	placeholder: 'e.g. Patient/123',
	description: 'The patient or other subject that the document is about, as a reference',
};

const typeField: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'string',
	default: '',
	placeholder: 'e.g. http://loinc.org|18842-5|Discharge summary',
	description: 'The exact kind of document: code system, code and name separated by |, or plain text',
};

/** Elements that both forms have in *Document*. */
const commonElements: INodeProperties[] = [
	{
		displayName: 'Category',
		name: 'category',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://loinc.org|11488-4|Consult note',
		description: 'The general kind of document: code system, code and name separated by |, or plain text',
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
];

const elementsField: INodeProperties = {
	displayName: 'Document',
	name: collection,
	type: 'collection',
	placeholder: 'Add Element',
	default: {},
	description: 'Elements of the DocumentReference that describe the file',
	options: sorted([...commonElements, dateField, subjectField, titleField, typeField]),
};

/** *Patient* in the form of version 1.1. */
const patientField: INodeProperties = {
	...pickerField,
	displayName: 'Patient',
	name: 'patient',
	required: false,
	description:
		'The patient that the document is about: chosen from a list, or by ID, by an identifier such as a medical record number, or by address. For a document about something else, add Subject under Document.',
};

/**
 * *Create Document Reference* and the elements of the DocumentReference: in version 1.1 of the node, what everyone needs is in
 * front.
 */
export const documentFields: INodeProperties[] = [
	{ ...createField, displayOptions: { show: inOldForm } },
	{ ...elementsField, displayOptions: { show: { ...inOldForm, ...ofDocument } } },
	{
		...createField,
		default: true,
		description:
			'Whether to also create a DocumentReference that points to the file: patient charts and searches find documents by it. If off, the file alone is stored, as a Binary.',
		displayOptions: { show: inNewForm },
	},
	...[
		patientField,
		{ ...titleField, placeholder: 'e.g. Discharge letter, or empty for the name of the file' },
		{
			...typeField,
			type: 'options' as const,
			allowArbitraryValues: true,
			options: documentTypes,
			description:
				'The kind of document, from a list of LOINC codes. For any other, type its code system, code and name separated by |, such as http://loinc.org|18776-5|Plan of care note, or plain text.',
		},
		{ ...dateField, default: '={{ $now }}', description: 'When the document reference was made. By default, now.' },
		{ ...elementsField, options: sorted([...commonElements, subjectField]) },
	].map((field) => ({ ...field, displayOptions: { show: { ...inNewForm, ...ofDocument } } })),
];

/**
 * The DocumentReference that the form describes; undefined where the user wants none. Throws as `documentDraft` does, and an input
 * `Failure` where nothing says whom the document is about.
 */
export function documentOf(parameters: Parameters): DocumentDraft | undefined {
	if (!parameters.flag(createField.name)) return undefined;
	const text = (name: string) => parameters.optionText(name, collection);
	return documentDraft({
		status: text('status') ?? 'current',
		subject: subjectOf(parameters),
		type: text(typeField.name) ?? (parameters.text(typeField.name) || undefined),
		category: text('category'),
		date: parameters.dateTime(dateField.name, collection) ?? parameters.dateTime(dateField.name),
		description: text('description'),
		title: text(titleField.name) ?? (parameters.text(titleField.name) || undefined),
	});
}

/** *Patient* of version 1.1, or the subject among the elements, which version 1 does not require. */
function subjectOf(parameters: Parameters): unknown {
	const subject = parameters.option(subjectField.name, collection) ?? '';
	const hasPatientField = parameters.typed(patientField.name) !== undefined;
	const id = hasPatientField ? parameters.id(patientField.name, 'Patient') : '';
	if (id !== '' && subject !== '') {
		throw inputFailure('Both "Patient" and "Subject" are filled in', 'Remove "Subject" from "Document".');
	}
	if (id !== '') return `Patient/${resourceId(id, patientField.displayName)}`;
	if (hasPatientField && subject === '') {
		throw inputFailure(
			'"Patient" is empty',
			'Choose the patient that the document is about. For another subject, add "Subject" under "Document"; for a file without a document, switch "Create Document Reference" off.',
		);
	}
	return subject;
}

function sorted(fields: INodeProperties[]): INodeProperties[] {
	return fields.sort((a, b) => a.displayName.localeCompare(b.displayName));
}
