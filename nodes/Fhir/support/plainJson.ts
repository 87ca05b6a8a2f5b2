/** What the outermost members of a JSON object with plain text are. */
export interface PlainObject {
	readonly resourceType?: string;
	readonly id?: string;
}

/** Objects and lists within each other, one bit for each. */
const maxDepth = 30;

const afterOpening = 0;
const valueExpected = 1;
const keyExpected = 2;
const afterValue = 3;

/**
 * Checks that a text is a valid JSON object, and reads two of its members, a few times as fast as `JSON.parse`, which makes
 * all of them. Gives undefined for what is rare or wrong, where `JSON.parse` has to decide: escapes, line breaks and tabs, deep
 * nesting, members that are no text, a member named `__proto__`, and what is not valid.
 */
export function readPlainObject(json: string): PlainObject | undefined {
	// Looking for one character is many times as fast as looking for one of a set.
	if (json.includes('\\') || control.test(json) || json.includes('__proto__')) return undefined;
	const found: { resourceType?: string; id?: string } = {};
	let state = valueExpected;
	let depth = 0;
	// The last bit says whether the innermost of what is open is an object.
	let objects = 0;
	let member: keyof PlainObject | undefined;
	for (let at = 0; at < json.length; at++) {
		const code = json.charCodeAt(at);
		if (code === 0x20) continue;
		if (code === 0x22) {
			const end = json.indexOf('"', at + 1);
			if (end < 0 || depth === 0 || state === afterValue) return undefined;
			if (state === keyExpected || (state === afterOpening && objects & 1)) {
				if (depth === 1) member = memberNamed(json, at + 1, end);
				at = skipBlanks(json, end + 1);
				if (json.charCodeAt(at) !== 0x3a) return undefined;
				state = valueExpected;
			} else {
				if (member !== undefined) found[member] = json.slice(at + 1, end);
				member = undefined;
				at = end;
				state = afterValue;
			}
			continue;
		}
		if (code === 0x2c) {
			if (state !== afterValue || depth === 0) return undefined;
			state = objects & 1 ? keyExpected : valueExpected;
			continue;
		}
		if (code === 0x7d || code === 0x5d) {
			if ((state !== afterValue && state !== afterOpening) || depth === 0) return undefined;
			if ((code === 0x7d) !== ((objects & 1) === 1)) return undefined;
			objects >>>= 1;
			depth--;
			state = afterValue;
			continue;
		}
		if (state === afterValue || state === keyExpected || (state === afterOpening && objects & 1)) return undefined;
		if (member !== undefined) return undefined;
		if (code === 0x7b || code === 0x5b) {
			if (++depth > maxDepth || (depth === 1 && code === 0x5b)) return undefined;
			objects = (objects << 1) | (code === 0x7b ? 1 : 0);
			state = afterOpening;
			continue;
		}
		const length = depth === 0 ? 0 : simpleLength(json, at, code);
		if (length === 0) return undefined;
		at += length - 1;
		state = afterValue;
	}
	return state === afterValue && depth === 0 ? found : undefined;
}

/** Control characters, of which some are blanks between values. */
// eslint-disable-next-line no-control-regex
const control = /[\x00-\x1f]/;

function memberNamed(json: string, start: number, end: number): keyof PlainObject | undefined {
	if (end - start === 2 && json.startsWith('id', start)) return 'id';
	return end - start === 12 && json.startsWith('resourceType', start) ? 'resourceType' : undefined;
}

function skipBlanks(json: string, start: number): number {
	let at = start;
	while (json.charCodeAt(at) === 0x20) at++;
	return at;
}

/** The length of a number, `true`, `false` or `null`; 0 if there is none. */
function simpleLength(json: string, at: number, code: number): number {
	if (code === 0x74) return json.startsWith('true', at) ? 4 : 0;
	if (code === 0x66) return json.startsWith('false', at) ? 5 : 0;
	if (code === 0x6e) return json.startsWith('null', at) ? 4 : 0;
	number.lastIndex = at;
	return number.test(json) ? number.lastIndex - at : 0;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
