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
		assert.equal(
			(json.subject as { reference?: string }).reference,
			`Patient/${String(patient?.id)}`,
			'the paired patient',
		);
	}
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
	'untrusted-certificate.json': {
		[START]: gives(1),
		'Find Patients': failsWith(/certificate.*Demo Hospital Internal CA|Demo Hospital Internal CA.*certificate/i),
		Explain: gives(1, ({ message, whatToDo }) => {
			assert.match(String(message), /certificate/i);
			assert.match(String(whatToDo), /custom bundle/i);
		}),
	},
};
