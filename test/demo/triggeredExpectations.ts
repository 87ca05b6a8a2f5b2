import assert from 'node:assert/strict';
import { type Expectation, gives } from './checks';

/** What the demo demands of the runs that a trigger starts, in workflows that have a branch for it, by file name. */
export const triggeredExpectations: Record<string, Expectation> = {
	'new-lab-result-to-message.json': {
		'When a Lab Result Arrives': gives(1, ({ change, resourceType, versionId }) =>
			assert.deepEqual([change, resourceType, versionId], ['created', 'Observation', '1']),
		),
		'Write the Message': gives(1, ({ subject, text }) => {
			assert.equal(subject, 'New lab result: HbA1c');
			assert.match(String(text), /^HbA1c of Patient\/infant-mom is 7\.2 %/);
		}),
		'Send It': gives(1),
	},
	'new-patient-intake-form.json': {
		'When the Form Is Sent': gives(1, (json) => assert.equal(json['Last Name'], 'Demir')),
		'Register the Patient': gives(1, ({ name, birthDate, telecom, gender }) => {
			assert.deepEqual(name, [{ family: 'Demir', given: ['Yusuf'] }]);
			assert.deepEqual([birthDate, gender], ['1979-10-02', 'male']);
			assert.deepEqual(telecom, [{ system: 'email', value: 'yusuf.demir@example.org' }]);
		}),
		'Tell the Front Desk': gives(1),
	},
};
