import { ExactNumber } from '../../../../nodes/Fhir/support/exactNumber';
import type { Json } from '../../../../nodes/Fhir/rest/model/resource';
import type { Row } from '../../../../nodes/Fhir/rest/view/view';

import { made, rowOf } from './made';

describe('Results in a table', () => {
	test.each<[string, { [name: string]: Json }, Row]>([
		[
			'a quantity',
			{ valueQuantity: { value: 5.4, unit: 'mmol/l', comparator: '<', code: 'x' } },
			{ value: 5.4, unit: 'mmol/l', comparator: '<', valueText: '< 5.4 mmol/l' },
		],
		['a quantity with a code for its unit', { valueQuantity: { value: 1, code: 'mg' } }, { value: 1, unit: 'mg' }],
		['a whole number', { valueInteger: 3 }, { value: 3, unit: null, valueText: '3' }],
		[
			'a code',
			{ valueCodeableConcept: { coding: [{ system: 's', code: 'c', display: 'D' }] } },
			{ value: null, valueText: 'D', valueCode: 'c', valueCodeSystem: 's' },
		],
		['yes or no', { valueBoolean: false }, { value: null, valueText: 'false' }],
		['a text that looks like a number', { valueString: '5' }, { value: null, valueText: '5' }],
		['a range', { valueRange: { low: { value: 1 }, high: { value: 2 } } }, { value: null, valueText: '1 – 2' }],
		['no value', { dataAbsentReason: { text: 'unknown' } }, { value: null, valueText: null, absentReason: 'unknown' }],
	])('%s', (_what, elements, expected) => {
		expect(rowOf('Observation', elements)).toMatchObject(expected);
	});

	test('a blood pressure has both numbers and all of its parts as text', () => {
		const part = (code: string, display: string, value: number): Json => ({
			code: { coding: [{ system: 'http://loinc.org', code, display }] },
			valueQuantity: { value, unit: 'mmHg' },
		});
		const component = [part('8480-6', 'Systolic', 107), part('8462-4', 'Diastolic', 60)];
		const { row, several } = made({ resourceType: 'Observation', component });
		expect(row).toMatchObject({
			value: null,
			systolic: 107,
			diastolic: 60,
			components: 'Systolic: 107 mmHg; Diastolic: 60 mmHg',
		});
		expect(several).toEqual([]);
	});

	test('reference ranges are one text, written or made of their limits', () => {
		const [low, high] = [3.1, 6.2].map((value) => ({ value, unit: 'mmol/l' }));
		const referenceRange = [{ low, high }, { low }, { high }, { text: 'as usual', low }, {}] as Json;
		expect(rowOf('Observation', { referenceRange }).referenceRange).toBe(
			'3.1 mmol/l – 6.2 mmol/l; ≥ 3.1 mmol/l; ≤ 6.2 mmol/l; as usual',
		);
	});

	test('numbers keep their digits, in a text too', () => {
		const value = new ExactNumber('2.50') as unknown as Json;
		const row = rowOf('Observation', { valueQuantity: { value, unit: 'mg', comparator: '<' } });
		expect(row).toMatchObject({ value, valueText: '< 2.50 mg' });
		const range = rowOf('Observation', { valueRange: { low: { value, unit: 'mg' }, high: { value } } });
		expect(range).toMatchObject({ value: null, valueText: '2.5 mg – 2.5' });
	});

	test('a value of another type than FHIR defines is left out and counted', () => {
		const { row, unusable } = made({ resourceType: 'Patient', active: 'yes', birthDate: '1970' });
		expect(row).toMatchObject({ active: null, birthDate: '1970' });
		expect(unusable).toEqual(['active']);
	});
});

describe('Codes and references in a table', () => {
	test('code and system are those of one coding, the chosen one before the first', () => {
		const coding = [{ code: '1' }, { system: 's', code: '2', userSelected: true }];
		expect(rowOf('Condition', { code: { text: 'T', coding } })).toMatchObject({
			code: '2',
			codeSystem: 's',
			codeText: 'T',
		});
		expect(rowOf('Condition', { code: { coding: [{ display: 'D' }] } })).toMatchObject({ code: null, codeText: 'D' });
	});

	test('code and text are of one concept', () => {
		const [serviceType, appointmentType] = [[{ text: 'Service' }], { coding: [{ code: 'x' }] }];
		expect(rowOf('Appointment', { serviceType, appointmentType })).toMatchObject({ code: null, codeText: 'Service' });
	});

	test('a contained medication gives code and text', () => {
		const row = rowOf('MedicationRequest', {
			contained: [
				{ resourceType: 'Medication', id: 'm', code: { coding: [{ system: 's', code: 'c', display: 'D' }] } },
			],
			medicationReference: { reference: '#m' },
		});
		expect(row).toMatchObject({ code: 'c', codeSystem: 's', codeText: 'D' });
	});

	test('an ID is that of a reference to its type, and a hint counts where there are several', () => {
		const actor = (reference: string) => ({ actor: { reference, display: reference } });
		const { row, several } = made({
			resourceType: 'Appointment',
			participant: [
				actor('Location/l'),
				actor('Practitioner/a'),
				actor('http://x/fhir/Patient/p/_history/2'),
				actor('Practitioner/b'),
			],
		});
		expect(row).toMatchObject({
			patientId: 'p',
			locationId: 'l',
			practitionerId: 'a',
			practitionerName: 'Practitioner/a; Practitioner/b',
		});
		expect(several).toEqual(['practitionerId']);
	});

	test('one of several files is counted', () => {
		const content = ['a', 'b'].map((url) => ({ attachment: { url, contentType: 'text/plain' } }));
		const { row, several } = made({ resourceType: 'DocumentReference', content });
		expect(row).toMatchObject({ fileUrl: 'a', fileType: 'text/plain' });
		expect(several).toEqual(['fileUrl']);
	});
});

test.each<[string, string, { [name: string]: Json }, Row]>([
	[
		'R5',
		'Encounter',
		{
			class: [{ coding: [{ code: 'IMP', display: 'inpatient' }] }],
			actualPeriod: { start: '2026-01-01', end: '2026-01-02' },
			reason: [{ value: [{ concept: { text: 'Fever' } }] }],
		},
		{ class: 'inpatient', start: '2026-01-01', end: '2026-01-02', reason: 'Fever' },
	],
	[
		'R5',
		'MedicationRequest',
		{ medication: { concept: { coding: [{ code: '1', system: 's' }] } } },
		{ code: '1', codeSystem: 's', codeText: '1' },
	],
	[
		'R5',
		'Procedure',
		{ occurrencePeriod: { start: '2026-01-01', end: '2026-01-02' } },
		{ start: '2026-01-01', end: '2026-01-02' },
	],
	[
		'R5',
		'Organization',
		{ contact: [{ telecom: [{ system: 'phone', value: '1' }], address: { city: 'X' } }] },
		{ phone: '1', city: 'X' },
	],
	['R5', 'ServiceRequest', { code: { concept: { text: 'X-ray' } } }, { codeText: 'X-ray' }],
	[
		'R5',
		'Coverage',
		{ subscriberId: [{ value: '1' }], insurer: { reference: 'Organization/o' } },
		{ subscriberId: '1', payerId: 'o' },
	],
	[
		'STU3',
		'Condition',
		{ clinicalStatus: 'active', verificationStatus: 'confirmed', assertedDate: '2016' },
		{ status: 'active', verificationStatus: 'confirmed', recorded: '2016' },
	],
	[
		'STU3',
		'Immunization',
		{ date: '2016-01-01', practitioner: [{ actor: { reference: 'Practitioner/p' } }] },
		{ start: '2016-01-01', practitionerId: 'p' },
	],
	[
		'STU3',
		'MedicationRequest',
		{ context: { reference: 'Encounter/e' }, requester: { agent: { display: 'Dr A' } } },
		{ encounterId: 'e', practitionerName: 'Dr A' },
	],
])('The columns find in %s what has another name there: %s', (_release, type, elements, expected) => {
	expect(rowOf(type, elements)).toMatchObject(expected);
});
