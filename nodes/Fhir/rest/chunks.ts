import { entryRequest } from './entries';
import { laneOf } from './lane';
import type { BundleEntry } from './resource';

/** How large a Bundle may become. */
export interface ChunkLimits {
	readonly entries: number;
	/** Bytes of its JSON. */
	readonly bytes: number;
}

/** Entries that are sent in one Bundle. */
export interface Chunk {
	/** Positions in the list given, ascending. */
	readonly indexes: readonly number[];
	readonly bytes: number;
	/** What its entries name, as `FhirRequest.lane`: chunks that share a lane must be sent one after another. */
	readonly lanes: ReadonlySet<string>;
}

interface Group {
	readonly indexes: number[];
	bytes: number;
	readonly lanes: Set<string>;
}

/**
 * Cuts entries into Bundles, in their order. Entries that refer to each other by a full URL that the
 * server will replace (`urn:uuid:`, or whatever a POST entry calls itself) stay together, also where that takes
 * one Bundle over the limits: cut, they would be refused. Two entries that name the same resource never share a
 * Bundle (R4 §3.1.0.11.2 forbids it in a transaction), and the later stands in a later one.
 */
export function chunkEntries(entries: readonly BundleEntry[], limits: ChunkLimits): Chunk[] {
	const chunks: Group[] = [];
	for (const group of groupsOf(entries)) {
		const last = chunks.at(-1);
		if (last && fits(last, group, limits)) {
			last.indexes.push(...group.indexes);
			last.bytes += group.bytes;
			for (const lane of group.lanes) last.lanes.add(lane);
		} else {
			chunks.push(group);
		}
	}
	for (const chunk of chunks) chunk.indexes.sort((a, b) => a - b);
	return chunks;
}

function fits(chunk: Group, group: Group, { entries, bytes }: ChunkLimits): boolean {
	if (chunk.indexes.length + group.indexes.length > entries || chunk.bytes + group.bytes > bytes) return false;
	return ![...group.lanes].some((lane) => chunk.lanes.has(lane));
}

/** Entries joined by references, each group at the place of its first entry. */
function groupsOf(entries: readonly BundleEntry[]): Group[] {
	const texts = entries.map((entry) => JSON.stringify(entry));
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
	const groups = new Map<number, Group>();
	texts.forEach((text, index) => {
		const root = rootOf(index);
		const group = groups.get(root) ?? { indexes: [], bytes: 0, lanes: new Set<string>() };
		groups.set(root, group);
		group.indexes.push(index);
		// The comma between entries counts as well.
		group.bytes += Buffer.byteLength(text) + 1;
		const lane = laneOf(entryRequest(entries[index] ?? {}));
		if (lane !== undefined) group.lanes.add(lane);
	});
	return [...groups.values()];
}

/** What may be the full URL of another entry: references, and URNs wherever they stand (narrative, conditions). */
function* urlsIn(json: string): Generator<string> {
	for (const [urn] of json.matchAll(/urn:[a-z]+:[A-Za-z0-9\-.]+/g)) yield urn;
	for (const [, url] of json.matchAll(/"reference":"(https?:[^"\\]*)"/g)) if (url !== undefined) yield url;
}
