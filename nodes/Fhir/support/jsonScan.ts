/** How deep objects and arrays in JSON may be nested. FHIR needs a dozen levels; deeper nesting could overflow the stack. */
export const maxJsonDepth = 256;

/** What a look at a JSON text shows before it is parsed. */
export interface JsonScan {
	/** Is it nested more than `maxJsonDepth` levels deep? */
	readonly tooDeep: boolean;
	/** Might it have numbers of 16 digits or more, or with a large exponent? JavaScript's numbers hold 15 digits in any case. */
	readonly hasLongNumbers: boolean;
}

const safeDigits = 15;

/** Scans a JSON text. It takes a small part of the time that parsing takes. */
export function scanJson(json: string): JsonScan {
	// If both kinds of brackets are rare, nothing can be nested too deep. For a usual resource, this is ten times as fast.
	return isRare('{', json) && isRare('[', json)
		? { tooDeep: false, hasLongNumbers: hasLongRuns(json) || largeExponent.test(json) }
		: scanStructure(json);
}

function isRare(bracket: string, json: string): boolean {
	let count = 0;
	for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
		if (++count > maxJsonDepth / 2) return false;
	}
	return true;
}

const largeExponent = /\d[eE][+-]?\d{3}/;

/** Are there 16 digits and points in a row, be it in a string? One of them has an index that is a multiple of 16. */
function hasLongRuns(json: string): boolean {
	const step = safeDigits + 1;
	for (let at = step - 1; at < json.length; at += step) {
		if (!isDigitOrPoint(json.charCodeAt(at))) continue;
		let start = at;
		let end = at + 1;
		while (isDigitOrPoint(json.charCodeAt(start - 1))) start--;
		while (isDigitOrPoint(json.charCodeAt(end))) end++;
		// Within a string, as an OID, it is mostly the end of it.
		if (end - start > safeDigits && json.charCodeAt(end) !== 0x22) return true;
		at = end - 1 - ((end - 1 - at) % step);
	}
	return false;
}

/** Counts brackets and looks at numbers outside of strings; strings, which are most of the text, are skipped. */
function scanStructure(json: string): JsonScan {
	let depth = 0;
	let hasLongNumbers = false;
	for (let at = 0; at < json.length; at++) {
		const code = json.charCodeAt(at);
		if (code === 0x22) {
			at = endOfString(json, at);
			if (at < 0) break;
		} else if (code === 0x7b || code === 0x5b) {
			if (++depth > maxJsonDepth) return { tooDeep: true, hasLongNumbers };
		} else if (code === 0x7d || code === 0x5d) depth--;
		else if (isDigitOrPoint(code)) {
			const start = at;
			while (isOfNumber(json.charCodeAt(at + 1))) at++;
			hasLongNumbers ||= at - start >= safeDigits || largeExponent.test(json.slice(start, at + 1));
		}
	}
	return { tooDeep: false, hasLongNumbers };
}

/** The numbers of a JSON text, each with the index of its first character. Texts in quotes are skipped. */
export function numbersIn(json: string): Array<{ readonly at: number; readonly token: string }> {
	const found: Array<{ at: number; token: string }> = [];
	for (let at = 0; at < json.length; at++) {
		const code = json.charCodeAt(at);
		if (code === 0x22) {
			at = endOfString(json, at);
			if (at < 0) break;
		} else if (code === 0x2d || isDigitOrPoint(code)) {
			const start = at;
			while (isOfNumber(json.charCodeAt(at + 1))) at++;
			found.push({ at: start, token: json.slice(start, at + 1) });
		}
	}
	return found;
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

function isDigitOrPoint(code: number): boolean {
	return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

/** A digit, a point, a sign or an `e`. */
function isOfNumber(code: number): boolean {
	return isDigitOrPoint(code) || code === 0x2b || code === 0x2d || (code | 0x20) === 0x65;
}
