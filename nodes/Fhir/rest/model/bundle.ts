import { isObject } from '../../support/json';
import type { Bundle, BundleEntry } from './resource';
import { isResource } from './resource';
import { nonBlankText } from '../../support/text';

/** The entries of a Bundle; none where it has no list of them, and without what is no object in it, or has no text where it must. */
export function entriesOf(bundle: Bundle): BundleEntry[] {
	const entries: unknown[] = Array.isArray(bundle.entry) ? bundle.entry : [];
	return entries.filter(isEntry).map((entry) => (isSound(entry) ? entry : sound(entry)));
}

/** The URL of a link by its relation: `next`, `self` (R4 §3.1.1.5.4). */
export function linkOf(bundle: Bundle, relation: string): string | undefined {
	const links: unknown[] = Array.isArray(bundle.link) ? bundle.link : [];
	return nonBlankText(links.filter(isLink).find((link) => link.relation === relation)?.url);
}

/** The texts of an entry's parts that others rely on; `status` may be a number. */
const texts = { search: ['mode'], request: ['method', 'url'], response: ['location', 'etag', 'lastModified'] } as const;

function isSound(entry: BundleEntry): boolean {
	const { fullUrl, resource } = entry;
	if (!isText(fullUrl) || !(resource === undefined || isResource(resource))) return false;
	return isSoundPart(entry, 'search') && isSoundPart(entry, 'request') && isSoundPart(entry, 'response');
}

/** The same entry without those members that are not what they have to be. */
function sound(entry: BundleEntry): BundleEntry {
	const { fullUrl, resource, search, request, response } = entry;
	return {
		...(typeof fullUrl === 'string' && { fullUrl }),
		...(isResource(resource) && { resource }),
		...(isSoundPart(entry, 'search') && search && { search }),
		...(isSoundPart(entry, 'request') && request && { request }),
		...(isSoundPart(entry, 'response') && response && { response }),
	};
}

function isSoundPart(entry: BundleEntry, name: keyof typeof texts): boolean {
	const part: unknown = entry[name];
	if (part === undefined) return true;
	if (!isEntry(part)) return false;
	const members = part as Record<string, unknown>;
	return texts[name].every((member) => isText(members[member]));
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
