/** A map with a limit that evicts the least recently used entries. Reading an entry counts as use. */
export class LruMap<Key, Value> {
	/** A `Map` keeps the order of insertion: an entry that is deleted and set again comes last. */
	private readonly entries = new Map<Key, Value>();
	/** Nearly always the one that is asked for next: then nothing has to be moved. */
	private newest: Key | undefined;

	/** `onEvict` is called with each value that is evicted to make room for another. */
	constructor(
		private readonly limit: number,
		private readonly onEvict?: (value: Value) => void,
	) {}

	get size(): number {
		return this.entries.size;
	}

	/** The value under this key, which becomes the most recently used; undefined if there is none. */
	get(key: Key): Value | undefined {
		const value = this.entries.get(key);
		if (value === undefined || key === this.newest) return value;
		this.entries.delete(key);
		this.entries.set(key, value);
		this.newest = key;
		return value;
	}

	/** Sets a value. Entries beyond the limit are evicted, the least recently used first. */
	set(key: Key, value: Value): void {
		this.entries.delete(key);
		this.entries.set(key, value);
		this.newest = key;
		for (const [oldest, evicted] of this.entries) {
			if (this.entries.size <= this.limit) return;
			this.entries.delete(oldest);
			this.onEvict?.(evicted);
		}
	}

	delete(key: Key): void {
		this.entries.delete(key);
	}

	/** Empties the map and returns its values, without calling `onEvict`. */
	drain(): Value[] {
		const values = [...this.entries.values()];
		this.entries.clear();
		return values;
	}
}
