import { changesNumbers } from './exactNumber';
import { maxJsonDepth, scanJson } from './jsonScan';

export { maxJsonDepth } from './jsonScan';

/**
 * `JSON.parse` for JSON from elsewhere: skips a byte order mark, drops members named `__proto__` (FHIR has no such element,
 * and copying them would change a prototype), and refuses deep nesting. Throws a `SyntaxError` as `JSON.parse` does, or a
 * `RangeError` for the nesting. `onChangedNumbers` is called where the text has a number with a value that JavaScript's
 * numbers cannot hold.
 */
export function parseJson(text: string, onChangedNumbers?: () => void): unknown {
	const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	const { tooDeep, hasLongNumbers } = scanJson(json);
	if (tooDeep) throw new RangeError(`nested more than ${maxJsonDepth} levels deep`);
	const value = parsed(json);
	if (hasLongNumbers && onChangedNumbers && changesNumbers(json)) onChangedNumbers();
	return value;
}

function parsed(json: string): unknown {
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
