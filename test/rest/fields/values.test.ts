import { readDay } from '../../../nodes/Fhir/rest/fields/days';
import { fieldModelOf, loadFieldModels } from '../../../nodes/Fhir/rest/fields/fieldModels';
import { formValue } from '../../../nodes/Fhir/rest/fields/formValue';
import { toJson } from '../../../nodes/Fhir/support/exactNumber';

beforeAll(async () => await loadFieldModels(async () => {}));

describe('A value from a form or a spreadsheet', () => {
	const read = (type: string, id: string, typed: unknown, timeZone = 'Europe/Berlin') => {
		const zones: string[] = [];
		const field = fieldModelOf(type, 'r4').field(id);
		if (!field) throw new Error(`${type} has no field ${id}`);
		const value = formValue(field, typed, {
			title: 'The Field',
			timeZone,
			onZoneAssumed: () => zones.push('assumed'),
		});
		return [value, ...zones];
	};

	it.each([
		['1974-12-25', '1974-12-25'],
		['1974-12', '1974-12'],
		[1974, '1974'],
		['1974/12/5', '1974-12-05'],
		['25.12.1974', '1974-12-25'],
		['12/25/1974', '1974-12-25'],
		['25-12-1974', '1974-12-25'],
		['3/3/1974', '1974-03-03'],
		[19741225, '1974-12-25'],
		['25 December 1974', '1974-12-25'],
		['Dec 25th, 1974', '1974-12-25'],
		['1974-12-25T00:00:00', '1974-12-25'],
		['1974-12-25 00:00', '1974-12-25'],
		['1974-12-25T00:00:00.000+02:00', '1974-12-25'],
		[new Date('1974-12-25T00:00:00Z'), '1974-12-25'],
		[{ toISODate: () => '1974-12-25', toJSON: () => '1974-12-25T23:00:00+01:00' }, '1974-12-25'],
		[' ', undefined],
		[null, undefined],
	])('is a day: %j', (typed, day) => {
		expect(read('Patient', 'birthDate', typed)).toEqual([day]);
	});

	it.each(['03/04/1974', '04-03-1974'])('is refused as a day that can be read in two ways: %s', (typed) => {
		expect(readDay(typed)).toBe('ambiguous');
		expect(() => read('Patient', 'birthDate', typed)).toThrow('"The Field" can be read in two ways');
	});

	it.each(['soon', '25.12.74', '31.02.1974', '13/13/1974', '27388', '1974-13', '1974-13-01', '12251974', '1.1974'])(
		'is refused as no day: %s',
		(typed) => {
			expect(() => read('Patient', 'birthDate', typed)).toThrow('"The Field" is not a date that can be read');
		},
	);

	it('is refused as a day where it has a time', () => {
		expect(() => read('Patient', 'birthDate', '1974-12-24T23:00:00Z')).toThrow('the day depends on the time zone');
	});

	it.each([
		['2026-03-01', ['2026-03-01']],
		['2026-03-01T08:30:00Z', ['2026-03-01T08:30:00Z']],
		['2026-03-01T08:30:00.123+05:30', ['2026-03-01T08:30:00.123+05:30']],
		['2026-03-01T08:30Z', ['2026-03-01T08:30:00Z']],
		['1 Mar 2026 8:30 pm +0100', ['2026-03-01T20:30:00+01:00']],
		['2026-03-01 08:30', ['2026-03-01T08:30:00+01:00', 'assumed']],
		['01.07.2026 08:30:15.5', ['2026-07-01T08:30:15.5+02:00', 'assumed']],
		[{ toJSON: () => '2026-03-01T08:30:00.000+01:00' }, ['2026-03-01T08:30:00.000+01:00']],
	])('is a point in time, in the zone of the workflow where it has none: %j', (typed, expected) => {
		expect(read('Observation', 'effectiveDateTime', typed)).toEqual(expected);
	});

	it.each([
		['2026-03-29 02:30', 'show never'],
		['2026-10-25 02:30', 'show twice'],
		['2026-03-01 25:00', 'is not a date that can be read'],
		['2026-03 08:30', 'is not a date that can be read'],
	])('is refused as a point in time: %s %s', (typed, message) => {
		expect(() => read('Observation', 'effectiveDateTime', typed)).toThrow(message);
	});

	it('is an instant only with a time, and a time of day without a date', () => {
		expect(() => read('Observation', 'issued', '2026-03-01')).toThrow('"The Field" has no time of day');
		expect(read('Observation', 'issued', '2026-03-01 08:30', 'UTC')).toEqual(['2026-03-01T08:30:00+00:00', 'assumed']);
		expect(read('Observation', 'valueTime', '8:30 AM')).toEqual(['08:30:00']);
		expect(() => read('Observation', 'valueTime', '0:30 AM')).toThrow('is not a time of day');
	});

	it.each([
		['Yes', true],
		['TRUE', true],
		[1, true],
		['n', false],
		[false, false],
	])('is yes or no: %j', (typed, value) => {
		expect(read('Patient', 'active', typed)).toEqual([value]);
	});

	it.each([
		['gender', 'Female', 'female'],
		['gender', 'M', 'male'],
		['name[0].use', 'OFFICIAL', 'official'],
		['link[0].type', 'replaced by', 'replaced-by'],
	])('is one of the codes of %s: %s', (id, typed, code) => {
		expect(read('Patient', id, typed)).toEqual([code]);
	});

	it('is a number with the digits that were typed', () => {
		const [value] = read('Observation', 'valueQuantity.value', ' 7.20 ');
		expect(toJson({ value })).toBe('{"value":7.20}');
		expect(read('Observation', 'valueInteger', '12')).toEqual([12]);
		expect(() => read('Observation', 'valueQuantity.value', '7,2')).toThrow('"The Field" is not a number');
		expect(() => read('Observation', 'valueInteger', '1.5')).toThrow('"The Field" is not a whole number');
	});

	it('is a text, trimmed, whatever it was', () => {
		expect(read('Patient', 'name[0].family', ' van der  Berg ')).toEqual(['van der  Berg']);
		expect(read('Patient', 'address[0].postalCode', 12345)).toEqual(['12345']);
	});

	it('is a reference only with a type', () => {
		expect(() => read('Observation', 'subject.reference', '12')).toThrow('"The Field" is not a reference');
		for (const reference of ['Patient/12', 'urn:uuid:1', '#p', 'https://other.example/fhir/Patient/1'])
			expect(read('Observation', 'subject.reference', reference)).toEqual([reference]);
	});
});
