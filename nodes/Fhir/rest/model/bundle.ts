import { isObject } from '../../support/json';
import { nonBlankText } from '../../support/text';
import { type Bundle, type BundleEntry, isResource } from './resource';

/**
 * The entries of a Bundle (R4 §2.36.4), in order; an empty list where it has none. Servers send all kinds of things:
 * what is not an object is left out, and so are members of an entry that do not have the type that they should have.
 */
export function entriesOf(bundle: Bundle): BundleEntry[] {
	const entries: unknown[] = Array.isArray(bundle.entry) ? bundle.entry : [];
	return entries.filter(isEntry).map((entry) => (isWellFormed(entry) ? entry : wellFormed(entry)));
}

/**
 * The URL of the first link with this relation, e.g. `next` or `self` (R4 §3.1.1.5.4); undefined where there is none.
 */
export function linkOf(bundle: Bundle, relation: string): string | undefined {
	const links: unknown[] = Array.isArray(bundle.link) ? bundle.link : [];
	return nonBlankText(links.filter(isLink).find((link) => link.relation === relation)?.url);
}

/** The members of an entry's parts that must be text. `status` is not among them: some servers send a number. */
const textMembers = {
	search: ['mode'],
	request: ['method', 'url'],
	response: ['location', 'etag', 'lastModified'],
} as const;

function isWellFormed(entry: BundleEntry): boolean {
	const { fullUrl, resource } = entry;
	if (!isText(fullUrl) || !(resource === undefined || isResource(resource))) return false;
	return isWellFormedPart(entry, 'search') && isWellFormedPart(entry, 'request') && isWellFormedPart(entry, 'response');
}

/** The same entry without the members that have the wrong type. */
function wellFormed(entry: BundleEntry): BundleEntry {
	const { fullUrl, resource, search, request, response } = entry;
	return {
		...(typeof fullUrl === 'string' && { fullUrl }),
		...(isResource(resource) && { resource }),
		...(isWellFormedPart(entry, 'search') && search && { search }),
		...(isWellFormedPart(entry, 'request') && request && { request }),
		...(isWellFormedPart(entry, 'response') && response && { response }),
	};
}

function isWellFormedPart(entry: BundleEntry, name: keyof typeof textMembers): boolean {
	const part: unknown = entry[name];
	if (part === undefined) return true;
	if (!isEntry(part)) return false;
	const members = part as Record<string, unknown>;
	return textMembers[name].every((member) => isText(members[member]));
}

function isText(value: unknown): boolean {
	return value === undefined || typeof value === 'string';
}

function isEntry(value: unknown): value is BundleEntry {
	return isObject(value);
}

function isLink(value: unknown): value is { relation?: unknown; url?: unknown } {
	return typeof value === 'object' && value !== null;
}
