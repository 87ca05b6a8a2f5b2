import { entryRequest } from './entries';
import { conditionKey, orderingKeyOf } from '../request/orderingKey';
import { parseQueryString } from '../request/query';
import type { BundleEntry } from '../model/resource';

/** Entries that have to travel in one Bundle, since they refer to each other. */
export interface EntryGroup {
	/** Positions in the list given, ascending. */
	readonly indexes: readonly number[];
	/** Bytes of their JSON, commas included. */
	readonly bytes: number;
	/** Groups that come before it. */
	readonly after: ReadonlyMap<EntryGroup, Dependency>;
}

/** `apart`: not in the same Bundle, since both write one resource; `first`: what is referred to is there first. */
export type Dependency = 'apart' | 'first';

interface Group extends EntryGroup {
	readonly indexes: number[];
	bytes: number;
	readonly after: Map<Group, Dependency>;
}

/** An entry that writes what others may name. */
interface Writer {
	readonly group: Group;
	readonly deletes: boolean;
}

/**
 * Finds out which entries belong together and which come before others; groups are in the order of their first
 * entries.
 * - Together: entries that refer to each other by a full URL that the server replaces (`urn:uuid:`, or whatever a
 *   POST entry calls itself): in two Bundles they would be refused.
 * - One after the other: entries that write the same resource, or under the same condition (R4 §3.1.0.11.2 forbids two of
 *   them in one transaction); and what an entry refers to before the entry (`Patient/1`, `Patient?identifier=…`), wherever
 *   it stands in the list, unless it is a later delete: many servers refuse a reference to nothing.
 */
export function groupEntries(entries: readonly BundleEntry[]): EntryGroup[] {
	const texts = entries.map((entry) => JSON.stringify(entry));
	const roots = rootsOf(entries, texts);
	const byRoot = new Map<number, Group>();
	const groups = texts.map((text, index) => {
		const root = roots[index] ?? index;
		const group: Group = byRoot.get(root) ?? { indexes: [], bytes: 0, after: new Map() };
		byRoot.set(root, group);
		group.indexes.push(index);
		// The comma between entries counts as well.
		group.bytes += Buffer.byteLength(text) + 1;
		return group;
	});
	setOrder(entries, texts, groups);
	return [...byRoot.values()];
}

/** For each entry the first of those that it belongs together with. */
function rootsOf(entries: readonly BundleEntry[], texts: readonly string[]): number[] {
	const owners = new Map<string, number>();
	entries.forEach(({ fullUrl, request }, index) => {
		if (fullUrl !== undefined && (request?.method === 'POST' || fullUrl.startsWith('urn:'))) owners.set(fullUrl, index);
	});
	const parents = entries.map((_, index) => index);
	const rootOf = (index: number): number => {
		let root = index;
		while (parents[root] !== root) root = parents[root] ?? root;
		parents[index] = root;
		return root;
	};
	if (owners.size > 0) {
		texts.forEach((text, index) => {
			for (const url of urlsIn(text)) {
				const owner = owners.get(url);
				if (owner === undefined) continue;
				const [a, b] = [rootOf(index), rootOf(owner)];
				// The smaller index stays the root: a group stands where its first entry stood.
				parents[Math.max(a, b)] = Math.min(a, b);
			}
		});
	}
	return parents.map((_, index) => rootOf(index));
}

function setOrder(entries: readonly BundleEntry[], texts: readonly string[], groups: readonly Group[]): void {
	const orderingKeys = entries.map((entry) => orderingKeyOf(entryRequest(entry)));
	const first = new Map<string, Writer>();
	orderingKeys.forEach((orderingKey, index) => {
		const group = groups[index];
		if (orderingKey === undefined || !group || first.has(orderingKey)) return;
		first.set(orderingKey, { group, deletes: entries[index]?.request?.method === 'DELETE' });
	});
	if (first.size === 0) return;
	const latest = new Map<string, Group>();
	groups.forEach((group, index) => {
		for (const name of namesIn(texts[index] ?? '', entries[index])) {
			const writer = first.get(name);
			if (!writer) continue;
			const before = latest.get(name) ?? (writer.deletes ? undefined : writer.group);
			if (before && before !== group && !group.after.has(before)) group.after.set(before, 'first');
		}
		const orderingKey = orderingKeys[index];
		if (orderingKey === undefined) return;
		const before = latest.get(orderingKey);
		if (before && before !== group) group.after.set(before, 'apart');
		latest.set(orderingKey, group);
	});
}

/** What may be the full URL of another entry: references, and URNs wherever they stand (narrative, conditions). */
function* urlsIn(json: string): Generator<string> {
	for (const [urn] of json.matchAll(/urn:[a-z]+:[A-Za-z0-9\-.]+/g)) yield urn;
	for (const [, url] of json.matchAll(/"reference":"(https?:[^"\\]*)"/g)) if (url !== undefined) yield url;
}

/** The ordering keys of what an entry refers to or reads on its server. */
function* namesIn(json: string, entry: BundleEntry | undefined): Generator<string> {
	const read =
		entry?.request?.method === 'GET' ? /^[A-Z][A-Za-z]*\/[A-Za-z0-9\-.]+/.exec(entry.request.url) : undefined;
	if (read) yield read[0];
	for (const [, type, id, query] of json.matchAll(
		/"reference":"([A-Z][A-Za-z]*)(?:\/([A-Za-z0-9\-.]+)|\?([^"\\]+))/g,
	)) {
		if (type === undefined) continue;
		if (id !== undefined) yield `${type}/${id}`;
		else if (query !== undefined) yield conditionOf(type, query);
	}
}

function conditionOf(type: string, query: string): string {
	try {
		return conditionKey(type, parseQueryString(query));
	} catch {
		// What cannot be read is the same as no condition of ours.
		return type;
	}
}
