/**
 * Paths for the texts that `rest/model/simplify.ts` makes of data types (R4 §2.24), so that a ready view and *Simplified*
 * say the same. Servers run them too, and mostly know a part of FHIRPath only: they do without `select()`, and use `first()` only
 * where an element repeats. Each takes a path to one element.
 */

/** The text of the CodeableConcept at this path: its text, or the first coding's display or code. */
export function concept(path: string): string {
	return `iif(${path}.text.exists(), ${path}.text, ${codingText(`${path}.coding.first()`)})`;
}

/** The text of the Coding at this path: its display, or its code. */
export function codingText(path: string): string {
	return `iif(${path}.display.exists(), ${path}.display, ${path}.code)`;
}

/** The HumanName at this path in one text. */
export function humanName(path: string): string {
	const parts = ['given', 'family', 'suffix'].map((part) => `.combine(${path}.${part})`).join('');
	return `iif(${path}.text.exists(), ${path}.text, iif(${path}.exists(), ${path}.prefix${parts}.join(' ')))`;
}

/** The texts at this path in one, with this between them; nothing where there are none. */
export function together(path: string, separator: string): string {
	return `iif(${path}.exists(), ${path}.join('${separator}'))`;
}

/** The ID of the resource of this type that the reference at this path leads to: a key for joins. */
export function key(path: string, type: string): string {
	return `${path}.getReferenceKey(${type})`;
}

/** A date or time that the element may also have as a period: then its start. */
export function moment(path: string): string {
	return `iif(${path}.ofType(dateTime).exists(), ${path}.ofType(dateTime), ${path}.ofType(Period).start)`;
}
