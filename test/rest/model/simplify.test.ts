import type { Json } from '../../../nodes/Fhir/rest/model/resource';
import { simplify } from '../../../nodes/Fhir/rest/model/simplify';

/** What becomes of one element of a resource. */
const shown = (part: Json) => simplify({ resourceType: 'Basic', part }).part;

describe('simplify, a resource:', () => {
	const narrative = { status: 'generated', div: '<div>Long</div>' };

	test('begins with type and ID and ends with version and time', () => {
		const simple = simplify({
			meta: { versionId: '3', lastUpdated: '2026-01-01T00:00:00Z', profile: ['http://h/p'] },
			active: true,
			id: 'a',
			resourceType: 'Patient',
		});
		expect(Object.entries(simple)).toEqual([
			['resourceType', 'Patient'],
			['id', 'a'],
			['active', true],
			['versionId', '3'],
			['lastUpdated', '2026-01-01T00:00:00Z'],
		]);
	});

	test('has no ID, version or time if the resource has none', () => {
		expect(Object.keys(simplify({ resourceType: 'Patient', active: true }))).toEqual(['resourceType', 'active']);
		expect(Object.keys(simplify({ resourceType: 'Patient', meta: {} }))).toEqual(['resourceType']);
	});

	test('leaves out narrative, extensions, contained resources and metadata', () => {
		const noise = {
			text: narrative,
			contained: [{ resourceType: 'Patient' }],
			extension: [{ url: 'http://h/e', valueString: 'x' }],
			modifierExtension: [{ url: 'http://h/m', valueString: 'x' }],
			implicitRules: 'http://h/rules',
			language: 'en',
			_birthDate: { extension: [] },
		};
		expect(simplify({ resourceType: 'Patient', ...noise, birthDate: '2000-01-01' })).toEqual({
			resourceType: 'Patient',
			birthDate: '2000-01-01',
		});
		// A resource within another, as a Bundle has it.
		expect(shown({ fullUrl: 'urn:x', resource: { resourceType: 'Patient', ...noise, gender: 'male' } })).toEqual({
			fullUrl: 'urn:x',
			resource: { resourceType: 'Patient', gender: 'male' },
		});
	});
});

describe('simplify, data types as text:', () => {
	test.each<[string, Json, string]>([
		['a concept, by its text', { text: 'Flu', coding: [{ display: 'Influenza' }] }, 'Flu'],
		['a concept without text', { coding: [{ system: 'http://h', code: 'J11', display: 'Influenza' }] }, 'Influenza'],
		['a concept with an empty text', { text: '', coding: [{ display: '', code: 'J11' }] }, 'J11'],
		['a concept that is only text', { text: 'Flu' }, 'Flu'],
		['a coding', { system: 'http://h', code: 'AMB', display: 'ambulatory' }, 'ambulatory'],
		['a coding without display', { system: 'http://h', version: '1', code: 'AMB', userSelected: true }, 'AMB'],
		['a coding without system', { code: 'AMB', display: 'ambulatory' }, 'ambulatory'],
		['a coding with an ID and an extension', { id: 'x', extension: [], code: 'AMB', display: 'amb' }, 'amb'],
		['a name', { use: 'official', prefix: ['Dr.'], given: ['Ada', 'B.'], family: 'Test' }, 'Dr. Ada B. Test'],
		['a name, by its text', { text: 'Test, Ada', given: ['Ada'], family: 'Test' }, 'Test, Ada'],
		['a name with only a family name', { family: 'Test', suffix: ['PhD'] }, 'Test PhD'],
		['a name with only given names', { given: ['Ada', ''] }, 'Ada'],
		['a name that is only text', { use: 'usual', text: 'Ada' }, 'Ada'],
		[
			'an address',
			{ line: ['1 Way', 'Flat 2'], city: 'Town', state: 'NY', postalCode: '1', country: 'US', district: 'D' },
			'1 Way, Flat 2, Town, NY, 1, US',
		],
		['an address, by its text', { text: '1 Way in Town', line: ['1 Way'], city: 'Town' }, '1 Way in Town'],
		['an address with only lines', { line: ['1 Way'], state: 'NY' }, '1 Way, NY'],
		['an address with only a city', { city: 'Town', country: 'US' }, 'Town, US'],
		['an address with only a postal code', { postalCode: '1234', country: 'CH' }, '1234, CH'],
		['a reference', { reference: 'Patient/1', display: 'Ada' }, 'Patient/1'],
		['a reference by display', { display: 'Ada', type: 'Patient', identifier: { value: '7' } }, 'Ada'],
		[
			'a quantity',
			{ value: 5.5, unit: 'mg per day', system: 'http://unitsofmeasure.org', code: 'mg/d' },
			'5.5 mg per day',
		],
		['a quantity with a code only', { value: 0, code: 'mg' }, '0 mg'],
		['a quantity without unit', { value: 3 }, '3'],
		['a quantity with a comparator', { value: 0.1, comparator: '<', unit: 'ng/ml' }, '< 0.1 ng/ml'],
		['money', { value: 9.5, currency: 'EUR' }, '9.5 EUR'],
		['an identifier', { system: 'http://h/mrn', value: '123', type: { text: 'MRN' } }, '123'],
		['an identifier without system', { use: 'usual', value: '123' }, '123'],
		['a period', { start: '2026-01-01', end: '2026-02-01' }, '2026-01-01 – 2026-02-01'],
		['a period without an end', { start: '2026-01-01' }, '2026-01-01 –'],
		['a period without a start', { end: '2026-02-01' }, '– 2026-02-01'],
		['a range', { low: { value: 1, unit: 'mg' }, high: { value: 2, unit: 'mg' } }, '1 mg – 2 mg'],
		['a range with an open end', { low: { value: 1, unit: 'mg' } }, '1 mg –'],
		['a range with an open beginning', { high: { value: 2 }, extension: [] }, '– 2'],
		['a ratio', { numerator: { value: 1, unit: 'mg' }, denominator: { value: 2, unit: 'ml' } }, '1 mg / 2 ml'],
		['a note', { authorString: 'Dr. B', time: '2026-01-01', text: 'Well' }, 'Well'],
		['a note by a resource', { authorReference: { reference: 'Patient/1' }, text: 'Well' }, 'Well'],
	])('%s', (_what, element, text) => {
		expect(shown(element)).toBe(text);
	});

	test.each<[string, Json, unknown]>([
		['texts are joined', ['a', 'b'], 'a, b'],
		['elements that become texts are joined too', [{ given: ['Ada'] }, { text: 'B' }], 'Ada, B'],
		['other elements stay a list', [{ rank: 1 }, { text: 'B' }], [{ rank: 1 }, 'B']],
	])('a list: %s', (_what, list, expected) => {
		expect(shown(list)).toEqual(expected);
	});
});

describe('simplify, elements without a data type are simplified inside:', () => {
	test.each<[string, { [name: string]: Json }, unknown]>([
		[
			'a contact',
			{ extension: [], modifierExtension: [], _gender: {}, gender: 'female', name: { family: 'Test' }, rank: 1 },
			{ gender: 'female', name: 'Test', rank: 1 },
		],
		['an element with only extensions', { extension: [] }, {}],
		['null', { none: null }, { none: null }],
		['a code without a system', { code: 'x' }, { code: 'x' }],
		['a concept beside a display', { code: { text: 'Flu' }, display: 'x' }, { code: 'Flu', display: 'x' }],
		['a value without a system', { name: 'x', value: 'y' }, { name: 'x', value: 'y' }],
		['a value that is a quantity', { use: 'x', value: { value: 1 } }, { use: 'x', value: '1' }],
		['a period and more', { start: 'a', end: 'b', status: 'c' }, { start: 'a', end: 'b', status: 'c' }],
		['limits and more', { low: { value: 1 }, age: { low: { value: 2 } } }, { low: '1', age: '2 –' }],
		['a limit that is not text', { low: { none: [{ a: 1 }] } }, { low: { none: [{ a: 1 }] } }],
		['a ratio and more', { numerator: { value: 1 }, rank: 2 }, { numerator: '1', rank: 2 }],
		['a reference in a part', { meaning: 'x', reference: { reference: 'A/1' } }, { meaning: 'x', reference: 'A/1' }],
		['codings without text', { coding: [{ version: '1' }] }, { coding: [{ version: '1' }] }],
		['codings that are not objects', { coding: [null] }, { coding: [null] }],
		['a coding that is not a list', { coding: 'x' }, { coding: 'x' }],
		['a name that is empty', { given: [''] }, { given: '' }],
		['a time alone', { time: '10:00' }, { time: '10:00' }],
	])('%s', (_what, part, expected) => {
		expect(shown(part)).toEqual(expected);
	});

	test.each<[string, { [name: string]: Json }, unknown]>([
		[
			'the text of a dosage',
			{ text: 'One a day', asNeededBoolean: true, extension: [] },
			{ text: 'One a day', asNeededBoolean: true },
		],
		[
			'a question and its answer',
			{ linkId: '1', text: 'Smoker?', answer: [{ valueBoolean: false }] },
			{ linkId: '1', text: 'Smoker?', answer: [{ valueBoolean: false }] },
		],
		[
			'the language that a patient speaks',
			{ language: { coding: [{ code: 'de' }] }, preferred: true },
			{ language: 'de', preferred: true },
		],
		[
			'the concepts within a concept',
			{ code: 'A', display: 'Animal', concept: [{ code: 'C', display: 'Cat' }] },
			{ code: 'A', display: 'Animal', concept: 'Cat' },
		],
	])('an element with the name of an omitted one is kept: %s', (_what, part, expected) => {
		expect(shown(part)).toEqual(expected);
	});
});
