import assert from 'node:assert/strict';
import { type Expectation, gives, idsOf, isPatient, output, START } from './checks';

/** What the demo demands of the workflows of everyday work, most of which look at the patients in `clinic.ts`. */
export const clinicExpectations: Record<string, Expectation> = {
	'appointment-reminders.json': {
		[START]: gives(1),
		'Appointments of Tomorrow': gives(3, ({ status }) => assert.equal(status, 'booked')),
		'The Patient': (step) => {
			gives(3, isPatient)(step, () => step);
			assert.deepEqual(idsOf(step), ['clinic-amari', 'clinic-falk', 'clinic-owusu']);
		},
		'Write the Reminder': gives(3, ({ text }) =>
			assert.match(String(text), /^Dear (Leila|Ingrid|Grace), .* on \d+ \w+ at \d\d:00\. /),
		),
		'Phone or E-Mail?': (step) => {
			assert.deepEqual(
				step.outputs.map((items) => items.map(({ json }) => json.name)),
				[['Leila Amari', 'Ingrid Falk'], ['Grace Owusu']],
			);
		},
		'Send It': gives(2),
		'Call Them': gives(1),
	},
	'hl7v2-message-to-fhir.json': {
		[START]: gives(1),
		'An HL7v2 Message': gives(1),
		'Segments to Resources': gives(1),
		'One List': gives(1),
		'One Item for Each Resource': gives(5),
		'Write All or None': (step) => {
			gives(5)(step, () => step);
			const [patient = {}, hemoglobin = {}, , , report = {}] = output(step).map(({ json }) => json);
			assert.equal(patient.birthDate, '1984-05-13');
			assert.deepEqual(hemoglobin.subject, { reference: `Patient/${String(patient.id)}` });
			assert.equal((hemoglobin.valueQuantity as { value: number }).value, 13.2);
			assert.deepEqual(
				report.result,
				idsOf(step)
					.slice(1, 4)
					.map((id) => ({ reference: `Observation/${String(id)}` })),
			);
		},
		'The Same Message Again': (step, before) => {
			gives(5)(step, before);
			assert.deepEqual(idsOf(step), idsOf(before('Write All or None')), 'nothing is written twice');
		},
	},
	'lab-results-to-spreadsheet.json': {
		[START]: gives(1),
		// The message of another example may have brought another one.
		'Haemoglobin of the Last Year': (step) => {
			const rows = output(step).filter(({ json }) => String(json.patientId).startsWith('clinic-'));
			assert.equal(rows.length, 8);
			for (const { json } of rows) {
				assert.equal(typeof json.value, 'number');
				assert.equal(json.unit, 'g/dL');
				assert.match(String(json.patientName), /^(Leila Amari|Ingrid Falk|Grace Owusu)$/);
			}
		},
		'Excel File': gives(1),
		'Low Values': (step) =>
			assert.deepEqual(
				output(step)
					.map(({ json }) => json.value)
					.sort(),
				[10.7, 11.2, 11.8],
			),
	},
	'look-up-codes.json': {
		[START]: gives(1),
		'Codes From a File': gives(1),
		'One Item for Each Code': gives(3),
		'What Do They Mean': (step) => assert.deepEqual([output(step).length, output(step, 1).length], [2, 1]),
		'Code and Text': (step) =>
			assert.deepEqual(
				output(step).map(({ json }) => json),
				[
					{ code: '718-7', text: 'Hemoglobin [Mass/volume] in Blood' },
					{ code: '4548-4', text: 'Hemoglobin A1c/Hemoglobin.total in Blood' },
				],
			),
		'Unknown Codes': gives(1, ({ code, why }) => {
			assert.equal(code, '00000-0');
			assert.match(String(why), /\w/);
		}),
		'What May the Field Hold': gives(4),
		'A List for a Drop-Down': (step) =>
			assert.deepEqual(
				output(step)
					.map(({ json }) => json.value)
					.sort(),
				['female', 'male', 'other', 'unknown'],
			),
	},
	'new-patient-intake-form.json': {
		[START]: gives(1),
		'A Form, Filled In': gives(1),
		'Register the Patient': gives(1, ({ name, birthDate }) => {
			assert.deepEqual(name, [{ family: 'Haddad', given: ['Amina'] }]);
			assert.equal(birthDate, '1992-04-17');
		}),
		'Tell the Front Desk': gives(1, ({ text }) =>
			assert.match(String(text), /^New patient: Amina Haddad, born 1992-04-17\. Record: Patient\/\S/),
		),
	},
	'nightly-cohort-list.json': {
		[START]: gives(1),
		'Everyone Over 65 With Diabetes': gives(1, ({ rows, columns, fileName }) => {
			assert.equal(rows, 3);
			assert.deepEqual(columns, ['id', 'familyName', 'givenName', 'birthDate', 'phone', 'email']);
			assert.match(String(fileName), /^cohort-\d{4}-\d\d-\d\d\.csv$/);
		}),
		'Store the File': gives(1),
	},
	'quality-measure-diabetes.json': {
		[START]: gives(1),
		'Patients With Diabetes': gives(4, isPatient),
		'HbA1c in the Last Year': gives(4, ({ type }) => assert.equal(type, 'searchset')),
		'Measured or Not': gives(4),
		'Add Up': gives(1),
		'The Measure': gives(1, ({ patients, measured, percent }) =>
			assert.deepEqual([patients, measured, percent], [4, 3, 75]),
		),
		// A filter gives the others on a second output, which is not shown.
		'Still to Be Measured': (step) =>
			assert.deepEqual(
				output(step).map(({ json }) => json.patient),
				['clinic-falk'],
			),
	},
};
