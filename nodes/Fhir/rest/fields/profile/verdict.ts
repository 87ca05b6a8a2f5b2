import { ExactNumber, toJson } from '../../../support/exactNumber';
import type { Json } from '../../model/resource';
import type { DefinedStep, Field } from '../fieldModel';
import { constraintAt, fixedSlices, ofSlice, type Place, slicesOf, within } from './place';

/** What a profile says of a field. */
export interface Verdict {
	/** Has every resource of the profile a value there? */
	readonly isRequired: boolean;
	/** Has it one as far as the concept around a code, which may be without a code? */
	readonly isConceptRequired: boolean;
	readonly mustSupport: boolean;
	/** The only value that it may have, as a text. */
	readonly fixed: string | undefined;
	/** Where its codes come from, and whether others are allowed. */
	readonly codes: { readonly valueSet: string; readonly strict: boolean } | undefined;
	/** The slice that the field is in. */
	readonly slice: string | undefined;
}

/**
 * What the profile says of a field; undefined for one that no resource of the profile has. `standsFor` tells of an entry with a
 * key whether it is the one that the form offers for a list.
 */
export function verdictOf(field: Field, root: Place, standsFor: (step: DefinedStep) => boolean): Verdict | undefined {
	let place = root;
	let isRequired = true;
	let isConceptRequired = true;
	let isInConcept = false;
	let fixed: Json | undefined;
	let codes: Verdict['codes'];
	let slice: string | undefined;
	let mustSupport = false;
	for (const [index, step] of field.steps.entries()) {
		const { element, entry } = step;
		const inFixed = partOf(fixed, step);
		const list = within(place, element);
		const own = typeof entry === 'number' ? fixedSlices(list)[entry] : slicesOf(list).find((one) => one === entry);
		place = own === undefined ? list : ofSlice(list, own);
		if (typeof entry === 'number') slice ??= own;
		const found = constraintAt(place);
		if (found.max === '0') return undefined;
		if (element.choice !== undefined && found.types && !found.types.includes(element.type ?? '')) return undefined;
		// Of several kinds of value, nobody knows which one the codes are meant for.
		const isOnly = element.choice === undefined || found.types?.length === 1;
		if (found.valueSet !== undefined && isOnly)
			codes = { valueSet: found.valueSet, strict: found.strength === 'required' };
		if (inFixed === undefined) {
			const min = found.min ?? (element.required ? 1 : 0);
			const isMeant = entry === undefined || own !== undefined || standsFor(step);
			const isThere = (min > 0 || isReferenceText(field, index)) && isOnly && isMeant;
			isRequired &&= isThere;
			isConceptRequired &&= isThere || isInConcept;
			mustSupport = found.mustSupport === true || (mustSupport && isMain(field, index));
		}
		fixed = found.fixed ?? inFixed;
		isInConcept ||= element.type === 'CodeableConcept' || element.type === 'Coding';
	}
	return { isRequired, isConceptRequired, mustSupport, fixed: textOf(fixed), codes, slice };
}

function textOf(fixed: Json | undefined): string | undefined {
	if (fixed === undefined || fixed === null) return undefined;
	if (typeof fixed !== 'object') return `${fixed}`;
	// A decimal as it was written.
	return fixed instanceof ExactNumber ? toJson(fixed) : undefined;
}

/** Where a reference has to be, it is meant as the text in it. */
function isReferenceText({ steps }: Field, index: number): boolean {
	return steps[index]?.name === 'reference' && steps[index - 1]?.element.type === 'Reference';
}

/** Is the rest of the path the value that people mean by the element around it? */
function isMain({ steps }: Field, index: number): boolean {
	const path = steps
		.slice(index)
		.map(({ name }) => name)
		.join('.');
	return /^(coding\.code|code|reference|value|start)$/.test(path);
}

/** The part of a fixed value that a step leads to. */
function partOf(fixed: Json | undefined, { name, entry }: DefinedStep): Json | undefined {
	if (typeof fixed !== 'object' || fixed === null || Array.isArray(fixed)) return undefined;
	const part = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
	return Array.isArray(part) ? part[typeof entry === 'number' ? entry : 0] : part;
}
