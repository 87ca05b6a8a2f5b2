import { type } from '../../../engine/support/fixtures';
import { type Check, firstOf, someItems } from '../check';
import { onPatient } from './reading';

/** FHIR operations by name: by either method, and as a job. */
export const operationChecks: readonly Check[] = [
	{
		operation: 'operation:run',
		variant: 'by POST',
		needs: '$validate',
		type: 'Patient',
		input: () => ({
			parameters: {
				operationName: '$validate',
				level: 'type',
				resourceType: type('Patient'),
				httpMethod: 'POST',
				parametersAs: 'json',
				operationBody: { resourceType: 'Patient', gender: 'unknown' },
			},
		}),
		complaint: someItems,
	},
	{
		operation: 'operation:run',
		variant: 'by GET',
		needs: '$everything',
		type: 'Patient',
		input: onPatient(({ id }) => ({
			operationName: '$everything',
			level: 'instance',
			resourceType: type('Patient'),
			resourceId: id,
			httpMethod: 'GET',
			operationParameters: { parameter: [{ name: '_count', valueType: 'integer', value: '1' }] },
			options: { output: 'raw' },
		})),
		complaint: someItems,
	},
	{
		operation: 'operation:run',
		variant: 'as a job',
		needs: '$export',
		input: () => ({
			parameters: {
				operationName: '$export',
				level: 'system',
				httpMethod: 'GET',
				operationParameters: {
					parameter: [
						{ name: '_type', valueType: 'string', value: 'Basic' },
						// Nothing has changed since now: the job has next to nothing to do.
						{ name: '_since', valueType: 'string', value: new Date().toISOString() },
					],
				},
				options: { respondAsync: true, pollInterval: 2_000, jobTimeout: 120_000 },
			},
		}),
		complaint: (result) => (firstOf(result).transactionTime === undefined ? 'The job returned no manifest' : undefined),
	},
];
