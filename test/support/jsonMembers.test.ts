import { tryParseJson } from '../../nodes/Fhir/support/json';
import { listMember, member, textMember } from '../../nodes/Fhir/support/jsonMembers';

describe('JSON member:', () => {
	it.each<[string, unknown, unknown]>([
		['of an object', { a: 1 }, 1],
		['that is null', { a: null }, null],
		['that is missing', { b: 1 }, undefined],
		['of null', null, undefined],
		['of undefined', undefined, undefined],
		['of a text', 'a', undefined],
	])('%s', (_what, value, found) => {
		expect(member(value, 'a')).toBe(found);
	});

	it('inherited members do not count', () => {
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
	])('%j, read as a text', (a, text) => {
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
	])('%j, read as a list', (a, list) => {
		expect(listMember({ a }, 'a')).toEqual(list);
	});
});

describe('JSON text:', () => {
	it.each([
		['{"a":1}', { a: 1 }],
		['null', null],
		['', undefined],
		['<html>', undefined],
	])('%j is parsed if it is valid', (text, json) => {
		expect(tryParseJson(text)).toEqual(json);
	});
});
