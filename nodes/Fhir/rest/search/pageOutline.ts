import { parseJson } from '../../support/json';
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
	return head && linkOf(head, 'next') === undefined ? (tailOf(text) ?? head) : head;
}

function headOf(text: string): Bundle | undefined {
	const end = text.slice(0, maxOutline).indexOf('"entry"');
	if (end < 0) return undefined;
	const members = text.slice(0, end).trimEnd();
	if (!members.endsWith(',')) return undefined;
	return bundleIn(`${members.slice(0, -1)}}`);
}

/** Links within an entry are followed by more closing brackets than a member of the Bundle: then this is not valid. */
function tailOf(text: string): Bundle | undefined {
	const end = text.slice(-maxOutline);
	const start = end.lastIndexOf('"link"');
	return start < 0 ? undefined : bundleIn(`{"resourceType":"Bundle",${end.slice(start)}`);
}

function bundleIn(json: string): Bundle | undefined {
	try {
		const value = parseJson(json);
		return isBundle(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
