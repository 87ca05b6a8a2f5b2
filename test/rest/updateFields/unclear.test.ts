import { loadElements } from '../../../nodes/Fhir/rest/model/elements/content';
import type { ListMode } from '../../../nodes/Fhir/rest/updateFields/merge';
import { email, home, merged, mobile, refusal, telecom } from './merged';

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
	])('an entry that %s is refused', (_title, current, given, message) => {
		const failure = refusal(current, given);
		expect(failure.message).toMatch(message);
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent' });
		expect(failure.message).not.toContain('9');
	});

	test('two dosage instructions are not told apart by their text, since a patient would get both', () => {
		const current = { dosageInstruction: [{ text: 'once a day' }] };
		const given = { dosageInstruction: [{ text: 'twice a day' }] };
		expect(refusal(current, given, 'merge', 'MedicationRequest').advice).toMatch(/option Lists/);
		expect(merged(current, given, 'replace', 'MedicationRequest').elements).toEqual(given);
	});
});

describe('Lists → other choices:', () => {
	test.each<[ListMode, object, object]>([
		['append', { telecom: [{ ...mobile, value: '9' }, email] }, { telecom: [...telecom, { ...mobile, value: '9' }] }],
		['append', { telecom: [] }, { telecom }],
		['replace', { telecom: [email] }, { telecom: [email] }],
		['replace', { telecom: [] }, {}],
	])('%s', (lists, given, expected) => {
		expect(merged({ telecom }, given, lists).elements).toEqual(expected);
	});

	test('append adds the texts that are not there', () => {
		const { elements } = merged(
			{ name: [{ id: 'n', given: ['A', 'B'] }] },
			{ name: [{ id: 'n', given: ['B', 'C'] }] },
			'append',
		);
		expect(elements.name).toHaveLength(2);
	});
});
