import { listMember, textMember } from '../../support/jsonMembers';
import { isRecordNumber } from './recordNumber';
import type { Json, Resource } from './resource';
import { shortText } from './simplify';

/** The elements that say what a resource is or is about: the first one that it has counts. */
const titles =
	'name title code vaccineCode medicationCodeableConcept medicationReference medication type serviceType category description'.split(
		' ',
	);

/** The elements with the date that people know a resource by. */
const dates =
	'birthDate effectiveDateTime effectivePeriod effectiveInstant occurrenceDateTime occurrencePeriod onsetDateTime performedDateTime performedPeriod start period authoredOn recordedDate date created issued'.split(
		' ',
	);

/** The elements that say whose it is. */
const owners = 'subject patient beneficiary individual for'.split(' ');

/**
 * One line by which a person recognises a resource: what it is, its value, date, whose it is, its number, and its ID. It is
 * patient data: for the editor only.
 */
export function resourceLabel(resource: Resource): string {
	const text = (names: readonly string[]) => first(names, (name) => shortText(resource[name]));
	const title = text(titles);
	const value = first(Object.keys(resource), (name) =>
		/^value[A-Z]/.test(name) ? shortText(resource[name]) : undefined,
	);
	const owner = first(owners, (name) => ownerOf(resource[name]));
	const what = [title, value].filter(Boolean).join(': ');
	const parts = [what, text(dates)?.slice(0, 10), owner, numberOf(resource, title)].filter(Boolean);
	const shown = parts.length > 0 ? parts.join(', ') : resource.resourceType;
	return `${cut(shown)} (${resource.id ?? ''})`;
}

function first(names: readonly string[], read: (name: string) => string | undefined): string | undefined {
	for (const name of names) {
		const found = read(name);
		if (found !== undefined) return found;
	}
	return undefined;
}

function ownerOf(reference: Json | undefined): string | undefined {
	return textMember(reference, 'display') ?? textMember(reference, 'reference');
}

/** The medical record number, or else another identifier where nothing else says what the resource is. */
function numberOf(resource: Resource, title: string | undefined): string | undefined {
	const identifiers = listMember(resource, 'identifier');
	const record = identifiers.find(isRecordNumber);
	const isNamed = title !== undefined && resource.resourceType !== 'Patient';
	const number = record ?? (isNamed ? undefined : identifiers[0]);
	const value = textMember(number, 'value');
	if (value === undefined) return undefined;
	return record === undefined ? `no. ${value}` : `MRN ${value}`;
}

const maxLength = 100;

function cut(text: string): string {
	return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
