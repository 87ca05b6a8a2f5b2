import assert from 'node:assert/strict';
import { type Expectation, gives, output, START } from './checks';

/** What the demo demands of the workflows that change resources in parts. */
export const updateExpectations: Record<string, Expectation> = {
	'change-a-phone-number.json': {
		[START]: gives(1),
		Patient: gives(1),
		'Create If New': gives(1, ({ telecom }) => assert.equal((telecom as unknown[]).length, 2)),
		'New Phone Number': gives(1),
		'Change the Phone Number': (step, before) => {
			const { telecom, meta, ...others } = output(before('Create If New'))[0]!.json;
			gives(1, (changed) => {
				const [phone, email] = telecom as object[];
				assert.deepEqual(changed.telecom, [{ ...phone, value: '+31 20 555 0123' }, email]);
				for (const [name, value] of Object.entries(others)) assert.deepEqual(changed[name], value);
				assert.notDeepEqual(changed.meta, meta);
			})(step, before);
		},
		'Remove the Email Address': gives(1, ({ telecom, active, birthDate }) => {
			assert.deepEqual(telecom, [{ system: 'phone', use: 'mobile', value: '+31 20 555 0123' }]);
			assert.deepEqual([active, birthDate], [true, '1968-05-09']);
		}),
		Delete: gives(1, ({ deleted }) => assert.equal(deleted, true)),
	},
};
