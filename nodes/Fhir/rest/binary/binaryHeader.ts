/** What a Binary resource says before its data. */
export interface BinaryHeader {
	readonly contentType: string | undefined;
	/** Where the base64 text begins; nothing where the resource has none. */
	readonly dataAt: number | undefined;
}

/** Elements of Binary in all releases; in STU3 the data is called `content`. */
const elements = new Set(
	'resourceType id meta implicitRules language contentType _contentType securityContext data content'.split(' '),
);

/** UTF-8's, byte by byte. */
const byteOrderMark = '\xef\xbb\xbf';

const memberName = /\s*"((?:[^"\\]|\\.)*)"\s*:\s*(?=.)/sy;
const text = /"((?:[^"\\]|\\.)*)"\s*(?=[,}])/sy;
const scalar = /[^\s"{}[\],]+\s*(?=[,}])/sy;
const bracket = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;

/**
 * Reads the beginning of a JSON text up to the data of a Binary resource. `more` where it has to go on to be
 * judged; nothing where it is something else. `isFhir` is believed where the resource names its type last.
 */
export function readBinaryHeader(json: string, isFhir: boolean): BinaryHeader | 'more' | undefined {
	if (byteOrderMark.startsWith(json)) return 'more';
	const [opening = ''] = /^(\xef\xbb\xbf)?\s*\{?/.exec(json) ?? [];
	if (!opening.endsWith('{')) return opening.length === json.length ? 'more' : undefined;
	const said = new Map<string, string>();
	const head = (dataAt: number | undefined): BinaryHeader | undefined => {
		const type = said.get('resourceType');
		const isBinary = type === 'Binary' || (type === undefined && isFhir && said.has('contentType'));
		return isBinary ? { contentType: said.get('contentType'), dataAt } : undefined;
	};

	let at = opening.length;
	for (;;) {
		const name = matched(memberName, json, at);
		if (!name) return /^\s*\}/.test(json.slice(at)) ? head(undefined) : 'more';
		const [, member = ''] = name;
		if (!elements.has(member)) return undefined;
		at += name[0].length;
		if ((member === 'data' || member === 'content') && json[at] === '"') return head(at + 1);
		const value = matched(text, json, at);
		if (value?.[1] !== undefined) said.set(member, value[1].replaceAll('\\/', '/'));
		const end = value ? at + value[0].length : endOfValue(json, at);
		if (end === undefined) return 'more';
		at = end;
		if (said.get('resourceType') !== undefined && said.get('resourceType') !== 'Binary') return undefined;
		if (json[at] === '}') return head(undefined);
		at++;
	}
}

/** Behind a number, literal, object or list and the space after it; nothing where it is not whole yet. */
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
