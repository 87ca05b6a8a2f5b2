import assert from 'node:assert/strict';
import type { Expectation } from './checks';
import type { Step } from './steps';

/** One item on the first output, which is looked at. */
function givesOne(look: (json: Record<string, unknown>) => void): Expectation[string] {
	return ({ outputs }: Step) => {
		const [items = []] = outputs;
		assert.equal(items.length, 1, 'items out');
		items.forEach(({ json }) => look(json));
	};
}

/** What the demo demands of the runs that a trigger starts, in workflows that have a branch for it, by file name. */
export const triggeredExpectations: Record<string, Expectation> = {
	'new-lab-result-to-message.json': {
		'When a Lab Result Arrives': givesOne(({ change, resourceType, versionId }) =>
			assert.deepEqual([change, resourceType, versionId], ['created', 'Observation', '1']),
		),
		'Write the Message': givesOne(({ subject, text }) => {
			assert.equal(subject, 'New lab result: HbA1c');
			assert.match(String(text), /^HbA1c of Patient\/infant-mom is 7\.2 %/);
		}),
		'Send It': givesOne(({ subject }) => assert.equal(typeof subject, 'string')),
	},
};
