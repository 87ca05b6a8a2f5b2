import { isMembers } from '../../support/members';
import { contentsOfResource, shapeIn } from '../model/elements/check';
import { type Content, contentOf } from '../model/elements/content';

/** What FHIR says about an element, as far as all its releases agree. */
export interface ElementInfo {
	/** Is its value a list? Undefined where that is not known. */
	readonly list: boolean | undefined;
	/** The data types that it may have, of those for which there are rules: `ContactPoint`, `Coding` … */
	readonly types: readonly string[];
	/** See `ElementShape.choice`. */
	readonly choice?: string;
	/** What a value of it may contain; empty where that is not known. */
	contentsOf(value: unknown): readonly Content[];
}

/** The data types for which there are rules: which entry of a list is meant, and what belongs together. */
const typesWithRules = [
	'Address',
	'Age',
	'Annotation',
	'Attachment',
	'CodeableConcept',
	'CodeableReference',
	'Coding',
	'ContactPoint',
	'Count',
	'Distance',
	'Dosage',
	'Duration',
	'Extension',
	'HumanName',
	'Identifier',
	'Quantity',
	'Reference',
];

/** In types that FHIR does not define, elements of these names nearly always have these types. */
const usualTypes: Readonly<Record<string, string>> = {
	address: 'Address',
	coding: 'Coding',
	extension: 'Extension',
	identifier: 'Identifier',
	modifierExtension: 'Extension',
	telecom: 'ContactPoint',
};

/** What may be in a resource of this type; empty for one that FHIR does not define. The element names have to be loaded. */
export function contentsOfType(type: string): readonly Content[] {
	return contentsOfResource(type) ?? [];
}

/** What FHIR says about the element `name` of what has these contents. */
export function elementOf(contents: readonly Content[], name: string): ElementInfo {
	const shape = shapeIn(contents, name);
	if (shape === undefined) {
		const usual = usualTypes[name];
		const content = usual === undefined ? undefined : contentOf(usual);
		const inside = content ? [content] : [];
		return { list: usual && content ? true : undefined, types: typesOf(inside), contentsOf: () => inside };
	}
	const { list, choice, resource } = shape;
	const inside = shape.contents();
	return {
		list,
		choice,
		types: typesOf(inside),
		contentsOf: (value) => (resource && isMembers(value) ? contentsOfType(String(value.resourceType)) : inside),
	};
}

/** An entry of the list that `element` is. */
export function entryOf(element: ElementInfo): ElementInfo {
	return { ...element, list: undefined };
}

let typeNames: ReadonlyMap<Content, string> | undefined;

function typesOf(contents: readonly Content[]): string[] {
	typeNames ??= new Map(
		typesWithRules.flatMap((type) => {
			const content = contentOf(type);
			return content ? [[content, type]] : [];
		}),
	);
	return contents.flatMap((content) => typeNames?.get(content) ?? []);
}
