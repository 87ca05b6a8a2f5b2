import type { ElementDefinition, ElementDefinitions } from '../definitions/elements';
import { everydayFields } from './everyday';
import { isPrimitive } from './elementOf';
import type { Field, FieldModel } from './fieldModel';
import { titleOf, words } from './titles';

/** A field as the form offers it. */
export interface FormField {
	readonly id: string;
	readonly title: string;
	readonly kind: 'dateTime' | 'number' | 'options' | 'string';
	/** The choices, where only these are allowed; each with what a person reads. */
	readonly options?: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	readonly required: boolean;
	/** The only value that it may have in a profile, as a text. */
	readonly fixed?: string;
	/** Does the form show it at first? All others can be added. */
	readonly shown: boolean;
}

/** Of a type without everyday fields, this number is shown at first. */
const shownAtFirst = 10;

/** What is offered of each data type: paths inside it. Of other data types, their own single values are offered. */
const offeredOf: Readonly<Record<string, string>> = {
	Address: 'line[0] line[1] city district state postalCode country use',
	Annotation: 'text time authorString',
	Attachment: 'url contentType title creation',
	CodeableConcept: 'coding[0].code coding[0].system coding[0].display text',
	CodeableReference: 'concept.coding[0].code concept.coding[0].system concept.text reference.reference',
	Coding: 'code system display',
	ContactDetail: 'name telecom[email].value telecom[phone].value telecom[url].value',
	ContactPoint: 'value system use',
	Dosage:
		'text patientInstruction route.coding[0].code route.text timing.repeat.frequency timing.repeat.period timing.repeat.periodUnit doseAndRate[0].doseQuantity.value doseAndRate[0].doseQuantity.unit asNeededBoolean',
	HumanName: 'family given[0] given[1] prefix[0] suffix[0] use text',
	Identifier: 'value system use',
	Meta: 'profile[0]',
	Narrative: '',
	Quantity: 'value unit code comparator',
	Range: 'low.value low.unit high.value high.unit',
	Ratio: 'numerator.value numerator.unit denominator.value denominator.unit',
	Reference: 'reference display',
	Timing: 'event[0] repeat.frequency repeat.period repeat.periodUnit code.text',
};

/** Of a value that may be of any type, these types are offered. */
const usualTypes = new Set(
	'boolean code CodeableConcept date dateTime decimal integer Quantity Reference string uri'.split(' '),
);

/** Not offered: the server assigns it, or hardly anyone knows it. */
const unusual = new Set(['id', 'implicitRules', 'language', 'text']);

/**
 * The fields that the form offers of a resource type: what is required first, then what people use, then the first entry of
 * everything else that is not nested too deeply. `FieldModel.field` knows many more. Empty for a type that is not known.
 */
export function formFields(model: FieldModel): FormField[] {
	const found = model.elements;
	if (!found) return [];
	const elements = [...found.elements.values()].filter(({ name }) => !unusual.has(name));
	const required = elements
		.filter((element) => element.required)
		.flatMap((element) => idsOf(element, found.definitions).slice(0, 1));
	const everyday = everydayFields(model.type);
	const others = elements.flatMap((element) => idsOf(element, found.definitions));
	const isRare = new Set(everyday.filter((one) => one.isRare).map(({ id }) => id));
	const titles = new Map(everyday.map(({ id, title }) => [id, title]));
	const firstOnes = new Set(everyday.length > 0 ? everyday.map(({ id }) => id) : firstOf(elements, found.definitions));

	const fields: FormField[] = [];
	const [ids, used] = [new Set<string>(), new Set<string>()];
	const isRequired = new Set(required);
	const inOrder = [
		...everyday.map(({ id }) => id).filter((id) => isRequired.has(id)),
		...required,
		...everyday.map(({ id }) => id),
		...firstOnes,
		...others,
	];
	for (const id of inOrder) {
		const field = model.fieldOfFirst(id);
		if (!field || ids.has(field.id)) continue;
		const plain = titles.get(id) ?? titleOf(field);
		const title = used.has(plain) ? `${titleOf(field)} [${field.id}]` : plain;
		if (used.has(plain) && titles.has(id)) continue;
		ids.add(field.id);
		used.add(title);
		fields.push({ ...shapeOf(field), title, shown: (isRequired.has(id) || firstOnes.has(id)) && !isRare.has(id) });
	}
	return fields;
}

function firstOf(elements: readonly ElementDefinition[], definitions: ElementDefinitions): string[] {
	return elements
		.filter(({ content, choice }) => !content && choice === undefined)
		.filter(({ name }) => name !== 'meta')
		.slice(0, shownAtFirst)
		.flatMap((element) => idsOf(element, definitions).slice(0, 1));
}

/** The IDs that are offered of an element; those of its own elements down to two levels. */
export function idsOf(element: ElementDefinition, definitions: ElementDefinitions, prefix = '', depth = 0): string[] {
	const id = `${prefix}${element.name}${element.list ? '[0]' : ''}`;
	if (isPrimitive(element)) return isOffered(element) ? [id] : [];
	if (element.content) {
		if (depth > 1) return [];
		return [...element.content.values()].flatMap((one) => idsOf(one, definitions, `${id}.`, depth + 1));
	}
	if (element.type === undefined || element.type.startsWith('#') || !isOffered(element)) return [];
	const paths = offeredOf[element.type]?.split(' ').filter(Boolean) ?? singleValues(element, definitions);
	return paths.map((path) => `${id}.${path}`);
}

function isOffered({ choice, type = '', binding }: ElementDefinition): boolean {
	return choice !== 'value' || usualTypes.has(type) || binding !== undefined || type === 'Range' || type === 'Period';
}

function singleValues(element: ElementDefinition, definitions: ElementDefinitions): string[] {
	const inside = [...(definitions.within(element)?.values() ?? [])];
	return inside.filter((one) => isPrimitive(one) && !one.list).map(({ name }) => name);
}

/** How the form asks for a field. */
export function shapeOf(field: Field): Omit<FormField, 'title' | 'shown'> {
	const [only] = field.steps;
	// Of a choice, one kind is enough.
	const required = field.steps.length === 1 && only?.element.required === true && only.element.choice === undefined;
	const codes = field.codes;
	// A switch of n8n is never empty: an option can be.
	if (field.type === 'boolean') return { id: field.id, kind: 'options', options: yesOrNo, required };
	if (codes) {
		return {
			id: field.id,
			kind: 'options',
			options: codes.map((value) => ({ name: codeName(value), value })),
			required,
		};
	}
	return { id: field.id, kind: kinds[field.type] ?? 'string', required };
}

const yesOrNo = [
	{ name: 'Yes', value: 'true' },
	{ name: 'No', value: 'false' },
];

/** A decimal is a text in the form: as a number it would lose zeros at its end, which say how precise it is. */
const kinds: Readonly<Record<string, FormField['kind']>> = {
	date: 'dateTime',
	dateTime: 'dateTime',
	instant: 'dateTime',
	integer: 'number',
	positiveInt: 'number',
	unsignedInt: 'number',
};

/** `entered-in-error` as "Entered in Error"; a code that is not words as it is. */
function codeName(code: string): string {
	if (!/^[a-z]{4}[a-z-]*$|^[a-z]+-[a-z-]+$/.test(code)) return code;
	const [first = '', ...others] = code.split('-');
	return [words(first), ...others.map((part) => (joining.has(part) ? part : words(part)))].join(' ');
}

const joining = new Set(['by', 'for', 'in', 'of', 'to']);
