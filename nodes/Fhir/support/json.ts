/** Levels of objects and arrays that JSON may have. FHIR needs a dozen; what goes deeper overflows stacks further on. */
export const maxJsonDepth = 256;

/**
 * `JSON.parse` for JSON that someone else wrote: a byte order mark is skipped, members named `__proto__`
 * are dropped (R4 has no such element, and copied on they would change a prototype), and a nesting that
 * would overflow stacks is refused. Throws `SyntaxError` as `JSON.parse` does, or `RangeError` for the nesting.
 */
export function parseJson(text: string): unknown {
	const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	if (!(isRare('{', json) && isRare('[', json)) && isTooDeep(json)) {
		throw new RangeError(`nested more than ${maxJsonDepth} levels deep`);
	}
	// The name may also be spelt with escapes for its letters; nobody else escapes those.
	if (json.includes('__proto__') || (json.includes('\\u00') && /\\u00(5f|6f|7[024])/i.test(json)))
		return JSON.parse(json, withoutPrototype);
	return JSON.parse(json);
}

function withoutPrototype(name: string, value: unknown): unknown {
	return name === '__proto__' ? undefined : value;
}

/** The text as JSON, or undefined where it is not valid JSON. */
export function tryParseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Is it an object with members: not null and not a list? */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object by names that someone else chose. `__proto__` is left out, as by `parseJson`. */
export function byName<Value>(entries: ReadonlyArray<readonly [string, Value]>): { [name: string]: Value } {
	return Object.fromEntries(entries.filter(([name]) => name !== '__proto__'));
}

/** With both kinds of brackets rare, nothing can be nested too deep: a resource is through with this, ten times as fast. */
function isRare(bracket: string, json: string): boolean {
	let count = 0;
	for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
		if (++count > maxJsonDepth / 2) return false;
	}
	return true;
}

/** Counts brackets outside strings; strings, most of the text, are jumped over. */
function isTooDeep(json: string): boolean {
	let depth = 0;
	for (let at = 0; at < json.length; at++) {
		const code = json.charCodeAt(at);
		if (code === 0x22) {
			at = endOfString(json, at);
			if (at < 0) return false;
		} else if (code === 0x7b || code === 0x5b) {
			if (++depth > maxJsonDepth) return true;
		} else if (code === 0x7d || code === 0x5d) depth--;
	}
	return false;
}

/** Where the string that starts at `start` ends; -1 where it does not. */
function endOfString(json: string, start: number): number {
	let end = json.indexOf('"', start + 1);
	while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
	return end;
}

function isEscaped(json: string, at: number): boolean {
	let first = at;
	while (json.charCodeAt(first - 1) === 0x5c) first--;
	return (at - first) % 2 === 1;
}
