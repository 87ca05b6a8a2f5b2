import { inputFailure } from '../../transport/errors/failure';
import type { Json, Resource } from '../model/resource';
import { parseReference } from '../reference/reference';
import { instantText } from '../request/instant';

/** The fields of the form about a document. Empty ones are left out. */
export interface DocumentFields {
	/** `current`, `superseded` or `entered-in-error`. */
	readonly status: string;
	/** A reference as text, or a Reference object. */
	readonly subject?: unknown;
	/** `system|code`, `system|code|display`, or plain text. */
	readonly type?: string;
	readonly category?: string;
	/** A time as text, or a date object. */
	readonly date?: unknown;
	readonly description?: string;
	readonly title?: string;
}

/** The file of the document. */
export interface DocumentFile {
	readonly contentType: string;
	readonly fileName: string | undefined;
	/** In bytes. */
	readonly size: number | undefined;
}

/** Creates the DocumentReference, once the file is stored as a Binary with this id. */
export type DocumentDraft = (binaryId: string, file: DocumentFile) => Resource;

/**
 * Prepares a DocumentReference (R4 §10.3; these elements are the same in R5) for a file that is not stored yet. Throws
 * an input `Failure` for an invalid field, before anything is sent.
 */
export function documentDraft(fields: DocumentFields): DocumentDraft {
	const { status, subject, type, category, date, description } = fields;
	const elements: { [name: string]: Json } = {
		...(type !== undefined && { type: concept(type, 'Type') }),
		...(category !== undefined && { category: [concept(category, 'Category')] }),
		...(isGiven(subject) && { subject: referenceTo(subject, 'Subject') }),
		...(isGiven(date) && { date: instantOf(date, 'Date') }),
		...(description !== undefined && { description }),
	};
	return (binaryId, { contentType, fileName, size }) => {
		const title = fields.title ?? fileName;
		const attachment: { [name: string]: Json } = {
			contentType,
			url: `Binary/${binaryId}`,
			...(size !== undefined && { size }),
			...(title !== undefined && { title }),
		};
		return { resourceType: 'DocumentReference', status, ...elements, content: [{ attachment }] };
	};
}

/** A CodeableConcept from one line of text. */
function concept(typed: string, field: string): Json {
	if (!typed.includes('|')) return { text: typed };
	const [system = '', code = '', ...display] = typed.split('|').map((part) => part.trim());
	if (code === '') {
		throw inputFailure(
			`"${field}" has a code system without a code`,
			'Enter e.g. `http://loinc.org|34133-9`, if you like with the display name of the code after another `|`, or plain text.',
		);
	}
	const displayText = display.join('|');
	return {
		coding: [{ ...(system !== '' && { system }), code, ...(displayText !== '' && { display: displayText }) }],
	};
}

function referenceTo(typed: unknown, field: string): Json {
	const { kind } = parseReference(typed, field);
	if (kind === 'contained' || kind === 'urn') {
		throw inputFailure(`"${field}" is not a reference to a resource on a server`, 'Enter e.g. `Patient/123`.');
	}
	return typeof typed === 'string' ? { reference: typed.trim() } : { ...(typed as { [name: string]: Json }) };
}

/** `DocumentReference.date` is an `instant`: it needs a time of day and a time zone. */
function instantOf(typed: unknown, field: string): string {
	const text = instantText(typed, field);
	if (text.includes('T')) return new Date(text).toISOString();
	throw inputFailure(`"${field}" has no time of day`, 'Enter e.g. `2026-03-01T08:00:00Z`, or `{{ $now }}`.');
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
