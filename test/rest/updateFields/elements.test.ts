import { loadElements } from '../../../nodes/Fhir/rest/model/elements/content';
import { ExactNumber } from '../../../nodes/Fhir/support/exactNumber';
import { merged, telecom } from './merged';

beforeAll(() => loadElements());

describe('Single elements:', () => {
	test.each<[string, object, object, object]>([
		['a value replaces the one that is there', { gender: 'male' }, { gender: 'female' }, { gender: 'female' }],
		['a new one is added', { gender: 'male' }, { active: true }, { gender: 'male', active: true }],
		['null removes it', { gender: 'male', active: true }, { gender: null }, { active: true }],
		['null for what is not there changes nothing', { active: true }, { gender: null }, { active: true }],
		[
			'null removes the extensions of the value too',
			{ birthDate: '1970', _birthDate: { extension: [{ url: 'u', valueCode: 'x' }] } },
			{ birthDate: null },
			{},
		],
		[
			'null keeps extensions that are given with it',
			{ birthDate: '1970' },
			{ birthDate: null, _birthDate: { extension: [{ url: 'absent', valueCode: 'unknown' }] } },
			{ _birthDate: { extension: [{ url: 'absent', valueCode: 'unknown' }] } },
		],
		[
			'an object is merged into the one that is there',
			{ contact: [{ id: 'c', name: { family: 'Lee', given: ['Ann'] } }] },
			{ contact: [{ id: 'c', name: { family: 'Roe' } }] },
			{ contact: [{ id: 'c', name: { family: 'Roe', given: ['Ann'] } }] },
		],
		[
			'an object of which nothing remains is removed',
			{ maritalStatus: { text: 'x' } },
			{ maritalStatus: { text: null } },
			{},
		],
		[
			'one kind of value replaces another',
			{ deceasedBoolean: false, _deceasedBoolean: { extension: [{ url: 'u', valueCode: 'x' }] } },
			{ deceasedDateTime: '2026-01-01' },
			{ deceasedDateTime: '2026-01-01' },
		],
		[
			'a list of texts is replaced',
			{ name: [{ given: ['A', 'B'] }] },
			{ name: [{ given: ['C'] }] },
			{ name: [{ given: ['C'] }] },
		],
		[
			'a list of texts is replaced with the extensions of its texts',
			{ name: [{ given: ['A', 'B'], _given: [null, { id: 'x' }] }] },
			{ name: [{ given: ['C'] }] },
			{ name: [{ given: ['C'] }] },
		],
		[
			'the extensions of the texts of a list stay where they are given',
			{ name: [{ given: ['A'] }] },
			{ name: [{ given: [null, 'C'], _given: [{ id: 'x' }, null] }] },
			{ name: [{ given: [null, 'C'], _given: [{ id: 'x' }, null] }] },
		],
	])('%s', (_title, current, given, expected) => {
		expect(merged(current, given).elements).toEqual(expected);
	});

	test('what is there already changes nothing, also in another order or with a decimal that has more zeros there', () => {
		const current = { resourceType: 'Observation', valueQuantity: { value: new ExactNumber('2.50'), unit: 'mg' } };
		const given = { valueQuantity: { unit: 'mg', value: 2.5 } };
		expect(merged(current, given, 'merge', 'Observation').isUnchanged).toBe(true);
		const exact = merged(current, { valueQuantity: { value: new ExactNumber('2.500') } }, 'merge', 'Observation');
		expect(exact.elements.valueQuantity).toEqual({ value: new ExactNumber('2.500'), unit: 'mg' });
	});

	test.each<[string, object, object, RegExp]>([
		[
			'extensions that stay with another value',
			{ birthDate: '1970', _birthDate: { id: 'x' } },
			{ birthDate: '1980' },
			/has the extensions of the earlier one: `_birthDate`/,
		],
		[
			'extensions of texts that go',
			{ name: [{ given: ['A'], _given: [{ id: 'x' }] }] },
			{ name: [{ given: ['B'] }] },
			/removed with those values: `name._given`/,
		],
		['a narrative that stays', { text: { status: 'generated', div: '<div/>' } }, { active: true }, /narrative/],
		[
			'another kind of value that goes',
			{ deceasedBoolean: false },
			{ deceasedDateTime: '2026' },
			/the earlier one was removed: `deceasedBoolean`/,
		],
	])('a hint tells of %s', (_title, current, given, hint) => {
		expect(merged(current, given).hints.join('\n')).toMatch(hint);
	});
});

test('In a type that FHIR does not define, what identifies entries is known by usual names', () => {
	const given = { telecom: [{ system: 'phone', use: 'home', value: '9' }], other: { b: 2 } };
	expect(merged({ telecom, other: { a: 1 } }, given, 'merge', 'MyOwnType').elements).toEqual({
		telecom: [{ ...telecom[0], value: '9' }, ...telecom.slice(1)],
		other: { a: 1, b: 2 },
	});
});

test('A name such as constructor or __proto__ is a name like any other', () => {
	const given = JSON.parse('{"constructor":{"a":1},"toString":"x"}') as object;
	expect(merged({}, given, 'merge', 'MyOwnType').elements).toEqual(given);
});
