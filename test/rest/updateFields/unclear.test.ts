import { loadElements } from '../../../nodes/Fhir/rest/model/elements/content';
import type { ListMode } from '../../../nodes/Fhir/rest/updateFields/merge';
import { failureOf } from '../../helpers/async';
import { email, home, merged, mobile, telecom } from './merged';

beforeAll(() => loadElements());

describe('Lists → Merge Entries:', () => {
	test.each<[string, object, object, RegExp]>([
		[
			'fits several',
			{ telecom },
			{ telecom: [{ system: 'phone', value: '9' }] },
			/`telecom` has an entry that fits several/,
		],
		[
			'is there twice',
			{ telecom },
			{
				telecom: [
					{ ...home, value: '8' },
					{ ...home, value: '9' },
				],
			},
			/`telecom` has two entries that mean the same/,
		],
		[
			'identifies nothing',
			{ telecom },
			{ telecom: [{ value: '9' }] },
			/`telecom` has an entry with nothing that says which/,
		],
		['is not an object', { telecom }, { telecom: [email, null] }, /`telecom` has an entry that is not an object/],
		['stands without a list', { telecom }, { telecom: email }, /`telecom` is an object, but the element is a list/],
	])('an entry that %s is refused', async (_title, current, given, message) => {
		const failure = await failureOf(() => merged(current, given));
		expect(failure.message).toMatch(message);
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(failure.message).not.toContain('9');
	});

	test('two dosage instructions are not told apart by their text, since a patient would get both', async () => {
		const current = { dosageInstruction: [{ text: 'once a day' }] };
		const given = { dosageInstruction: [{ text: 'twice a day' }] };
		const { advice } = await failureOf(() => merged(current, given, 'merge', 'MedicationRequest'));
		expect(advice).toMatch(/option Lists/);
		expect(merged(current, given, 'replace', 'MedicationRequest').elements).toEqual(given);
	});
});

describe('Lists → other choices:', () => {
	test.each<[string, ListMode, object, object]>([
		[
			'Append Entries keeps all entries and adds the new ones',
			'append',
			{ telecom: [{ ...mobile, value: '9' }, email] },
			{ telecom: [...telecom, { ...mobile, value: '9' }] },
		],
		['Append Entries with an empty list changes nothing', 'append', { telecom: [] }, { telecom }],
		['Replace List puts the given entries in place of all', 'replace', { telecom: [email] }, { telecom: [email] }],
		['Replace List with an empty list removes the element', 'replace', { telecom: [] }, {}],
	])('%s', (_title, lists, given, expected) => {
		expect(merged({ telecom }, given, lists).elements).toEqual(expected);
	});

	test('Append Entries adds an entry with the ID of another one beside it', () => {
		const [first, second] = [
			{ id: 'n', given: ['A', 'B'] },
			{ id: 'n', given: ['B', 'C'] },
		];
		expect(merged({ name: [first] }, { name: [second] }, 'append').elements.name).toEqual([first, second]);
	});

	test('Append Entries adds the texts that are not there', () => {
		const { elements } = merged({ meta: { profile: ['a', 'b'] } }, { meta: { profile: ['b', 'c'] } }, 'append');
		expect(elements.meta).toEqual({ profile: ['a', 'b', 'c'] });
	});
});
