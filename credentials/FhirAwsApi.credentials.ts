import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { baseUrlField, connectionTestFields, loginReachField } from './shared/fields';
import { allowedDomainsFields } from './shared/ownServer';
import { signedRequest } from './shared/signedRequest';

/** An access key of AWS that signs each request (Signature Version 4). Connection test: `fhirAwsApiTest`. */
export class FhirAwsApi implements ICredentialType {
	name = 'fhirAwsApi';

	displayName = 'FHIR AWS API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-aws-api';

	properties: INodeProperties[] = [
		{
			...baseUrlField,
			placeholder: 'e.g. https://healthlake.eu-west-1.amazonaws.com/datastore/0123456789abcdef/r4/',
			description:
				'The endpoint of the data store, as the HealthLake console shows it. The FHIR nodes send requests with this credential to this server and nowhere else, and so does the HTTP Request node unless other domains are allowed below.',
		},
		{
			displayName: 'Access Key ID',
			name: 'accessKeyId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. AKIAIOSFODNN7EXAMPLE',
			description: 'ID of an access key of an IAM user that may use the data store, or of temporary credentials',
		},
		{
			displayName: 'Secret Access Key',
			name: 'secretAccessKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. the secret that AWS showed when the key was made',
			description: 'Secret of this access key. It signs the requests and is never sent itself.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. empty for an access key of a user',
			description:
				'Token of temporary credentials, whose access key begins with <code>ASIA</code>. They expire after some hours: workflows that run by themselves need the key of a user.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'string',
			default: '',
			placeholder: 'e.g. eu-west-1',
			description:
				'Region for which requests are signed. Left empty, it is the one in the base URL. Enter it only for an address that does not name it, such as that of a gateway of your own.',
		},
		{
			displayName: 'Service',
			name: 'service',
			type: 'string',
			default: 'healthlake',
			placeholder: 'e.g. healthlake',
			description:
				'Service for which requests are signed: <code>healthlake</code>, or <code>execute-api</code> for a FHIR server behind an API Gateway that checks signatures',
		},
		...allowedDomainsFields,
		loginReachField,
		...connectionTestFields,
	];

	/** For the HTTP Request node: the FHIR nodes sign their requests themselves. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return await signedRequest(credentials, requestOptions);
	}
}
