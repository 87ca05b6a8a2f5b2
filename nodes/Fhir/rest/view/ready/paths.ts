/**
 * Paths for the texts that `rest/model/simplify.ts` makes of data types (R4 §2.24), so that a ready view and *Simplified*
 * say the same. They only use what FHIRPath and SQL on FHIR have in common, since servers run them too.
 */

/** The text of the CodeableConcept at this path: its text, or the first coding's display or code. */
export function concept(path: string): string {
	return `${path}.first().select(iif(text.exists(), text, ${codingText('coding')}))`;
}

/** The text of the Coding at this path: its display, or its code. */
export function codingText(path: string): string {
	return `${path}.first().select(iif(display.exists(), display, code))`;
}

/** The HumanName at this path in one text. */
export function humanName(path: string): string {
	return `${path}.first().select(iif(text.exists(), text, prefix.combine(given).combine(family).combine(suffix).join(' ')))`;
}

/** The ID of the resource of this type that the reference at this path leads to: a key for joins. */
export function key(path: string, type: string): string {
	return `${path}.first().getReferenceKey(${type})`;
}

/** A date or time that the element may also have as a period: then its start. */
export function moment(path: string): string {
	return `iif(${path}.ofType(dateTime).exists(), ${path}.ofType(dateTime), ${path}.ofType(Period).start)`;
}
