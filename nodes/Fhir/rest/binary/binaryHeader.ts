/** The part of a Binary resource before its data. */
export interface BinaryHeader {
	readonly contentType: string | undefined;
	/** The position at which the base64 text begins; undefined if the resource has no data. */
	readonly dataAt: number | undefined;
}

/** The elements of Binary in all releases. In STU3, the data is called `content`. */
const elements = new Set(
	'resourceType id meta implicitRules language contentType _contentType securityContext data content'.split(' '),
);

/** Of UTF-8, with one character for each byte. */
const byteOrderMark = '\xef\xbb\xbf';

const memberName = /\s*"((?:[^"\\]|\\.)*)"\s*:\s*(?=.)/sy;
const text = /"((?:[^"\\]|\\.)*)"\s*(?=[,}])/sy;
const scalar = /[^\s"{}[\],]+\s*(?=[,}])/sy;
const bracket = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;

/**
 * Parses the beginning of a JSON text up to the data of a Binary resource (R4 §2.15). Returns `more` if more text is
 * needed to decide, undefined if it is something else. `isFhir`: was it sent as FHIR? That decides if the resource
 * names its type after its data.
 */
export function readBinaryHeader(json: string, isFhir: boolean): BinaryHeader | 'more' | undefined {
	if (byteOrderMark.startsWith(json)) return 'more';
	const [opening = ''] = /^(\xef\xbb\xbf)?\s*\{?/.exec(json) ?? [];
	if (!opening.endsWith('{')) return opening.length === json.length ? 'more' : undefined;
	const members = new Map<string, string>();
	const header = (dataAt: number | undefined): BinaryHeader | undefined => {
		const type = members.get('resourceType');
		const isBinary = type === 'Binary' || (type === undefined && isFhir && members.has('contentType'));
		return isBinary ? { contentType: members.get('contentType'), dataAt } : undefined;
	};

	let at = opening.length;
	for (;;) {
		const name = matched(memberName, json, at);
		if (!name) return /^\s*\}/.test(json.slice(at)) ? header(undefined) : 'more';
		const [, member = ''] = name;
		if (!elements.has(member)) return undefined;
		at += name[0].length;
		if ((member === 'data' || member === 'content') && json[at] === '"') return header(at + 1);
		const value = matched(text, json, at);
		if (value?.[1] !== undefined) members.set(member, value[1].replaceAll('\\/', '/'));
		const end = value ? at + value[0].length : endOfValue(json, at);
		if (end === undefined) return 'more';
		at = end;
		if (members.get('resourceType') !== undefined && members.get('resourceType') !== 'Binary') return undefined;
		if (json[at] === '}') return header(undefined);
		at++;
	}
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
