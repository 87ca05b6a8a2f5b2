import type { BundleEntry } from '../model/resource';
import { type EntryOrdering, orderingsOf, referenceSign } from './entryOrdering';

/** Entries that must be sent in the same Bundle, since they refer to each other. */
export interface EntryGroup {
	/** Positions in the list of entries, ascending. */
	readonly indexes: readonly number[];
	/** Size of their JSON in bytes, including commas. They are measured when it is asked for. */
	readonly bytes: number;
	/** The groups that must come before this one. */
	readonly after: ReadonlyMap<EntryGroup, Dependency>;
}

/**
 * `apart`: not in the same Bundle, since both write the same resource. `first`: it writes what this group refers to.
 */
export type Dependency = 'apart' | 'first';

class Group implements EntryGroup {
	readonly indexes: number[] = [];
	readonly after = new Map<Group, Dependency>();
	private measured: number | undefined;

	constructor(private readonly sizeOf: (index: number) => number) {}

	get bytes(): number {
		return (this.measured ??= this.measure());
	}

	/** What cannot be measured gets a Bundle of its own, and fails there alone. */
	private measure(): number {
		try {
			return this.indexes.reduce((sum, index) => sum + this.sizeOf(index), 0);
		} catch {
			return Infinity;
		}
	}
}

/** What is known of the entries that are to be grouped. */
export interface EntryFacts {
	/** The scope of an entry by its position, in which its full URL counts: e.g. its server. Default: one for all. */
	readonly scopeOf?: (index: number) => string;
	/** Was the full URL of an entry made just now, so that no other can name it? Default: of none. */
	readonly hasNewUrl?: (index: number) => boolean;
	/** An entry as JSON, or its resource if that is at hand as text. Default: it is written each time. */
	readonly textOf?: (index: number) => string;
	/** The bytes that each entry has beside what `textOf` has of it. */
	readonly more?: (index: number) => number;
	/** The ordering of each. */
	readonly orderings?: readonly EntryOrdering[];
}

/** The group of an entry that writes a resource to which others may refer. */
interface Writer {
	readonly group: Group;
	readonly deletes: boolean;
}

/**
 * Finds out which entries belong together and which must come before others. The groups are in the order of their first
 * entries.
 * - Together: entries that refer to each other by a full URL that the server replaces (`urn:uuid:`, or the full URL of
 *   a POST entry). In separate Bundles, the server would reject them.
 * - One after the other: entries that write the same resource, or under the same condition (R4 §3.1.0.11.2 forbids two
 *   of them in one transaction); and an entry after what it refers to (`Patient/1`, `Patient?identifier=…`), wherever
 *   that is in the list, unless that is a later delete: many servers reject a reference to a resource that does not
 *   exist.
 *
 * Full URLs may occur once in each scope. An entry whose own scope does not have the URL that it refers to belongs together
 * with the one that has it elsewhere.
 */
export function groupEntries(
	entries: readonly BundleEntry[],
	{
		scopeOf = () => '',
		hasNewUrl = () => false,
		textOf = (index) => JSON.stringify(entries[index]),
		more = () => 0,
		orderings = orderingsOf(entries, textOf),
	}: EntryFacts = {},
): EntryGroup[] {
	const urls = entries.map((entry, index) => (hasNewUrl(index) ? undefined : replacedUrl(entry)));
	const roots = rootsOf(urls, entries, textOf, scopeOf);
	const byRoot = new Map<number, Group>();
	// Including the comma between entries.
	const sizeOf = (index: number) => Buffer.byteLength(textOf(index)) + more(index) + 1;
	const groups = entries.map((_, index) => {
		const root = roots[index] ?? index;
		const group = byRoot.get(root) ?? new Group(sizeOf);
		byRoot.set(root, group);
		group.indexes.push(index);
		return group;
	});
	setOrder(entries, orderings, groups);
	return [...byRoot.values()];
}

/** For each entry, the position of the first entry that belongs together with it. `urls` are those that others may name. */
function rootsOf(
	urls: ReadonlyArray<string | undefined>,
	entries: readonly BundleEntry[],
	textOf: (index: number) => string,
	scopeOf: (index: number) => string,
): number[] {
	const parents = entries.map((_, index) => index);
	const naming = indexesThatMayName(urls, entries, textOf);
	if (naming.length === 0) return parents;
	const owners = new Map<string, number>();
	urls.forEach((fullUrl, index) => {
		if (fullUrl === undefined) return;
		owners.set(`${fullUrl}\n${scopeOf(index)}`, index);
		if (!owners.has(fullUrl)) owners.set(fullUrl, index);
	});
	const rootOf = (index: number): number => {
		let root = index;
		while (parents[root] !== root) root = parents[root] ?? root;
		parents[index] = root;
		return root;
	};
	for (const index of naming) {
		for (const url of urlsIn(textOf(index))) {
			const owner = owners.has(url) ? (owners.get(`${url}\n${scopeOf(index)}`) ?? owners.get(url)) : undefined;
			if (owner === undefined) continue;
			const [a, b] = [rootOf(index), rootOf(owner)];
			// The smaller index stays the root: the position of a group is that of its first entry.
			parents[Math.max(a, b)] = Math.min(a, b);
		}
	}
	return parents.map((_, index) => rootOf(index));
}

/** The full URL of an entry, if the server replaces it in others. */
function replacedUrl({ fullUrl, request }: BundleEntry): string | undefined {
	return request?.method === 'POST' || fullUrl?.startsWith('urn:') ? fullUrl : undefined;
}

/** The entries that may name such a URL of another. To find these takes a small part of the time that looking for URLs takes. */
function indexesThatMayName(
	urls: ReadonlyArray<string | undefined>,
	entries: readonly BundleEntry[],
	textOf: (index: number) => string,
): number[] {
	const signs = new Set<string>();
	for (const url of urls) if (url !== undefined) signs.add(/^urn:[a-z]+:/.exec(url)?.[0] ?? referenceSign);
	if (signs.size === 0) return [];
	const all = [...signs];
	return entries.flatMap(({ fullUrl }, index) => {
		const text = textOf(index);
		// In most texts, an entry's own URL is the only one.
		const start = ownUrlEnd(text, fullUrl);
		return all.some((sign) => text.includes(sign, start)) ? [index] : [];
	});
}

function setOrder(
	entries: readonly BundleEntry[],
	orderings: readonly EntryOrdering[],
	groups: readonly Group[],
): void {
	const first = new Map<string, Writer>();
	orderings.forEach(({ writes }, index) => {
		const group = groups[index];
		if (writes === undefined || !group || first.has(writes)) return;
		first.set(writes, { group, deletes: entries[index]?.request?.method === 'DELETE' });
	});
	if (first.size === 0) return;
	const latest = new Map<string, Group>();
	orderings.forEach(({ writes, refersTo }, index) => {
		const group = groups[index];
		if (!group) return;
		for (const name of refersTo) {
			const writer = first.get(name);
			if (!writer) continue;
			const before = latest.get(name) ?? (writer.deletes ? undefined : writer.group);
			if (before && before !== group && !group.after.has(before)) group.after.set(before, 'first');
		}
		if (writes === undefined) return;
		const before = latest.get(writes);
		if (before && before !== group) group.after.set(before, 'apart');
		latest.set(writes, group);
	});
}

/** The index after the full URL that the JSON of an entry begins with; 0 where it does not. */
function ownUrlEnd(json: string, fullUrl: string | undefined): number {
	const start = `{"fullUrl":"${fullUrl}"`;
	return json.startsWith(start) ? start.length : 0;
}

/** Whatever may be the full URL of another entry: references, and URNs anywhere (narrative, conditions). */
function* urlsIn(json: string): Generator<string> {
	for (const [urn] of json.matchAll(/urn:[a-z]+:[A-Za-z0-9\-.]+/g)) yield urn;
	for (const [, url] of json.matchAll(/"reference"\s*:\s*"(https?:[^"\\]*)"/g)) if (url !== undefined) yield url;
}
