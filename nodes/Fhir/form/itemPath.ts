/** Names by which a member of the input item is reached, outermost first. */
export type ItemPath = readonly string[];

/** `{{ $json }}`, `{{ $json.id }}`, `{{ $json["line 1"][0] }}`, and nothing beside it. */
const whole = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\[\d+\]|\["[^"\\{}\n]*"\]|\['[^'\\{}\n]*'\])*)\s*\}\}$/;
const step = /\.(\w+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/g;
/** n8n refuses these, and says why. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The path that a field's expression is, where it is no more than that: n8n needs up to a millisecond in a sandbox to work
 * out an expression, a thousand times what a look at the item takes. Undefined for any other value of a field.
 */
export function itemPath(typed: unknown): ItemPath | undefined {
	const steps = typeof typed === 'string' ? whole.exec(typed)?.[1] : undefined;
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(step)].map(([, ...names]) => names.find(Boolean) ?? '');
	return path.some((name) => reserved.has(name)) ? undefined : path;
}

/**
 * What the path leads to in an item's JSON: a text, a number, true or false, an object or a list. Undefined for all else, such
 * as what is not there: n8n knows what that means. An object is the item's own, to be read and not to be changed.
 */
export function valueAt(json: unknown, path: ItemPath): unknown {
	let value = json;
	for (const name of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
		value = (value as Record<string, unknown>)[name];
	}
	return isData(value) ? value : undefined;
}

function isData(value: unknown): boolean {
	switch (typeof value) {
		case 'string':
		case 'boolean':
			return true;
		case 'number':
			return Number.isFinite(value);
		case 'object':
			return value !== null && (Array.isArray(value) || isPlain(value));
		default:
			return false;
	}
}

/** No date and no instance of a class. By its shape, as an object may come from another realm. */
function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
