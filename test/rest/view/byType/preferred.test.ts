import type { Json } from '../../../../nodes/Fhir/rest/model/resource';

import { made, rowOf } from './made';

const over = { period: { end: '2001-05-06' } };
const phone = (value: string, more: { [name: string]: Json } = {}) => ({ system: 'phone', value, ...more });

describe('Of several names, telephone numbers, addresses and identifiers, a table has', () => {
	test.each<[string, Json[], string | null]>([
		[
			'the official name',
			[
				{ use: 'usual', family: 'B' },
				{ use: 'official', family: 'A' },
			],
			'A',
		],
		['the usual name before one without use', [{ family: 'B' }, { use: 'usual', family: 'A' }], 'A'],
		['a name without use before a maiden name', [{ use: 'maiden', family: 'B' }, { family: 'A' }], 'A'],
		[
			'a nickname before an old name',
			[
				{ use: 'old', family: 'B' },
				{ use: 'nickname', family: 'A' },
			],
			'A',
		],
		[
			'a name that is in use before an official one that is over',
			[{ use: 'official', family: 'B', ...over }, { family: 'A' }],
			'A',
		],
		['an old name where there is no other', [{ use: 'old', family: 'A' }], 'A'],
		[
			'the first of equals',
			[
				{ use: 'official', family: 'A' },
				{ use: 'official', family: 'B' },
			],
			'A',
		],
		[
			'a name whose period ends later',
			[{ use: 'official', family: 'A', period: { end: '2999' } }, { family: 'B' }],
			'A',
		],
		['no family name for a name in one text', [{ text: 'A B' }], null],
	])('%s', (_what, name, expected) => {
		expect(rowOf('Patient', { name }).familyName).toBe(expected);
	});

	test.each<[string, string, Json[], string | null]>([
		[
			'the mobile number of a patient',
			'Patient',
			[phone('B', { use: 'work' }), phone('C', { use: 'home' }), phone('A', { use: 'mobile' })],
			'A',
		],
		[
			'the number at work of a practitioner',
			'Practitioner',
			[phone('B', { use: 'home' }), phone('A', { use: 'work' })],
			'A',
		],
		[
			'the number that is ranked first',
			'Patient',
			[phone('B', { use: 'mobile', rank: 2 }), phone('A', { use: 'work', rank: 1 })],
			'A',
		],
		[
			'no old number beside another',
			'Patient',
			[phone('B', { use: 'old', rank: 1 }), phone('A', { use: 'temp' })],
			'A',
		],
		['no fax number', 'Patient', [{ system: 'fax', value: 'B' }], null],
		['no number that is missing', 'Patient', [{ system: 'phone', use: 'mobile' }, phone('A')], 'A'],
	])('%s', (_what, type, telecom, expected) => {
		expect(rowOf(type, { telecom }).phone).toBe(expected);
	});

	test('the home address of a patient, all parts from one address', () => {
		const address = [
			{ use: 'work', line: ['1 Lane'], city: 'B', country: 'Y' },
			{ use: 'home', line: ['2 Road', 'Flat 3'], city: 'A' },
		];
		expect(rowOf('Patient', { address })).toMatchObject({ street: '2 Road, Flat 3', city: 'A', country: null });
	});

	test('an address in one text as street', () => {
		expect(rowOf('Patient', { address: [{ text: '1 Lane, A' }] }).street).toBe('1 Lane, A');
	});

	test.each<[string, Json[], string]>([
		[
			'the medical record number',
			[
				{ use: 'official', value: 'B' },
				{ value: 'A', type: { coding: [{ code: 'MR' }] } },
			],
			'A',
		],
		[
			'an identifier in use before a medical record number that is over',
			[{ value: 'B', type: { coding: [{ code: 'MR' }] }, ...over }, { value: 'A' }],
			'A',
		],
		[
			'the usual identifier',
			[
				{ use: 'official', value: 'B' },
				{ use: 'usual', value: 'A' },
			],
			'A',
		],
		['an identifier with a value', [{ system: 'urn:b' }, { value: 'A' }], 'A'],
	])('%s', (_what, identifier, expected) => {
		expect(rowOf('Patient', { identifier }).identifier).toBe(expected);
	});

	test('all given names as one text, without a hint', () => {
		const { row, several } = made({
			resourceType: 'Patient',
			name: [{ given: ['Peter', 'James'], family: 'Chalmers' }],
		});
		expect(row).toMatchObject({ givenName: 'Peter James', name: 'Peter James Chalmers' });
		expect(several).toEqual([]);
	});
});
