import type { Wrapper, WrapperHeader } from './wrapper';

/** What may come before the root: byte order mark, declaration, comments. */
const prolog = /^(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^>[]*>)*/;
const rootTag = /<(?:([\w.-]+):)?([\w.-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y;
/** A tag, a comment, or what is between them. */
const part =
	/[^<]+|<!--(?:[^-]|-(?!->))*-->|<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y;
const dataStart = /<(?:[\w.-]+:)?(?:data|content)(?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*?\s+value\s*=\s*(["'])/y;

/**
 * Parses the beginning of an XML text up to the data of a Binary resource (R4 §2.15, §2.6.1), with one character for each
 * byte. Any other XML is the file itself.
 */
export function readXmlHeader(xml: string): WrapperHeader {
	const [before = ''] = prolog.exec(xml) ?? [];
	const root = matched(rootTag, xml, before.length);
	if (!root)
		return /^(?:<[^>]*)?$/.test(xml.slice(before.length)) || xml[before.length + 1] === '!' ? 'more' : undefined;
	const [tag, prefix, type, attributes = '', empty] = root;
	if (attribute(attributes, prefix === undefined ? 'xmlns' : `xmlns:${prefix}`) !== 'http://hl7.org/fhir')
		return undefined;
	if (type !== 'Binary' && type !== 'OperationOutcome') return undefined;
	let contentType: string | undefined;
	const wrapper = (kind: Wrapper['kind'], dataAt?: number, quote: Wrapper['quote'] = '"'): Wrapper => {
		return { kind, dataAt, quote, contentType };
	};
	if (type === 'OperationOutcome') return wrapper('outcome');
	if (empty === '/') return wrapper('binary');

	let depth = 1;
	let isExternal = false;
	for (let at = before.length + tag.length; ;) {
		const data = depth === 1 ? matched(dataStart, xml, at) : null;
		if (data) return wrapper('binary', at + data[0].length, data[1] === "'" ? "'" : '"');
		const found = matched(part, xml, at);
		if (!found || at + found[0].length === xml.length) {
			if (found?.[1] === '/' && depth === 1) return wrapper(isExternal ? 'external' : 'binary');
			return 'more';
		}
		const [, closing, name, inside = '', selfClosing] = found;
		at += found[0].length;
		if (name === undefined) continue;
		if (depth === 1 && name === 'contentType' && closing === '') contentType = attribute(inside, 'value');
		if (depth === 1 && (name === 'data' || name === 'content') && closing === '') isExternal = true;
		if (closing === '/') depth--;
		else if (selfClosing === '') depth++;
		if (depth === 0) return wrapper(isExternal ? 'external' : 'binary');
	}
}

function attribute(attributes: string, name: string): string | undefined {
	for (const [, found, double, single] of attributes.matchAll(
		/(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
	)) {
		if (found === name)
			return (double ?? single ?? '').replace(
				/&(amp|quot|apos|lt|gt);/g,
				(_, entity: string) => entities[entity] ?? '',
			);
	}
	return undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

function matched(pattern: RegExp, xml: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(xml);
}
