import type { ElementDefinition, Elements } from '../definitions/elements';

/** Extensions may stand in everything that has elements (R4 §2.4); the definitions do not list them. */
const extensions: ReadonlyMap<string, ElementDefinition> = new Map(
	['extension', 'modifierExtension'].map((name) => [
		name,
		{
			name,
			required: false,
			list: true,
			type: 'Extension',
			choice: undefined,
			binding: undefined,
			content: undefined,
		},
	]),
);

/** Are extensions elements of this name? */
export function isExtensionName(name: string): boolean {
	return extensions.has(name);
}

const noElements: Elements = new Map();

/**
 * The element with this name: one of these, an extension, or, with `_` before the name, what a single value has beside itself:
 * extensions. Undefined where there is none, and for what a list of single values has.
 */
export function elementOf(elements: Elements | undefined, name: string): ElementDefinition | undefined {
	if (!elements) return undefined;
	const known = elements.get(name) ?? extensions.get(name);
	if (known || !name.startsWith('_')) return known;
	const value = elements.get(name.slice(1));
	if (!value || value.list || !isPrimitive(value)) return undefined;
	return { ...value, name, required: false, type: undefined, binding: undefined, content: noElements };
}

/** Is it a single value, not an object? */
export function isPrimitive(element: ElementDefinition): element is ElementDefinition & { readonly type: string } {
	return element.type !== undefined && /^[a-z]/.test(element.type);
}
