import assert from 'node:assert/strict';
import type { Step } from './steps';

/** Looks at one step of an execution; throws where it is not what it should be. */
type Check = (step: Step, before: (name: string) => Step) => void;

/** What each step of a workflow should do, by the names of its nodes. No other step may have run. */
export type Expectation = Record<string, Check>;

const START = 'When clicking ‘Execute workflow’';

const output = (step: Step, index = 0) => step.outputs[index] ?? [];

/** So many items on the first output, and nothing on the error output. */
function gives(count: number, look?: (json: Record<string, unknown>) => void): Check {
	return (step) => {
		assert.equal(output(step).length, count, 'items out');
		assert.equal(output(step, 1).length, 0, 'items on the error output');
		output(step).forEach(({ json }) => look?.(json));
	};
}

/** One item on the error output whose message is like this, and nothing on the first. */
function failsWith(message: RegExp): Check {
	return (step) => {
		assert.equal(output(step).length, 0, 'items out');
		assert.equal(output(step, 1).length, 1, 'items on the error output');
		assert.match(String(output(step, 1)[0]?.json.error), message);
	};
}

const isPatient = ({ resourceType }: Record<string, unknown>) => assert.equal(resourceType, 'Patient');

/** `many` items on the first output and one on the error output, each of which is looked at. */
function givesButOne(many: number, look: (json: Record<string, unknown>) => void, failed: typeof look): Check {
	return (step) => {
		assert.equal(output(step).length, many, 'items out');
		assert.equal(output(step, 1).length, 1, 'items on the error output');
		output(step).forEach(({ json }) => look(json));
		output(step, 1).forEach(({ json }) => failed(json));
	};
}

/** The index of the input item that an output item says it comes from. */
function sourceIndex(pairedItem: unknown): number {
	const first: unknown = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'number' ? first : (first as { item: number }).item;
}

/** The specification's examples hold 42 observations of the seven men: 30, 7, 5 and none. */
const observationsOfEach: Check = (step, before) => {
	gives(42)(step, before);
	const patients = output(before('Find Patients'));
	for (const { json, pairedItem } of output(step)) {
		const patient = patients[sourceIndex(pairedItem)]?.json;
		assert.equal(json.subject, `Patient/${String(patient?.id)}`, 'the paired patient');
	}
};

const idsOf = (step: Step) => output(step).map(({ json }) => json.id);

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
		'Update Patient': gives(1, ({ active, birthDate, name }) => {
			assert.equal(active, false);
			assert.equal(birthDate, '1974-12-26');
			assert.deepEqual(name, [{ family: 'Chalmers', given: ['Peter', 'James'] }]);
		}),
		'Delete Patient': gives(1, ({ deleted }) => assert.equal(deleted, true)),
		'Read It Again': failsWith(/deleted|no longer|gone|not found/i),
		'It Is Gone': gives(1),
	},
	'internal-ca.json': {
		[START]: gives(1),
		'What Can It Do': gives(1, ({ resourceType, fhirVersion }) => {
			assert.equal(resourceType, 'CapabilityStatement');
			assert.match(String(fhirVersion), /^4/);
		}),
		'Find Patients': gives(5, isPatient),
	},
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
	'login-oracle-raw-secret.json': { [START]: gives(1), 'Find Patients': gives(5, isPatient) },
	'mutual-tls.json': {
		[START]: gives(1),
		'Find Patients': gives(5, isPatient),
		'Without the Certificate': failsWith(/client certificate/i),
		'It Is Refused': gives(1),
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
			assert.match(String(whatToDo), /custom bundle/i);
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
