import { capitalized } from '../../support/text';
import type { DefinedStep, Field } from './fieldModel';

/** What people call the types of a choice. */
const kinds: Readonly<Record<string, string>> = {
	CodeableConcept: 'Code',
	CodeableReference: 'Code or Reference',
	boolean: 'Yes or No',
	canonical: 'URL',
	dateTime: 'Date',
	integer: 'Whole Number',
	string: 'Text',
};

/** What is inside a data type, without positions, and how its title goes on; what is not here is named as it is. */
const endings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	Annotation: { text: '' },
	Attachment: { url: ' URL', contentType: ' File Type (MIME)' },
	CodeableConcept: { 'coding.code': ' Code', 'coding.system': ' Code System', 'coding.display': ' Display' },
	CodeableReference: {
		'concept.coding.code': ' Code',
		'concept.coding.system': ' Code System',
		'concept.text': ' Text',
		'reference.reference': ' (Reference)',
	},
	Coding: { code: ' Code', system: ' Code System' },
	ContactPoint: { value: '' },
	Identifier: { value: '' },
	Quantity: { value: '', code: ' Unit Code (UCUM)' },
	Reference: { reference: '', display: ' Name' },
};
const likeQuantity = new Set(['Age', 'Count', 'Distance', 'Duration']);

/**
 * A title that a person understands, made from the names of the elements: "Component 2: Code System". `slice` is what a profile
 * calls the entry of the first list.
 */
export function titleOf({ steps }: Field, slice?: string): string {
	const list = slice === undefined ? -1 : steps.findIndex(({ entry }) => entry !== undefined);
	const nameOf = (step: DefinedStep) => (slice !== undefined && step === steps[list] ? words(slice) : nameOfStep(step));
	const whole = steps.findIndex(({ element }) => element.type !== undefined && !element.type.startsWith('#'));
	const outer = steps.slice(0, whole).map((step) => `${nameOf(step)}: `);
	const main = steps[whole];
	if (!main) return '';
	const name = nameOf(main);
	const ending = endingOf(main, steps.slice(whole + 1));
	return outer.join('') + name + (name.endsWith('Code') && ending.startsWith(' Code') ? ending.slice(5) : ending);
}

/** How a title goes on after the name of an element, by the path inside it. */
export function endingOf({ element: { type = '' } }: DefinedStep, inside: readonly DefinedStep[]): string {
	const path = inside.map(({ name }) => name).join('.');
	const known = endings[likeQuantity.has(type) ? 'Quantity' : type]?.[path];
	const number = inside.find(({ entry }) => typeof entry === 'number' && entry > 0)?.entry;
	if (known !== undefined) return known + (typeof number === 'number' ? ` ${number + 1}` : '');
	return inside.map((step) => ` ${nameOfStep(step)}`).join('');
}

/** "Birth Date", "Value (Quantity)", "Name 2", "Telecom (Phone, Work)". */
function nameOfStep({ name, entry, element: { choice, type = '' } }: DefinedStep): string {
	const text = choice === undefined ? words(name) : `${words(choice)} (${kinds[type] ?? words(type)})`;
	if (typeof entry === 'string') return `${text} (${entry.split(':').map(capitalized).join(', ')})`;
	return entry === undefined || entry === 0 ? text : `${text} ${entry + 1}`;
}

/** `birthDate` as "Birth Date", `SystolicBP` as "Systolic BP", `eye-color` as "Eye Color". */
export function words(name: string): string {
	return capitalized(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2'))
		.replace(/[-_]([A-Za-z0-9])/g, (_, letter: string) => ` ${letter.toUpperCase()}`)
		.replace(/\b(Id|Sms|Udi|Uri|Url)\b/g, (word) => word.toUpperCase())
		.trim();
}
