/** The names that lead to a value in the input item's JSON, outermost first; empty for the JSON as a whole. */
export type ItemPath = readonly string[];

/** `={{ $json }}`, `={{ $json.id }}`, `={{ $json["line 1"][0] }}`, with no text around it. */
const pathExpression = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\[\d+\]|\["[^"\\{}\n]*"\]|\['[^'\\{}\n]*'\])*)\s*\}\}$/;
const step = /\.(\w+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/g;
/** n8n rejects these with an error of its own. */
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The path in a field's expression, if the expression consists of a path only; undefined for any other value of a field. n8n
 * needs up to a millisecond for an expression in its sandbox, a thousand times as long as reading the item.
 */
export function itemPath(typed: unknown): ItemPath | undefined {
	const steps = typeof typed === 'string' ? pathExpression.exec(typed)?.[1] : undefined;
	if (steps === undefined) return undefined;
	const path = [...steps.matchAll(step)].map(([, ...names]) => names.find(Boolean) ?? '');
	return path.some((name) => reserved.has(name)) ? undefined : path;
}

/**
 * The value at this path of an item's JSON: a text, a number, a boolean, an object or a list. Undefined for anything else and
 * for a missing value: those are left to n8n. An object belongs to the item: read it, and do not change it.
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

/** Neither a date nor an instance of a class. Judged by its prototypes, as an object may come from another realm. */
function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
