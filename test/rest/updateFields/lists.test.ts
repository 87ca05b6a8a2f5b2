import { loadElements } from '../../../nodes/Fhir/rest/model/elements/content';
import { email, home, merged, mobile, telecom } from './merged';

beforeAll(() => loadElements());

const mrn = { system: 'http://h/mrn', use: 'usual', value: '1' };
const coding = (code: string, system = 'http://s') => ({ system, code });

describe('Lists → Merge Entries:', () => {
	test.each<[string, object, object, object]>([
		[
			'a phone number of the use that is given is changed, and the email stays',
			{ telecom },
			{ telecom: [{ system: 'phone', use: 'mobile', value: '9' }] },
			{ telecom: [home, { ...mobile, value: '9' }, email] },
		],
		[
			'without a use, the only one of its system is meant',
			{ telecom: [home, email] },
			{ telecom: [{ system: 'phone', value: '9' }] },
			{ telecom: [{ ...home, value: '9' }, email] },
		],
		[
			'of several, the one without a use is meant',
			{ telecom: [home, { system: 'phone', value: '2' }] },
			{ telecom: [{ system: 'phone', value: '9' }] },
			{ telecom: [home, { system: 'phone', value: '9' }] },
		],
		[
			'one that is not there is added',
			{ telecom },
			{ telecom: [{ system: 'phone', use: 'work', value: '3' }] },
			{ telecom: [...telecom, { system: 'phone', use: 'work', value: '3' }] },
		],
		[
			'one with the same value gets the rest',
			{ telecom },
			{ telecom: [{ system: 'phone', value: '2', rank: 1 }] },
			{ telecom: [home, { ...mobile, rank: 1 }, email] },
		],
		[
			'a value of null removes the entry',
			{ telecom },
			{ telecom: [{ system: 'email', value: null }] },
			{ telecom: [home, mobile] },
		],
		[
			'a value of null removes the list with its only entry',
			{ telecom: [email] },
			{ telecom: [{ system: 'email', value: null }] },
			{},
		],
		[
			'an entry to be removed that is not there changes nothing',
			{ telecom: [home] },
			{ telecom: [{ system: 'email', value: null }] },
			{ telecom: [home] },
		],
		['null removes the whole list', { telecom }, { telecom: null }, {}],
		['an empty list changes nothing', { telecom }, { telecom: [] }, { telecom }],
		[
			'what is old or over is not meant',
			{
				telecom: [
					{ ...mobile, use: 'old' },
					{ ...home, period: { end: '2020-05' } },
					{ ...home, value: '3', period: { end: '2026-01-31' } },
				],
			},
			{ telecom: [{ system: 'phone', value: '9' }] },
			{
				telecom: [
					{ ...mobile, use: 'old' },
					{ ...home, period: { end: '2020-05' } },
					{ ...home, value: '9', period: { end: '2026-01-31' } },
				],
			},
		],
		[
			'an id says which',
			{
				telecom: [
					{ ...home, id: 'a' },
					{ ...home, id: 'b' },
				],
			},
			{ telecom: [{ id: 'b', value: '9' }] },
			{
				telecom: [
					{ ...home, id: 'a' },
					{ ...home, id: 'b', value: '9' },
				],
			},
		],
		[
			'an identifier is the one of its system',
			{ identifier: [mrn, { system: 'http://h/ssn', value: '2' }] },
			{ identifier: [{ system: 'http://h/mrn', value: '9' }] },
			{
				identifier: [
					{ ...mrn, value: '9' },
					{ system: 'http://h/ssn', value: '2' },
				],
			},
		],
		[
			'a name without a use is the usual one',
			{
				name: [
					{ use: 'official', family: 'Lee' },
					{ use: 'maiden', family: 'Roe' },
				],
			},
			{ name: [{ family: 'Roe' }] },
			{
				name: [
					{ use: 'official', family: 'Roe' },
					{ use: 'maiden', family: 'Roe' },
				],
			},
		],
		[
			'an address is the one of its use',
			{
				address: [
					{ use: 'home', type: 'postal', city: 'A' },
					{ use: 'work', city: 'B' },
				],
			},
			{ address: [{ use: 'home', city: 'C' }] },
			{
				address: [
					{ use: 'home', type: 'postal', city: 'C' },
					{ use: 'work', city: 'B' },
				],
			},
		],
		[
			'an extension is the one of its URL',
			{
				extension: [
					{ url: 'a', valueCode: 'x' },
					{ url: 'b', valueCode: 'y' },
				],
			},
			{ extension: [{ url: 'b', valueString: 'z' }] },
			{
				extension: [
					{ url: 'a', valueCode: 'x' },
					{ url: 'b', valueString: 'z' },
				],
			},
		],
		[
			'an extension is removed by a value of null',
			{
				extension: [
					{ url: 'a', valueCode: 'x' },
					{ url: 'b', valueCode: 'y' },
				],
			},
			{ extension: [{ url: 'b', valueCode: null }] },
			{ extension: [{ url: 'a', valueCode: 'x' }] },
		],
		[
			'an extension of a value is added beside that of another URL',
			{ birthDate: '1970', _birthDate: { extension: [{ url: 'a', valueCode: 'x' }] } },
			{ _birthDate: { extension: [{ url: 'b', valueCode: 'y' }] } },
			{
				birthDate: '1970',
				_birthDate: {
					extension: [
						{ url: 'a', valueCode: 'x' },
						{ url: 'b', valueCode: 'y' },
					],
				},
			},
		],
		[
			'a reference is added beside others',
			{ generalPractitioner: [{ reference: 'Practitioner/1' }] },
			{ generalPractitioner: [{ reference: 'Practitioner/2' }] },
			{ generalPractitioner: [{ reference: 'Practitioner/1' }, { reference: 'Practitioner/2' }] },
		],
		[
			'an entry with elements of its own is the one with the same code',
			{ communication: [{ language: { coding: [coding('de')] }, preferred: true }] },
			{ communication: [{ language: { coding: [coding('de')] }, preferred: false }] },
			{ communication: [{ language: { coding: [coding('de')] }, preferred: false }] },
		],
		[
			'a contained resource is the one with its ID',
			{ contained: [{ resourceType: 'Organization', id: 'o', name: 'A', telecom: [email] }] },
			{ contained: [{ resourceType: 'Organization', id: 'o', name: 'B' }] },
			{ contained: [{ resourceType: 'Organization', id: 'o', name: 'B', telecom: [email] }] },
		],
	])('%s', (_title, current, given, expected) => {
		expect(merged(current, given).elements).toEqual(expected);
	});

	test('made a second time, it changes nothing', () => {
		const given = {
			telecom: [{ system: 'phone', use: 'work', value: '3' }],
			name: [{ family: 'Lee', given: ['A'] }],
			gender: null,
		};
		const first = merged({ telecom, gender: 'male' }, given);
		expect(merged(first.elements, given).isUnchanged).toBe(true);
	});

	test('a hint counts what was merged, and a hint names an empty list', () => {
		const given = {
			telecom: [
				{ ...mobile, value: '9' },
				{ system: 'fax', value: '3' },
				{ system: 'email', value: null },
			],
		};
		expect(merged({ telecom }, given).hints).toEqual([
			expect.stringContaining('merged: `telecom` (1 changed, 1 added, 1 removed, 1 left as before).'),
		]);
		expect(merged({ telecom }, { telecom: [] }).hints).toEqual([
			expect.stringMatching(/empty list.*`telecom`.*write null/),
		]);
	});
});
