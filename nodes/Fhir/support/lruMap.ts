/** Puts an entry last, and drops those longest unused beyond the limit: a Map keeps the order of insertion. */
export function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
	map.delete(key);
	map.set(key, value);
	for (const oldest of map.keys()) {
		if (map.size <= limit) return;
		map.delete(oldest);
	}
}
