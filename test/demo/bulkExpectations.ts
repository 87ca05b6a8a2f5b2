import assert from 'node:assert/strict';
import { type Expectation, gives, START } from './checks';

/** What the demo demands of the workflows for bulk data. */
export const bulkExpectations: Record<string, Expectation> = {
	'load-patients-from-csv.json': {
		[START]: gives(1),
		'A List': gives(1),
		'Make It a File': gives(1),
		'Read the CSV': gives(3),
		'Write NDJSON': gives(1, ({ lines, type }) => assert.deepEqual([lines, type], [3, 'Patient'])),
		'Load NDJSON': gives(1, ({ lines, loaded, failed }) => assert.deepEqual([lines, loaded, failed], [3, 3, 0])),
		Summary: gives(1),
	},
	'nightly-cohort-export.json': {
		[START]: gives(1),
		'Set the Cohort': gives(1, ({ resourceType }) => assert.equal(resourceType, 'Group')),
		'Export the Cohort': gives(2, ({ kind, lines, count }) => {
			assert.equal(kind, 'output');
			assert.ok(Number(lines) > 0);
			assert.equal(lines, count);
		}),
		'Store the Files': gives(2),
	},
};
