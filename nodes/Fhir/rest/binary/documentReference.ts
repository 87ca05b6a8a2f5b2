import { inputFailure } from '../../transport/errors/failure';
import { instantText } from '../request/instant';
import { parseReference } from '../reference/reference';
import type { Json, Resource } from '../model/resource';

/** What the form says of a document; empty texts are left out. */
export interface DocumentFields {
	/** `current`, `superseded` or `entered-in-error`. */
	readonly status: string;
	/** A reference as text, or a Reference. */
	readonly subject?: unknown;
	/** `system|code`, `system|code|display`, or plain words. */
	readonly type?: string;
	readonly category?: string;
	readonly date?: unknown;
	readonly description?: string;
	readonly title?: string;
}

/** The file that the document consists of. */
export interface DocumentFile {
	readonly contentType: string;
	readonly fileName: string | undefined;
	readonly size: number | undefined;
}

/** All of a DocumentReference but its file. */
export type DocumentDraft = (binaryId: string, file: DocumentFile) => Resource;

/**
 * A DocumentReference (R4 §10.3; R5 the same in these elements) for a file that is still to be stored: call it with
 * the Binary's id then. Throws an input `Failure` for a field that cannot be one, before anything is sent.
 */
export function documentDraft(fields: DocumentFields): DocumentDraft {
	const { status, subject, type, category, date, description } = fields;
	const described: { [name: string]: Json } = {
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
		return { resourceType: 'DocumentReference', status, ...described, content: [{ attachment }] };
	};
}

/** A CodeableConcept from what a person can type in one line. */
function concept(typed: string, field: string): Json {
	if (!typed.includes('|')) return { text: typed };
	const [system = '', code = '', ...display] = typed.split('|').map((part) => part.trim());
	if (code === '') {
		throw inputFailure(
			`"${field}" names a code system without a code`,
			'Enter e.g. `http://loinc.org|34133-9`, with the name of the code behind another `|`, or plain words.',
		);
	}
	const words = display.join('|');
	return {
		coding: [{ ...(system !== '' && { system }), code, ...(words !== '' && { display: words }) }],
	};
}

function referenceTo(typed: unknown, field: string): Json {
	const { kind } = parseReference(typed, field);
	if (kind === 'contained' || kind === 'urn') {
		throw inputFailure(`"${field}" is no reference to a resource on a server`, 'Enter e.g. `Patient/123`.');
	}
	return typeof typed === 'string' ? { reference: typed.trim() } : { ...(typed as { [name: string]: Json }) };
}

/** `DocumentReference.date` is an instant: to the second, and with a time zone. */
function instantOf(typed: unknown, field: string): string {
	const text = instantText(typed, field);
	if (text.includes('T')) return new Date(text).toISOString();
	throw inputFailure(`"${field}" has no time of day`, 'Enter e.g. `2026-03-01T08:00:00Z`, or `{{ $now }}`.');
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
