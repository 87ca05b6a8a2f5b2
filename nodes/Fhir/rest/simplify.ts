import type { Json, Resource } from './resource';

type Element = { [name: string]: Json | undefined };

const leftOut = new Set(['meta', 'text', 'contained', 'extension', 'modifierExtension', 'implicitRules', 'language']);

/**
 * A resource as a person reads it: narrative, extensions and contained resources are left out, names,
 * codes, quantities and references (R4 §2.24) become texts. For tables, messages and language models: it
 * is not a resource any more and cannot be sent back.
 */
export function simplify(resource: Resource): Record<string, unknown> {
	const { resourceType, id, meta } = resource;
	const readable = Object.entries(resource)
		.filter(([name]) => name !== 'resourceType' && name !== 'id' && isShown(name))
		.map(([name, value]) => [name, simplified(value as Json)] as const);
	return {
		resourceType,
		...(id !== undefined && { id }),
		...Object.fromEntries(readable),
		...(meta?.versionId !== undefined && { versionId: meta.versionId }),
		...(meta?.lastUpdated !== undefined && { lastUpdated: meta.lastUpdated }),
	};
}

/** Elements that begin with an underscore carry extensions of primitives. */
function isShown(name: string): boolean {
	return !leftOut.has(name) && !name.startsWith('_');
}

function simplified(value: Json | undefined): unknown {
	if (Array.isArray(value)) {
		const parts = value.map(simplified);
		return parts.every((part) => typeof part !== 'object') ? parts.join(', ') : parts;
	}
	if (typeof value !== 'object' || value === null) return value;
	return asText(value) ?? nested(value);
}

/** A part without a data type of its own (a BackboneElement), simplified within. */
function nested(element: Element): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(element)
			.filter(([name]) => isShown(name))
			.map(([name, value]) => [name, simplified(value)]),
	);
}

/** A complex data type as text, told by its shape: JSON names no data types. */
function asText(element: Element): string | undefined {
	const { coding, family, given, line, city, postalCode, country, reference, display, code, value, unit, start, end } =
		element;
	if (coding !== undefined) return text(element.text) ?? firstText(coding);
	if (family !== undefined || given !== undefined) return text(element.text) ?? humanName(element);
	if (line !== undefined || city !== undefined || postalCode !== undefined) {
		return text(element.text) ?? joined([line, city, element.state, postalCode, country], ', ');
	}
	if (reference !== undefined) return text(reference);
	if (typeof value === 'number') return joined([String(value), unit ?? code], ' ');
	if (typeof value === 'string' && (element.system !== undefined || element.use !== undefined)) return value;
	if (typeof code === 'string' && (element.system !== undefined || display !== undefined)) return text(display) ?? code;
	if (start !== undefined || end !== undefined) return period(element);
	if (onlyHas(element, 'low', 'high')) return range(element, ' – ', 'low', 'high');
	if (onlyHas(element, 'numerator', 'denominator')) return range(element, ' / ', 'numerator', 'denominator');
	if (onlyHas(element, 'text', 'time', 'authorString', 'authorReference', 'status', 'use')) return text(element.text);
	if (onlyHas(element, 'display', 'identifier', 'type')) return text(display);
	return undefined;
}

function humanName(name: Element): string | undefined {
	return joined([name.prefix, name.given, name.family, name.suffix], ' ');
}

function period(element: Element): string | undefined {
	return onlyHas(element, 'start', 'end')
		? `${text(element.start) ?? ''} – ${text(element.end) ?? ''}`.trim()
		: undefined;
}

function range(element: Element, between: string, from: string, to: string): string | undefined {
	const parts = [element[from], element[to]].map((part) => (part === undefined ? '' : String(simplified(part))));
	return parts.join(between).trim();
}

function onlyHas(element: Element, ...names: string[]): boolean {
	const present = Object.keys(element).filter(isShownOrText);
	return present.length > 0 && present.every((name) => names.includes(name));
}

function isShownOrText(name: string): boolean {
	return name === 'text' || isShown(name);
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
