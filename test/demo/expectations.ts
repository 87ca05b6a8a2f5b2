import assert from 'node:assert/strict';
import { agentExpectations } from './agentExpectations';
import { bulkExpectations } from './bulkExpectations';
import { clinicExpectations } from './clinicExpectations';
import { tableExpectations } from './tableExpectations';
import { updateExpectations } from './updateExpectations';
import {
	type Check,
	type Expectation,
	START,
	failsWith,
	gives,
	givesButOne,
	idsOf,
	isPatient,
	output,
	sourceIndex,
} from './checks';

/** The specification's examples hold 42 observations of the seven men: 30, 7, 5 and none. */
const observationsOfEach: Check = (step, before) => {
	gives(42)(step, before);
	const patients = output(before('Find Patients'));
	for (const { json, pairedItem } of output(step)) {
		const patient = patients[sourceIndex(pairedItem)]?.json;
		assert.equal(json.subject, `Patient/${String(patient?.id)}`, 'the paired patient');
	}
};

/** Two admissions: their encounters and observations name the patients by the IDs that the server gave. */
const admissions: Check = (step) => {
	gives(6, ({ id }) => assert.equal(typeof id, 'string'))(step, () => step);
	const resources = output(step).map(({ json }) => json);
	const types = ['Patient', 'Encounter', 'Observation'];
	assert.deepEqual(
		resources.map(({ resourceType }) => resourceType),
		[...types, ...types],
	);
	resources.forEach(({ subject, encounter, resourceType }, index) => {
		const first = index - (index % types.length);
		const referenceTo = (place: number) => `${types[place]}/${String(resources[first + place]?.id)}`;
		if (resourceType !== 'Patient') assert.deepEqual(subject, { reference: referenceTo(0) });
		if (resourceType === 'Observation') assert.deepEqual(encounter, { reference: referenceTo(1) });
	});
};

/** What the demo demands of each workflow in `examples/`, by file name. */
export const expectations: Record<string, Expectation> = {
	'search-patients-and-observations.json': {
		[START]: gives(1),
		'Find Patients': gives(7, ({ gender, birthDate }) => {
			assert.equal(gender, 'male');
			assert.ok(String(birthDate) < '1975');
		}),
		'Fetch Observations': observationsOfEach,
	},
	'ask-the-server.json': {
		[START]: gives(1),
		'What Can It Do': gives(1, ({ resourceType }) => assert.equal(resourceType, 'CapabilityStatement')),
		'In Short': gives(1, ({ software, fhirVersion }) => {
			assert.equal(software, 'n8n-nodes-fhir test server');
			assert.equal(fhirVersion, '4.0.1');
		}),
		'Query with GraphQL': gives(1, ({ PatientList }) => {
			const [first = {}] = PatientList as Array<Record<string, unknown> | undefined>;
			assert.deepEqual(Object.keys(first).sort(), ['birthDate', 'id', 'name']);
		}),
		'Find Observations': gives(3, ({ subject }) =>
			assert.equal((subject as { reference: string }).reference, 'Patient/example'),
		),
		'Whose Are They': gives(3, (json) => {
			isPatient(json);
			assert.equal(json.id, 'example');
		}),
		'Run $validate': gives(3, ({ success, issues }) => {
			assert.equal(success, true);
			assert.ok(Array.isArray(issues));
		}),
	},
	'create-once-patch-history.json': {
		[START]: gives(1),
		Registration: gives(1),
		'Create If New': gives(1, ({ meta }) => assert.equal((meta as { versionId: string }).versionId, '1')),
		'Create If New, Once More': (step, before) => {
			gives(1)(step, before);
			assert.deepEqual(idsOf(step), idsOf(before('Create If New')));
		},
		Patch: gives(1, ({ telecom, birthDate }) => {
			assert.deepEqual(telecom, [{ system: 'phone', value: '+31 20 555 0123' }]);
			assert.equal(birthDate, '1968-05-09');
		}),
		'Get History': (step, before) => {
			gives(2)(step, before);
			assert.deepEqual(
				output(step).map(({ json }) => 'telecom' in json),
				[true, false],
			);
		},
		'Delete by Number': gives(1, ({ deleted }) => assert.equal(deleted, true)),
	},
	'create-read-update-delete.json': {
		[START]: gives(1),
		'Create Patient': gives(1, ({ id, active }) => {
			assert.equal(typeof id, 'string');
			assert.equal(active, true);
		}),
		'Read Patient': gives(1, ({ birthDate }) => assert.equal(birthDate, '1974-12-25')),
		'Replace Patient': gives(1, ({ active, birthDate, name }) => {
			assert.equal(active, false);
			assert.equal(birthDate, '1974-12-26');
			assert.deepEqual(name, [{ family: 'Chalmers', given: ['Peter', 'James'] }]);
		}),
		'Delete Patient': gives(1, ({ deleted }) => assert.equal(deleted, true)),
		'Read It Again': failsWith(/deleted|no longer|gone|not found/i),
		'It Is Gone': gives(1),
	},
	'ids-and-searches-on-any-server.json': {
		[START]: gives(1),
		Referrals: gives(1),
		'Hospital Number': gives(1),
		'Get by Medical Record Number': (step) => assert.deepEqual(idsOf(step), ['example']),
		'One Item for Each': gives(3),
		'Get Patient': (step) => {
			gives(3, isPatient)(step, () => step);
			assert.deepEqual(idsOf(step), ['example', 'f001', 'f201']);
		},
		'All That Belongs to Them': (step, before) => {
			const patients = idsOf(before('Get Patient'));
			const found = new Set(output(step).map(({ pairedItem }) => patients[sourceIndex(pairedItem)]));
			assert.equal(found.size, 3, 'patients with results');
			assert.ok(new Set(output(step).map(({ json }) => json.resourceType)).size > 5, 'several resource types');
		},
		'How Many of Each': (step, before) => {
			const sum = output(step).reduce((total, { json }) => total + Number(json.count_id), 0);
			assert.equal(sum, output(before('All That Belongs to Them')).length);
		},
	},
	'internal-ca.json': {
		[START]: gives(1),
		'What Can It Do': gives(1, ({ resourceType, fhirVersion }) => {
			assert.equal(resourceType, 'CapabilityStatement');
			assert.match(String(fhirVersion), /^4/);
		}),
		'Find Patients': gives(5, isPatient),
	},
	'login-aws-healthlake.json': { [START]: gives(1), 'Find Patients': gives(2, isPatient) },
	'login-azure-scope.json': { [START]: gives(1), 'Find Patients': gives(5, isPatient) },
	'login-epic-jwt.json': {
		[START]: gives(1),
		'Show the Public Key': gives(1, ({ keys }) => {
			const [key = {}] = keys as Array<Record<string, unknown> | undefined>;
			assert.equal(key.alg, 'ES384');
			assert.equal('d' in key, false, 'the private half');
		}),
		'Find Patients': gives(5, isPatient),
	},
	'login-fixed-token.json': { [START]: gives(1), 'Find Patients': gives(5, isPatient) },
	'login-google-service-account.json': { [START]: gives(1), 'Find Patients': gives(5, isPatient) },
	'login-oracle-raw-secret.json': { [START]: gives(1), 'Find Patients': gives(5, isPatient) },
	'mutual-tls.json': {
		[START]: gives(1),
		'Find Patients': gives(5, isPatient),
		'Without the Certificate': failsWith(/client certificate/i),
		'It Is Refused': gives(1),
	},
	...agentExpectations,
	...bulkExpectations,
	...clinicExpectations,
	...tableExpectations,
	...updateExpectations,
	'new-lab-result-to-message.json': {
		[START]: gives(1),
		'Create a Lab Result': gives(1, ({ resourceType }) => assert.equal(resourceType, 'Observation')),
	},
	'patient-everything.json': {
		[START]: gives(1),
		'Find the Patient': gives(1, isPatient),
		'Get Everything': (step) => {
			assert.ok(output(step).length > 100, 'more than a page');
			output(step).forEach(({ json }) => assert.equal(typeof json.resourceType, 'string'));
		},
		'How Many of Each': (step, before) => {
			const counts = output(step).map(({ json }) => Number(json.count_id));
			const sum = counts.reduce((total, count) => total + count, 0);
			assert.equal(sum, output(before('Get Everything')).length);
		},
		'Only Conditions': (step) => {
			assert.ok(output(step).length > 0, 'items out');
			output(step).forEach(({ json }) => assert.equal(json.resourceType, 'Condition'));
		},
	},
	'send-items-as-a-batch.json': {
		[START]: gives(1),
		'Patients From a List': gives(1),
		'One Item for Each Patient': gives(4),
		'Send Items': givesButOne(3, isPatient, ({ error }) => assert.match(String(error), /birthDate|date/i)),
		Written: gives(3, isPatient),
		'To Be Corrected': gives(1, ({ number, born, status, place }) => {
			assert.deepEqual([number, born], ['4713', '23.11.1984']);
			assert.match(String(status), /^4\d\d$/);
			assert.match(String(place), /birthDate/);
		}),
	},
	'send-items-as-a-transaction.json': {
		[START]: gives(1),
		'Two Admissions': gives(1),
		'One Item for Each Resource': gives(6),
		'Send Items': admissions,
		'Read Them Again': admissions,
	},
	'untrusted-certificate.json': {
		[START]: gives(1),
		'Find Patients': failsWith(/certificate.*Demo Hospital Internal CA|Demo Hospital Internal CA.*certificate/i),
		Explain: gives(1, ({ message, whatToDo }) => {
			assert.match(String(message), /certificate/i);
			assert.match(String(whatToDo), /custom ca bundle/i);
		}),
	},
	'upload-and-download-a-file.json': {
		[START]: gives(1),
		'Find a Patient': gives(1, isPatient),
		'Write a Letter': gives(1),
		'Make It a File': gives(1),
		Upload: gives(1, ({ resourceType, documentReference }) => {
			assert.equal(resourceType, 'Binary');
			assert.equal((documentReference as { resourceType: string }).resourceType, 'DocumentReference');
		}),
		'Find the Newest Letter': gives(1, ({ resourceType }) => assert.equal(resourceType, 'DocumentReference')),
		Download: gives(1, ({ contentType, size }) => {
			assert.equal(contentType, 'text/plain');
			assert.ok(Number(size) > 0);
		}),
		'Read the Text': (step, before) => {
			const [letter] = output(before('Write a Letter'));
			gives(1, ({ text }) => assert.equal(text, letter?.json.letter))(step, before);
		},
	},
};
