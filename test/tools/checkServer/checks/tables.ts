import { type Check, someItems } from '../check';

/** Tables: what is worked out here takes a resource of the tool's own, what the server works out is small. */
export const tableChecks: readonly Check[] = [
	{
		operation: 'table:exportOnServer',
		input: () => ({
			parameters: {
				viewFrom: 'ready',
				readyView: 'patient',
				// Nothing has changed since then: a server that exports no tables is not read as a whole.
				options: { viewSince: new Date().toISOString(), pollInterval: 2_000, jobTimeout: 120_000 },
			},
		}),
	},
	{
		operation: 'table:fromItems',
		input: () => ({
			parameters: { viewFrom: 'ready', readyView: 'patient' },
			input: [{ resourceType: 'Patient', id: 'example' }],
		}),
		complaint: someItems,
	},
	{
		operation: 'table:fromServer',
		input: () => ({
			parameters: { viewFrom: 'ready', readyView: 'patient', returnAll: false, limit: 2, options: { count: 2 } },
		}),
	},
];
