import { tryParseJson } from '../../support/json';
import { textMember } from '../../support/jsonMembers';
import type { Wrapper, WrapperHeader } from './wrapper';

/** The elements of Binary in all releases. In STU3, the data is called `content`. */
const elements = new Set(
	(
		'resourceType id meta implicitRules language contentType securityContext data content ' +
		'extension modifierExtension text contained'
	).split(' '),
);

/** Of UTF-8, with one character for each byte. */
const byteOrderMark = '\xef\xbb\xbf';

const memberName = /\s*"([^"\\]*(?:\\.[^"\\]*)*)"\s*:\s*(?=.)/sy;
const text = /"([^"\\]*(?:\\.[^"\\]*)*)"\s*(?=[,}])/sy;
const scalar = /[^\s"{}[\],]+\s*(?=[,}])/sy;
// A text that is not closed reaches to the end: otherwise each quote in it would be tried as the beginning of one.
const bracket = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{}[\]]/gs;

/**
 * Parses the beginning of a JSON text up to the data of a Binary resource (R4 §2.15), with one character for each byte.
 * `isFhir`: was it sent as FHIR? Then a resource that names its type after its data is taken for a Binary by its content
 * type.
 */
export function readBinaryHeader(json: string, isFhir: boolean): WrapperHeader {
	if (byteOrderMark.startsWith(json)) return 'more';
	const [opening = ''] = /^(\xef\xbb\xbf)?\s*\{?/.exec(json) ?? [];
	if (!opening.endsWith('{')) return opening.length === json.length ? 'more' : undefined;
	const names = new Set<string>();
	const texts = new Map<string, string>();
	const wrapper = (kind: Wrapper['kind'], dataAt?: number): Wrapper => {
		return { kind, dataAt, quote: '"', contentType: texts.get('contentType') };
	};
	const isBinary = () => {
		const type = texts.get('resourceType');
		return type === 'Binary' || (type === undefined && isFhir && texts.has('contentType'));
	};
	const withoutData = () => {
		if (!isBinary()) return undefined;
		return wrapper(names.has('_data') || names.has('_content') ? 'external' : 'binary');
	};

	let at = opening.length;
	for (;;) {
		const name = matched(memberName, json, at);
		if (!name) return /^\s*\}/.test(json.slice(at)) ? withoutData() : 'more';
		const [, member = ''] = name;
		const isKnown = elements.has(member) || member.startsWith('_') || texts.has('resourceType');
		if (!isKnown) return undefined;
		names.add(member);
		at += name[0].length;
		if ((member === 'data' || member === 'content') && json[at] === '"') {
			return wrapper(isBinary() ? 'binary' : 'perhaps', at + 1);
		}
		const value = matched(text, json, at);
		if (value?.[1] !== undefined) texts.set(member, value[1].replaceAll('\\/', '/'));
		const end = value ? at + value[0].length : endOfValue(json, at);
		if (end === undefined) return 'more';
		at = end;
		const type = texts.get('resourceType');
		if (type === 'OperationOutcome') return wrapper('outcome');
		if (type !== undefined && type !== 'Binary') return undefined;
		if (json[at] === '}') return withoutData();
		at++;
	}
}

/**
 * What the members behind the data say of the resource, whose text from the end of the data on is `tail`: its type and its
 * content type, undefined where they are not among them or cannot be read.
 */
export function readBinaryTail(tail: string): { type: string | undefined; contentType: string | undefined } {
	const members = tryParseJson(`{${tail.replace(/^\s*,/, '')}`);
	return { type: textMember(members, 'resourceType'), contentType: textMember(members, 'contentType') };
}

/**
 * The position after a number, literal, object or list and the space behind it; undefined if it is not complete yet.
 */
function endOfValue(json: string, start: number): number | undefined {
	const plain = matched(scalar, json, start);
	if (plain) return start + plain[0].length;
	let depth = 0;
	bracket.lastIndex = start;
	for (let found = bracket.exec(json); found; found = bracket.exec(json)) {
		const [mark] = found;
		if (mark === '{' || mark === '[') depth++;
		else if (mark === '}' || mark === ']') depth--;
		if (depth > 0) continue;
		const [space = ''] = /^\s*/.exec(json.slice(bracket.lastIndex)) ?? [];
		const end = bracket.lastIndex + space.length;
		return end < json.length ? end : undefined;
	}
	return undefined;
}

function matched(pattern: RegExp, json: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(json);
}
