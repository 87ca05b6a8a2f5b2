import type { Json, Resource } from './resource';

type Element = { [name: string]: Json | undefined };

const omittedFromResources = new Set(['meta', 'text', 'contained', 'implicitRules', 'language']);

/**
 * A resource in a form that is easy to read: narrative, extensions and contained resources are left out; names,
 * codes, quantities and references (R4 §2.24) become text. It is meant for tables, messages and language models: the
 * result is no longer a resource and cannot be sent back.
 */
export function simplify(resource: Resource): Record<string, unknown> {
	const { resourceType, id, meta } = resource;
	return {
		resourceType,
		...(id !== undefined && { id }),
		...nested(resource),
		...(meta?.versionId !== undefined && { versionId: meta.versionId }),
		...(meta?.lastUpdated !== undefined && { lastUpdated: meta.lastUpdated }),
	};
}

/**
 * A simplified resource as an output item. Its version and time outside of `meta` mark it, since no resource has them
 * there; where the server gives neither, `simplified: true` does. A write refuses what is marked so.
 */
export function simplifiedItem(resource: Resource): Record<string, unknown> {
	const { meta } = resource;
	const isMarked = meta?.versionId !== undefined || meta?.lastUpdated !== undefined;
	return { ...simplify(resource), ...(!isMarked && { simplified: true }) };
}

/** Does the object have the marks of `simplifiedItem`? */
export function isMarkedSimplified({
	meta,
	versionId,
	lastUpdated,
	simplified,
}: Readonly<Record<string, unknown>>): boolean {
	return (
		meta === undefined && (simplified === true || typeof versionId === 'string' || typeof lastUpdated === 'string')
	);
}

/** For what takes resources as the server sends them, and gets a simplified one; `what` names it, for a hint. */
export function simplifiedHint(what: string): string {
	return `${what} is a simplified resource, whose names, codes and references are text, without extensions: choose "Raw" under Output in the node that reads it.`;
}

/** What an element says in a few words, the first value where it has several; undefined where it has no short text. */
export function shortText(value: Json | undefined): string | undefined {
	const first = Array.isArray(value) ? value[0] : value;
	const shown = typeof first === 'object' && first !== null && !Array.isArray(first) ? asText(first) : first;
	return typeof shown === 'string' || typeof shown === 'number' ? String(shown).trim() || undefined : undefined;
}

/** Elements that begin with an underscore hold extensions of primitives (R4 §2.6.2). */
function isShown(name: string): boolean {
	return name !== 'extension' && name !== 'modifierExtension' && !name.startsWith('_');
}

/**
 * Only at the top of a resource: within an element, `text` is not a narrative, and `language` may be what a patient
 * speaks.
 */
function isShownOfResource(name: string): boolean {
	return !omittedFromResources.has(name) && isShown(name);
}

function simplified(value: Json | undefined): unknown {
	if (Array.isArray(value)) {
		const parts = value.map(simplified);
		return parts.every((part) => typeof part !== 'object') ? parts.join(', ') : parts;
	}
	if (typeof value !== 'object' || value === null) return value;
	return asText(value) ?? nested(value);
}

/** A part without a data type of its own (a BackboneElement, or a resource in a resource), simplified within. */
function nested(element: Element): Record<string, unknown> {
	const isPart = element.resourceType === undefined ? isShown : isShownOfResource;
	return Object.fromEntries(
		Object.entries(element)
			.filter(([name]) => isPart(name))
			.map(([name, value]) => [name, simplified(value)]),
	);
}

/** A complex data type as text, recognised by its shape, since JSON does not name data types. */
function asText(element: Element): string | undefined {
	const { coding, family, given, line, city, postalCode, reference, display, code, value, system, use } = element;
	if (coding !== undefined) return text(element.text) ?? firstText(coding);
	if (family !== undefined || given !== undefined) return text(element.text) ?? humanName(element);
	if (line !== undefined || city !== undefined || postalCode !== undefined) {
		return text(element.text) ?? joined([line, city, element.state, postalCode, element.country], ', ');
	}
	if (reference !== undefined) return text(reference);
	if (typeof value === 'number') return quantity(element, value);
	if (typeof value === 'string' && (system !== undefined || use !== undefined)) return value;
	if (typeof code === 'string' && (system !== undefined || display !== undefined)) return codedText(element, code);
	if (onlyHas(element, 'start', 'end')) return range(element, ' – ', 'start', 'end');
	if (onlyHas(element, 'low', 'high')) return range(element, ' – ', 'low', 'high');
	if (onlyHas(element, 'numerator', 'denominator')) return range(element, ' / ', 'numerator', 'denominator');
	if (onlyHas(element, 'text', 'time', 'authorString', 'authorReference', 'status', 'use')) return text(element.text);
	if (onlyHas(element, 'display', 'identifier', 'type')) return text(display);
	return undefined;
}

function humanName(name: Element): string | undefined {
	return joined([name.prefix, name.given, name.family, name.suffix], ' ');
}

/** Includes the comparator, which changes the meaning: `< 5 mg`. */
function quantity({ comparator, unit, code, currency }: Element, value: number): string | undefined {
	return joined([comparator, String(value), unit ?? code ?? currency], ' ');
}

/** Undefined for the concepts of a CodeSystem or ConceptMap, which contain other concepts. */
function codedText(element: Element, code: string): string | undefined {
	return onlyHas(element, 'system', 'version', 'code', 'display', 'userSelected', 'unit')
		? (text(element.display) ?? code)
		: undefined;
}

function range(element: Element, between: string, from: string, to: string): string | undefined {
	const parts = [element[from] ?? '', element[to] ?? ''].map(simplified);
	return parts.every((part) => typeof part === 'string') ? parts.join(between).trim() : undefined;
}

/** Does the element have some of these members, and no others that are shown? */
function onlyHas(element: Element, ...names: string[]): boolean {
	const present = Object.keys(element).filter((name) => name !== 'id' && isShown(name));
	return present.length > 0 && present.every((name) => names.includes(name));
}

function firstText(coding: Json): string | undefined {
	const first = Array.isArray(coding) ? coding[0] : undefined;
	if (typeof first !== 'object' || first === null || Array.isArray(first)) return undefined;
	return text(first.display) ?? text(first.code);
}

function text(value: Json | undefined): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function joined(parts: Array<Json | undefined>, between: string): string | undefined {
	const texts = parts.flat().filter((part): part is string => typeof part === 'string' && part !== '');
	return texts.length > 0 ? texts.join(between) : undefined;
}
