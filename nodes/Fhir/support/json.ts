/** How deep objects and arrays in JSON may be nested. FHIR needs a dozen levels; deeper nesting could overflow the stack. */
export const maxJsonDepth = 256;

/**
 * `JSON.parse` for JSON from elsewhere: skips a byte order mark, drops members named `__proto__` (FHIR has no such element,
 * and copying them would change a prototype), and refuses deep nesting. Throws a `SyntaxError` as `JSON.parse` does, or a
 * `RangeError` for the nesting.
 */
export function parseJson(text: string): unknown {
	const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	if (!(isRare('{', json) && isRare('[', json)) && isTooDeep(json)) {
		throw new RangeError(`nested more than ${maxJsonDepth} levels deep`);
	}
	// The name may also be written with escapes for its letters, which are otherwise never escaped.
	if (json.includes('__proto__') || (json.includes('\\u00') && /\\u00(5f|6f|7[024])/i.test(json)))
		return JSON.parse(json, withoutPrototype);
	return JSON.parse(json);
}

function withoutPrototype(name: string, value: unknown): unknown {
	return name === '__proto__' ? undefined : value;
}

/** The value of a JSON text; undefined if the text is not valid JSON. */
export function tryParseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Is the value an object with members, and not null or a list? */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object from names that come from elsewhere. `__proto__` is left out, as in `parseJson`. */
export function byName<Value>(entries: ReadonlyArray<readonly [string, Value]>): { [name: string]: Value } {
	return Object.fromEntries(entries.filter(([name]) => name !== '__proto__'));
}

/** If both kinds of brackets are rare, nothing can be nested too deep. For a usual resource this check is ten times as fast. */
function isRare(bracket: string, json: string): boolean {
	let count = 0;
	for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
		if (++count > maxJsonDepth / 2) return false;
	}
	return true;
}

/** Counts brackets outside of strings; strings, which are most of the text, are skipped. */
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

/** The index of the closing quote of the string that starts at `start`; -1 if there is none. */
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
