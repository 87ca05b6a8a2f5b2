/** A map that keeps the entries used last, up to a limit. Reading an entry counts as use. */
export class LruMap<Key, Value> {
	/** A `Map` keeps the order of insertion: deleted and set again, an entry stands last. */
	private readonly entries = new Map<Key, Value>();

	/** `onEvict` is called with each value that has to make room for another. */
	constructor(
		private readonly limit: number,
		private readonly onEvict?: (value: Value) => void,
	) {}

	get size(): number {
		return this.entries.size;
	}

	/** The value under this key, which now counts as used last; undefined where there is none. */
	get(key: Key): Value | undefined {
		const value = this.entries.get(key);
		if (value === undefined) return undefined;
		this.entries.delete(key);
		this.entries.set(key, value);
		return value;
	}

	/** Sets a value; entries beyond the limit are evicted, the one unused for longest first. */
	set(key: Key, value: Value): void {
		this.entries.delete(key);
		this.entries.set(key, value);
		for (const [oldest, evicted] of this.entries) {
			if (this.entries.size <= this.limit) return;
			this.entries.delete(oldest);
			this.onEvict?.(evicted);
		}
	}

	delete(key: Key): void {
		this.entries.delete(key);
	}

	/** Empties the map and gives what it held, without calling `onEvict`. */
	drain(): Value[] {
		const values = [...this.entries.values()];
		this.entries.clear();
		return values;
	}
}
