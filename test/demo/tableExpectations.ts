import assert from 'node:assert/strict';
import { type Expectation, gives, output, START, isPatient, idsOf } from './checks';

/** What the demo demands of the workflows that end in a table. */
export const tableExpectations: Record<string, Expectation> = {
	'cohort-to-spreadsheet.json': {
		[START]: gives(1),
		'Find the Cohort': gives(7, isPatient),
		'Patients as CSV': gives(1, ({ fileName, rows, columns }) => {
			assert.equal(fileName, 'patients.csv');
			assert.equal(rows, 7);
			assert.deepEqual(columns, ['id', 'family', 'given', 'birth_date', 'phone']);
		}),
		'Fetch Observations': gives(42, ({ resourceType }) => assert.equal(resourceType, 'Observation')),
		'Observations as Rows': (step, before) => {
			gives(42, ({ code_text }) => assert.equal(typeof code_text, 'string'))(step, before);
			const patients = new Set(idsOf(before('Find the Cohort')));
			output(step).forEach(({ json }) => assert.ok(patients.has(json.patient_id), 'a key of the cohort'));
		},
		Spreadsheet: gives(1),
	},
	'table-from-the-server.json': {
		[START]: gives(1),
		'Export Patients': gives(1, ({ rows, columns }) => {
			assert.ok(Number(rows) >= 7, 'a row for each patient');
			assert.deepEqual(columns, ['id', 'family', 'birth_date', 'gender']);
		}),
		'Look at Conditions': gives(10, ({ patient_id }) => assert.equal(typeof patient_id, 'string')),
	},
	'register-patients-from-spreadsheet.json': {
		[START]: gives(1),
		'A List': gives(1),
		'Make It a File': gives(1),
		'Read the CSV': gives(3),
		'Register Patients': (step) => {
			gives(3, isPatient)(step, () => step);
			const [first = {}] = output(step).map(({ json }) => json);
			assert.equal(first.birthDate, '1961-04-02');
			assert.deepEqual(first.name, [{ family: 'Okafor', given: ['Ada'] }]);
			assert.match(
				JSON.stringify(first.identifier),
				/"code":"MR".*"system":"http:\/\/hospital\.example\/mrn","value":"7001"/,
			);
		},
		'Register Again': (step, before) => {
			gives(3)(step, before);
			assert.deepEqual(idsOf(step), idsOf(before('Register Patients')), 'no patient is registered twice');
		},
	},
	'nightly-changes.json': {
		'What Has Changed': (step) => {
			assert.ok(output(step).length > 10, 'items out');
			for (const { json } of output(step)) {
				assert.deepEqual([json.change, json.method], ['created', 'history']);
				assert.match(String(json.resourceType), /^(Condition|MedicationRequest)$/);
			}
			const ids = output(step).map(({ json }) => `${String(json.resourceType)}/${String(json.id)}`);
			assert.equal(new Set(ids).size, ids.length, 'no change comes twice');
		},
		'A Row for Each Change': (step, before) => {
			gives(output(before('What Has Changed')).length, ({ patient }) => assert.match(String(patient), /\w/))(
				step,
				before,
			);
		},
		'Make It a Table': gives(1),
	},
};
