import type { EntryGroup } from './entryGroups';

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
	/** Bytes of its entries' JSON. */
	readonly bytes: number;
	/** Chunks, by their positions, that must have been answered before this one is sent: all of them earlier. */
	readonly after: ReadonlySet<number>;
}

interface Box {
	readonly indexes: number[];
	bytes: number;
	readonly after: Set<number>;
}

/**
 * Cuts groups of entries into Bundles of this type. A group is never cut, also where that takes one Bundle over the
 * limits. Each goes into the first Bundle that has room, but after those that come before it: groups
 * that write the same resource never share one, and in a batch neither do an entry and what it refers to, since there a
 * server may carry out entries in any order (R4 §3.1.0.11.2).
 */
export function chunkGroups(
	groups: readonly EntryGroup[],
	type: 'batch' | 'transaction',
	limits: ChunkLimits,
): Chunk[] {
	const boxes: Box[] = [];
	const placeOf = new Map<EntryGroup, number>();
	let firstOpen = 0;
	for (const group of inOrder(groups)) {
		let place = firstOpen;
		for (const [before, order] of group.after) {
			const earlier = placeOf.get(before);
			if (earlier === undefined) continue;
			place = Math.max(place, order === 'apart' || type === 'batch' ? earlier + 1 : earlier);
		}
		while (place < boxes.length && !fits(boxes[place], group, limits)) place++;
		const box = (boxes[place] ??= { indexes: [], bytes: 0, after: new Set() });
		placeOf.set(group, place);
		box.indexes.push(...group.indexes);
		box.bytes += group.bytes;
		for (const before of group.after.keys()) {
			const earlier = placeOf.get(before);
			if (earlier !== undefined && earlier < place) box.after.add(earlier);
		}
		while ((boxes[firstOpen]?.indexes.length ?? 0) >= limits.entries) firstOpen++;
	}
	for (const { indexes } of boxes) indexes.sort((a, b) => a - b);
	return boxes;
}

function fits(box: Box | undefined, group: EntryGroup, { entries, bytes }: ChunkLimits): boolean {
	if (!box) return true;
	return box.indexes.length + group.indexes.length <= entries && box.bytes + group.bytes <= bytes;
}

/** Each group behind those that come before it; where they go round in a circle, the first stays the first. */
function inOrder(groups: readonly EntryGroup[]): Iterable<EntryGroup> {
	const entered = new Set<EntryGroup>();
	const ordered: EntryGroup[] = [];
	for (const start of groups) {
		if (entered.has(start)) continue;
		entered.add(start);
		const path = [{ group: start, before: start.after.keys() }];
		for (let last = path.at(-1); last; last = path.at(-1)) {
			const { done, value } = last.before.next();
			if (done) {
				ordered.push(last.group);
				path.pop();
			} else if (!entered.has(value)) {
				entered.add(value);
				path.push({ group: value, before: value.after.keys() });
			}
		}
	}
	return ordered;
}
