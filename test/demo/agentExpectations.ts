import assert from 'node:assert/strict';
import { type Check, type Expectation, gives, isPatient, output, START } from './checks';

/** What a tool returned: n8n puts it where the agent finds it, not on an output. */
const returned =
	(look: (json: Record<string, unknown>) => void): Check =>
	({ toolOutput }) => {
		assert.equal(toolOutput.length, 1, 'items for the model');
		toolOutput.forEach(({ json }) => look(json));
	};

/** What the demo demands of the workflows with an AI agent. */
export const agentExpectations: Record<string, Expectation> = {
	'ask-about-a-patient.json': {
		[START]: gives(1),
		'AI Agent': (step) => {
			const [item] = output(step);
			assert.match(String(item?.json.output), /^Peter James Chalmers.* weighed 185 lbs on 2016-03-28\./);
			assert.match(String(item?.json.output), /I could not delete the result: .*Read Only/);
		},
		'Language Model': () => {},
		'Find Patients': returned((json) => {
			isPatient(json);
			assert.equal(typeof json.name, 'string', 'readable text');
		}),
		'Search the Record': returned(({ resourceType, subject }) => {
			assert.equal(resourceType, 'Observation');
			assert.equal(subject, 'Patient/example');
		}),
		'Delete an Observation': returned(({ error }) => assert.match(String(error), /"Read Only" is on/)),
	},
};
