import { ExactNumber } from '../../../support/exactNumber';
import { isObject } from '../../../support/json';
import { listMember, textMember } from '../../../support/jsonMembers';
import type { Json, Resource } from '../../model/resource';
import { shortText } from '../../model/simplify';
import { referenceKeys } from '../functions';
import { joinedTexts, type Kind, textOf } from './kind';
import { preferredCoding } from './preferred';

/** The text of each concept, quantity, reference …, as *Simplified* has it; of a reference, the name of what it leads to. */
export const readable: Kind = {
	type: 'string',
	read: (values, resource) => joinedTexts(values.map((value) => readableText(value, resource))),
};

/** The code of a concept, from the coding that `system` takes too. A reference to a resource within has the code of that. */
export const code: Kind = {
	type: 'string',
	isFirst: true,
	read: (values, resource) => preferredCoding(conceptOf(values[0], resource)).code ?? null,
};

export const system: Kind = {
	type: 'string',
	isFirst: true,
	read: (values, resource) => preferredCoding(conceptOf(values[0], resource)).system ?? null,
};

/** The ID of the resource of this type that a reference leads to, to join tables by. */
export function key(type: string): Kind {
	return {
		type: 'string',
		read: (values, _resource, notes) => {
			const [first, ...others] = new Set(referenceKeys(values, { name: type }));
			if (others.length > 0) notes.several();
			return first ?? null;
		},
	};
}

/**
 * The names of what references to these types lead to, where the resource has them. `isMixed`: there are references to other types
 * too, so that one that does not say its type does not count.
 */
export function nameOf(types: readonly string[], isMixed = false): Kind {
	const isOfType = (value: unknown) => {
		const type = isObject(value) ? typeOf(value) : undefined;
		return type === undefined ? !isMixed : types.includes(type);
	};
	return {
		type: 'string',
		read: (values, resource) =>
			joinedTexts(values.filter(isOfType).map((value) => (isObject(value) ? targetText(value, resource) : undefined))),
	};
}

/** What any value of the resource says in a few words; undefined where it has no short text. */
export function readableText(value: unknown, resource: Resource): string | undefined {
	if (!isObject(value) || value instanceof ExactNumber) return textOf(value);
	// R5 has a concept, a reference, or both.
	if (isObject(value.concept)) return readableText(value.concept, resource);
	if (isObject(value.reference)) return readableText(value.reference, resource);
	const isReference = typeof value.reference === 'string' || value.identifier !== undefined;
	return isReference ? targetText(value, resource) : (quantityText(value) ?? elementText(value));
}

/** With the digits of its number as they were sent. */
function quantityText({ value, comparator, unit, code: unitCode, currency }: Readonly<Record<string, unknown>>) {
	if (!(value instanceof ExactNumber)) return undefined;
	const parts = [textOf(comparator), value.text, textOf(unit) ?? textOf(unitCode) ?? textOf(currency)];
	return parts.filter((part) => part !== undefined).join(' ');
}

/** The text of an element, as *Simplified* has it: that knows JavaScript's numbers only. */
export function elementText(element: unknown): string | undefined {
	return shortText(element as Json) ?? shortText(withPlainNumbers(element) as Json);
}

function withPlainNumbers(value: unknown): unknown {
	if (value instanceof ExactNumber) return Number(value.text);
	if (Array.isArray(value)) return value.map(withPlainNumbers);
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withPlainNumbers(part)]));
}

function targetText(reference: Readonly<Record<string, unknown>>, resource: Resource): string | undefined {
	const inner = isObject(reference.reference) ? reference.reference : reference;
	const display = textMember(inner, 'display');
	if (display !== undefined) return display;
	const target = containedAt(inner, resource);
	return shortText(target?.name) ?? shortText(target?.title) ?? shortText(target?.code);
}

/** A concept, or the code of the contained resource that a reference names: prescriptions often contain the medication. */
function conceptOf(value: unknown, resource: Resource): unknown {
	if (!isObject(value) || value.coding !== undefined) return value;
	if (isObject(value.concept)) return value.concept;
	const inner = isObject(value.reference) ? value.reference : value;
	return typeof inner.reference === 'string' ? containedAt(inner, resource)?.code : value;
}

function containedAt({ reference }: Readonly<Record<string, unknown>>, resource: Resource): Resource | undefined {
	if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
	const id = reference.slice(1);
	const found = listMember(resource, 'contained').find((one) => isObject(one) && one.id === id);
	return found as Resource | undefined;
}

/** The type that a reference names; undefined where it does not say. */
function typeOf({ reference, type }: Readonly<Record<string, unknown>>): string | undefined {
	if (typeof type === 'string') return type;
	if (typeof reference !== 'string') return undefined;
	const steps = (reference.split('/_history/')[0] ?? '').split('/');
	return steps.length > 1 ? steps.at(-2) : undefined;
}
