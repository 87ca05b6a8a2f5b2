import { LruMap } from '../../nodes/Fhir/support/lruMap';

describe('LruMap', () => {
	it.each<[string, string[], string[]]>([
		['keeps all entries up to the limit', ['a', 'b', 'c'], ['a', 'b', 'c']],
		['keeps the latest entries beyond the limit', ['a', 'b', 'c', 'd', 'e'], ['c', 'd', 'e']],
		['counts setting an entry again as use', ['a', 'b', 'c', 'a', 'd'], ['c', 'a', 'd']],
	])('%s', (_title, keys, kept) => {
		const map = new LruMap<string, string>(3);
		for (const key of keys) map.set(key, `value of ${key}`);
		expect(map.size).toBe(kept.length);
		expect(map.drain()).toEqual(kept.map((key) => `value of ${key}`));
	});

	it('counts reading an entry as use', () => {
		const map = new LruMap<string, number>(2);
		map.set('a', 1);
		map.set('b', 2);
		expect(map.get('a')).toBe(1);
		map.set('c', 3);
		expect(map.get('b')).toBeUndefined();
		expect(map.get('a')).toBe(1);
	});

	it('counts reading an entry as use, also where it was read last but one', () => {
		const map = new LruMap<string, number>(2);
		map.set('a', 1);
		map.set('b', 2);
		for (const key of ['b', 'a', 'a', 'b', 'b', 'a']) map.get(key);
		map.delete('a');
		map.set('a', 3);
		map.get('b');
		map.set('c', 4);
		expect(map.drain()).toEqual([2, 4]);
	});

	it('reports each value that it evicts, and no other', () => {
		const evicted: number[] = [];
		const map = new LruMap<string, number>(2, (value) => evicted.push(value));
		map.set('a', 1);
		map.set('a', 10);
		map.set('b', 2);
		map.delete('b');
		map.set('c', 3);
		expect(evicted).toEqual([]);
		map.set('d', 4);
		expect(evicted).toEqual([10]);
	});

	it('is empty after it has been drained', () => {
		const map = new LruMap<string, number>(2, () => expect(true).toBe(false));
		map.set('a', 1);
		expect(map.drain()).toEqual([1]);
		expect([map.size, map.get('a')]).toEqual([0, undefined]);
	});
});
