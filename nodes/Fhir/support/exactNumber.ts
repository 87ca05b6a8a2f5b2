import { withoutTrailing } from './text';
import { numbersIn } from './jsonScan';

/**
 * A number as it was typed, where a JavaScript number would change it: `2.50` would become `2.5`, and `1e400` infinite. In
 * FHIR, the zeros of a decimal say how precise it is (R4 §2.24.0.1). `toJson` writes it as it was typed.
 */
export class ExactNumber {
	/** `text` is a number in JSON's notation. */
	constructor(readonly text: string) {}

	/** What `JSON.stringify` writes for it; `toJson` replaces that. */
	toJSON(): string {
		return mark + this.text + mark;
	}
}

/** No text from elsewhere can have this, so that nothing but an `ExactNumber` is written without quotes. */
const mark = `\ue000${crypto.randomUUID()}\ue000`;
const marked = new RegExp(`"${mark}([^"]*)${mark}"`, 'g');

/** A number in JSON's notation (RFC 8259 §6). */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** What stands where a number may stand, and in texts that look like it. */
const candidate = /(?:^|[:[,])\s*-?\d[\d.eE+-]*/g;

/**
 * A number in JSON's notation: as a JavaScript number where that is written in the same way, else as it is. Undefined for
 * any other text.
 */
export function exactNumber(text: string): number | ExactNumber | undefined {
	if (!number.test(text)) return undefined;
	const value = Number(text);
	return String(value) === text ? value : new ExactNumber(text);
}

/** JSON text of a value, as `JSON.stringify` gives it, with each `ExactNumber` as it was typed. */
export function toJson(value: object | string | number | boolean | null): string {
	const json = JSON.stringify(value);
	return json.includes(mark) ? json.replace(marked, '$1') : json;
}

/**
 * The value of a JSON text whose numbers are to be written back as they are: `parse` gives it, and has to accept the text.
 * Only a text with numbers that JavaScript would change takes longer than `parse` alone.
 */
export function withExactNumbers(json: string, parse: (json: string) => unknown): unknown {
	const value = parse(json);
	if (!json.match(candidate)?.some((found) => changes(found.replace(/^[:[,]?\s*/, '')))) return value;
	let replaced = '';
	let end = 0;
	for (const { at, token } of numbersIn(json)) {
		if (!changes(token)) continue;
		replaced += json.slice(end, at) + JSON.stringify(new ExactNumber(token));
		end = at + token.length;
	}
	return restored(parse(replaced + json.slice(end)));
}

/** Does a JSON text have a number with another value than the JavaScript number that stands for it? Zeros at its end do not count. */
export function changesNumbers(json: string): boolean {
	return numbersIn(json).some(({ token }) => changesValue(token));
}

function changesValue(token: string): boolean {
	if (token.length <= 15 && !/[eE]/.test(token)) return false;
	const written = String(Number(token));
	return written !== token && significant(written) !== significant(token);
}

/** Digits without zeros around them, and the power of ten of the first one; zero has no digits. */
function significant(number: string): string {
	const [digits = '', exponent = '0'] = number.replace('-', '').split(/e/i);
	const [whole = '', fraction = ''] = digits.split('.');
	const all = whole + fraction;
	const first = all.search(/[1-9]/);
	return first < 0 ? '' : `${withoutTrailing(all.slice(first), '0')}e${whole.length - first + Number(exponent)}`;
}

function changes(token: string): boolean {
	return exactNumber(token) instanceof ExactNumber;
}

/** Puts an `ExactNumber` in the place of each text that stands for one. */
function restored(value: unknown): unknown {
	if (typeof value === 'string') {
		return value.startsWith(mark) ? new ExactNumber(value.slice(mark.length, -mark.length)) : value;
	}
	if (typeof value !== 'object' || value === null) return value;
	const members = value as Record<string, unknown>;
	for (const name of Object.keys(members)) members[name] = restored(members[name]);
	return value;
}
