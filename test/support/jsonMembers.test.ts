import { listMember, member, parseJson, textMember } from '../../nodes/Fhir/support/jsonMembers';
import { remember } from '../../nodes/Fhir/support/lruMap';

describe('A member of JSON that a server sent', () => {
	it.each<[string, unknown, unknown]>([
		['of an object', { a: 1 }, 1],
		['that is null', { a: null }, null],
		['that is not there', { b: 1 }, undefined],
		['of null', null, undefined],
		['of nothing', undefined, undefined],
		['of a text', 'a', undefined],
	])('%s', (_what, value, found) => {
		expect(member(value, 'a')).toBe(found);
	});

	it('is none that every object has', () => {
		expect(member({}, 'toString')).toBeUndefined();
		expect(member('text', 'length')).toBeUndefined();
	});

	it.each<[unknown, unknown]>([
		['words', 'words'],
		['', undefined],
		[7, undefined],
		[true, undefined],
		[null, undefined],
		[['words'], undefined],
	])('%j read as a text', (a, text) => {
		expect(textMember({ a }, 'a')).toBe(text);
	});

	it.each<[unknown, unknown[]]>([
		[
			[1, 'x'],
			[1, 'x'],
		],
		[[], []],
		['x', []],
		[{ length: 1 }, []],
		[undefined, []],
	])('%j read as a list', (a, list) => {
		expect(listMember({ a }, 'a')).toEqual(list);
	});
});

describe('Text is read as JSON', () => {
	it.each([
		['{"a":1}', { a: 1 }],
		['null', null],
		['', undefined],
		['<html>', undefined],
	])('%s', (text, json) => {
		expect(parseJson(text)).toEqual(json);
	});
});

describe('What is remembered', () => {
	it.each<[string, string[], string[]]>([
		['all, up to the limit', ['a', 'b', 'c'], ['a', 'b', 'c']],
		['the last ones beyond it', ['a', 'b', 'c', 'd', 'e'], ['c', 'd', 'e']],
		['those used lately rather than those made lately', ['a', 'b', 'c', 'a', 'd'], ['c', 'a', 'd']],
	])('%s', (_what, keys, kept) => {
		const map = new Map<string, string>();
		for (const key of keys) remember(map, key, `value of ${key}`, 3);
		expect([...map.keys()]).toEqual(kept);
		expect(map.get('c')).toBe('value of c');
	});
});
