import { isObject, parseJson } from '../../support/json';
import { linkOf } from '../model/bundle';
import { type Bundle, isBundle } from '../model/resource';

/** Characters before and after the entries in which the links of a page have to be found. */
const maxOutline = 16_384;

/**
 * A page of results without its entries, read from its text without parsing all of it: HAPI and others write the links before the
 * entries, Medplum and others after them. Undefined where it does not begin as a Bundle.
 */
export function pageOutline(text: string): Bundle | undefined {
	const head = headOf(text);
	if (!head || linkOf(head, 'next') !== undefined) return head;
	const outline = { ...head, link: linksAtEnd(text) };
	return isBundle(outline) ? outline : head;
}

function headOf(text: string): Bundle | undefined {
	const end = text.slice(0, maxOutline).indexOf('"entry"');
	if (end < 0) return undefined;
	const members = text.slice(0, end).trimEnd();
	if (!members.endsWith(',')) return undefined;
	const head = parsed(`${members.slice(0, -1)}}`);
	return isBundle(head) ? head : undefined;
}

/** Links within an entry are followed by more closing brackets than a member of the Bundle: then this is not valid. */
function linksAtEnd(text: string): unknown {
	const end = text.slice(-maxOutline);
	const start = end.lastIndexOf('"link"');
	const tail = start < 0 ? undefined : parsed(`{${end.slice(start)}`);
	return isObject(tail) ? tail.link : undefined;
}

function parsed(json: string): unknown {
	try {
		return parseJson(json);
	} catch {
		return undefined;
	}
}
