import type { IDataObject } from 'n8n-workflow';
import { awsKey, type HealthLake, startHealthLake } from '../../servers/aws/healthLake';
import { TestCa } from '../../servers/certificates';
import { type } from '../support/fixtures';
import { runNode, type RunResult, type RunSettings } from '../support/n8n';

/** A server like HealthLake with a certificate of an internal CA, and a node with credentials for it. */
export interface AwsTarget {
	readonly lake: HealthLake;
	readonly ca: TestCa;
	/** The fields of the credential, as a user enters them. */
	credential(fields?: IDataObject): IDataObject;
	/** Runs the node; `fields` override those of the credential. */
	run(parameters: IDataObject, fields?: IDataObject, settings?: Partial<RunSettings>): Promise<RunResult>;
	/** Forgets requests, planned errors and everything else. */
	reset(): void;
}

/** Starts it. The test closes the server. */
export async function startAwsTarget(): Promise<AwsTarget> {
	const ca = TestCa.create('Hospital Root CA');
	const lake = await startHealthLake({ tls: ca.issue() });
	const credential = (fields: IDataObject = {}): IDataObject => ({
		baseUrl: lake.baseUrl,
		...awsKey,
		region: 'eu-west-1',
		service: 'healthlake',
		...fields,
	});
	return {
		lake,
		ca,
		credential,
		run: async (parameters, fields, settings) =>
			await runNode({
				...settings,
				parameters: {
					resource: 'resource',
					authentication: 'aws',
					tlsValidation: 'custom',
					resourceType: type('Patient'),
					...parameters,
					options: { retries: 0, ...(parameters.options as IDataObject | undefined) },
				},
				credentials: { fhirAwsApi: credential(fields), fhirCaBundleApi: { caBundle: ca.certificate } },
			}),
		reset: () => {
			lake.requests.length = 0;
			lake.errors.length = 0;
			lake.skew = 0;
			lake.redirectTo = undefined;
			lake.nextAt = undefined;
		},
	};
}
