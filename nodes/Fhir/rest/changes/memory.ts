/** Keys of changes with the time of the latest of them: `[milliseconds, keys one after another]`. */
export type StoredKeys = readonly [latest: number, keys: string];

/** A key and its time, in milliseconds. */
export interface TimedKey {
	readonly key: string;
	readonly time: number;
}

/**
 * Characters of a key: 48 bits. Among the 10,000 keys that are remembered at most, one of 30 billion changes is taken for another
 * one.
 */
export const keyLength = 8;

/** Keys in one group at most, unless more of them have the same time: groups are forgotten as a whole. */
const groupSize = 250;

/** Groups at most: each of them takes room too. */
const maxGroups = 200;

/**
 * Remembers which changes a workflow has had, in a few bytes for each. Immutable. Keys of about the same time stand together
 * with the latest of their times, by which they are forgotten.
 */
export class SeenChanges {
	private readonly known: ReadonlySet<string>;

	/** `groups` are in order of their times. */
	private constructor(private readonly groups: readonly StoredKeys[]) {
		this.known = new Set(groups.flatMap(([, keys]) => keysIn(keys)));
	}

	/** From what `stored` gave. */
	static from(groups: readonly StoredKeys[]): SeenChanges {
		return new SeenChanges([...groups].sort(([a], [b]) => a - b));
	}

	get size(): number {
		return this.known.size;
	}

	has(key: string): boolean {
		return this.known.has(key);
	}

	/** The earliest time that a group ends with; undefined if nothing is remembered. */
	get earliest(): number | undefined {
		return this.groups[0]?.[0];
	}

	/** Also remembers these. */
	with(added: readonly TimedKey[]): SeenChanges {
		const fresh = added.filter(({ key }) => !this.known.has(key));
		if (fresh.length === 0) return this;
		return new SeenChanges(fewer([...this.groups, ...grouped(fresh)].sort(([a], [b]) => a - b)));
	}

	/** Forgets groups that end before this time. */
	since(time: number): SeenChanges {
		const kept = this.groups.filter(([latest]) => latest >= time);
		return kept.length === this.groups.length ? this : new SeenChanges(kept);
	}

	/** As JSON. */
	get stored(): readonly StoredKeys[] {
		return this.groups;
	}
}

function grouped(added: readonly TimedKey[]): StoredKeys[] {
	const groups: Array<{ latest: number; keys: string[] }> = [];
	for (const { key, time } of [...added].sort((a, b) => a.time - b.time)) {
		const last = groups.at(-1);
		if (last && (last.keys.length < groupSize || time === last.latest)) {
			last.keys.push(key);
			last.latest = time;
		} else groups.push({ latest: time, keys: [key] });
	}
	return groups.map(({ latest, keys }) => [latest, keys.join('')]);
}

/** Joins neighbours until there are few enough groups. */
function fewer(groups: StoredKeys[]): StoredKeys[] {
	if (groups.length <= maxGroups) return groups;
	const joined = groups.flatMap(([latest, keys], index): StoredKeys[] => {
		const next = groups[index + 1];
		if (index % 2 === 1) return [];
		return [next ? [next[0], keys + next[1]] : [latest, keys]];
	});
	return fewer(joined);
}

function keysIn(keys: string): string[] {
	return Array.from({ length: keys.length / keyLength }, (_, index) =>
		keys.slice(index * keyLength, (index + 1) * keyLength),
	);
}
