import type { EntryGroup } from './entryGroups';

/** The maximum size of a Bundle. */
export interface ChunkLimits {
	/** Number of entries. */
	readonly entries: number;
	/** Size of the JSON in bytes. */
	readonly bytes: number;
}

/** What all entries of a Bundle have in common. Entries of different kinds are never in one Bundle. */
export interface BundleKind {
	readonly type: 'batch' | 'transaction';
	readonly limits: ChunkLimits;
}

/** Entries to send in one Bundle. */
export interface Chunk {
	/** That of all its groups. */
	readonly kind: BundleKind;
	/** Positions in the list of entries, ascending. */
	readonly indexes: readonly number[];
	/** Size of the entries' JSON in bytes. */
	readonly bytes: number;
	/** Positions of the chunks that must be finished before this one is sent. They are all earlier. */
	readonly after: ReadonlySet<number>;
}

interface OpenChunk {
	readonly kind: BundleKind;
	readonly indexes: number[];
	bytes: number;
	readonly after: Set<number>;
}

/**
 * Distributes groups of entries among Bundles of the kind of each group; groups of one kind have the same object. A group is never
 * divided, even if it alone exceeds the limits. Each group goes into the first Bundle with enough room that is not before the
 * groups on which it depends. Groups that write the same resource are never in the same Bundle; in a batch, neither are an entry
 * and what it refers to, since a server may carry out the entries of a batch in any order (R4 §3.1.0.11.2).
 *
 * A Bundle is given as soon as it and those before it are full, before groups that come later are measured.
 */
export function* chunkGroups(
	groups: readonly EntryGroup[],
	kindOf: (group: EntryGroup) => BundleKind,
): Generator<Chunk, void> {
	const chunks: OpenChunk[] = [];
	const positionOf = new Map<EntryGroup, number>();
	let firstOpen = 0;
	for (const group of dependenciesFirst(groups)) {
		const kind = kindOf(group);
		let position = firstOpen;
		for (const [before, order] of group.after) {
			const earlier = positionOf.get(before);
			if (earlier === undefined) continue;
			position = Math.max(position, order === 'apart' || kind.type === 'batch' ? earlier + 1 : earlier);
		}
		while (position < chunks.length && !fits(chunks[position], group, kind)) position++;
		const chunk = (chunks[position] ??= { kind, indexes: [], bytes: 0, after: new Set() });
		positionOf.set(group, position);
		chunk.indexes.push(...group.indexes);
		chunk.bytes += group.bytes;
		for (const before of group.after.keys()) {
			const earlier = positionOf.get(before);
			if (earlier !== undefined && earlier < position) chunk.after.add(earlier);
		}
		for (let full = chunks[firstOpen]; full && isFull(full); full = chunks[++firstOpen]) yield sorted(full);
	}
	for (const chunk of chunks.slice(firstOpen)) yield sorted(chunk);
}

function sorted(chunk: OpenChunk): Chunk {
	chunk.indexes.sort((a, b) => a - b);
	return chunk;
}

function isFull({ indexes, kind }: OpenChunk): boolean {
	return indexes.length >= kind.limits.entries;
}

function fits(chunk: OpenChunk | undefined, group: EntryGroup, kind: BundleKind): boolean {
	if (!chunk) return true;
	const { entries, bytes } = kind.limits;
	const hasRoom = chunk.indexes.length + group.indexes.length <= entries && chunk.bytes + group.bytes <= bytes;
	return hasRoom && chunk.kind === kind;
}

/** The groups, each after those on which it depends. In a circle of dependencies, the first group stays first. */
function dependenciesFirst(groups: readonly EntryGroup[]): Iterable<EntryGroup> {
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
