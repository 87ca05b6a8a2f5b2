import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import { awsAuthorization } from '../transport/auth/aws/awsAuthorization';
import type { BaseUrl } from '../transport/baseUrl';
import type { Runtime } from '../transport/runtime';

/** The service that signs where the credential names none. */
export const defaultAwsService = 'healthlake';

/** The authorization that a FHIR AWS API credential describes. Throws an input `Failure` that names the field at fault. */
export function awsCredentialAuthorization(
	credential: ICredentialDataDecryptedObject,
	baseUrl: BaseUrl,
	runtime: Pick<Runtime, 'now'>,
): Authorization {
	const text = (name: string) => fieldText(credential[name]).trim();
	return awsAuthorization(
		{
			baseUrl,
			accessKeyId: text('accessKeyId'),
			secretAccessKey: text('secretAccessKey'),
			sessionToken: text('sessionToken') || undefined,
			region: text('region') || undefined,
			service: text('service') || defaultAwsService,
		},
		runtime,
	);
}
