import type {
	IAuthenticate,
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { fieldText } from '../nodes/Fhir/support/text';
import { accessToken } from './shared/accessToken';
import { baseUrlField, connectionTestFields, loginReachField } from './shared/fields';
import { googleFields } from './shared/googleFields';
import { allowedDomainsFields, forOwnServer } from './shared/ownServer';
import { signedJwtFields } from './shared/signedJwtFields';

/** Google's key file says all of this. */
const notGoogle = { hide: { clientAuthentication: ['googleServiceAccount'] } };

/**
 * OAuth2 client credentials (RFC 6749 §4.4): the workflow logs in as itself, with a secret, with a signed JWT (SMART
 * Backend Services), or with the key of a Google service account (RFC 7523 §2.1). Connection test: `fhirOAuth2ApiTest`.
 */
export class FhirOAuth2Api implements ICredentialType {
	name = 'fhirOAuth2Api';

	displayName = 'FHIR OAuth2 API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-oauth2-api';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		baseUrlField,
		{
			displayName: 'Client Authentication',
			name: 'clientAuthentication',
			type: 'options',
			options: [
				{
					name: 'Client Secret in Body',
					value: 'secretBody',
					description: 'As form fields with the other parameters: for Microsoft Entra ID, for example',
				},
				{
					name: 'Client Secret in Header',
					value: 'secretHeader',
					description: 'As a Basic header, encoded as in the standard: what most servers expect',
				},
				{
					name: 'Client Secret in Header (Not Encoded)',
					value: 'secretHeaderRaw',
					description: 'As a Basic header, exactly as typed: for servers that do not decode it, such as Oracle Health',
				},
				{
					name: 'Google Service Account',
					value: 'googleServiceAccount',
					description: 'With the key file of a service account: for Google Cloud Healthcare',
				},
				{
					name: 'Signed JWT (SMART Backend Services)',
					value: 'privateKeyJwt',
					description: 'No shared secret: a private key signs each token request. For Epic, for example.',
				},
			],
			default: 'secretHeader',
			description: 'How the client authenticates at the authorization server',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			// Not marked as required: n8n would refuse to store a credential without it, in words of its own.
			displayOptions: notGoogle,
			default: '',
			placeholder: 'e.g. 7f3c9a52-1d8e-4b7a-9c55-2e0d6f1a8b34',
			description: 'ID of the client that is registered with the authorization server',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { hide: { clientAuthentication: ['privateKeyJwt', 'googleServiceAccount'] } },
			default: '',
			placeholder: 'e.g. the secret from the registration',
			description: 'Secret that the authorization server issued with the client ID',
		},
		...signedJwtFields,
		...googleFields,
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'string',
			displayOptions: notGoogle,
			default: '',
			placeholder: 'e.g. https://auth.example.org/oauth2/token',
			description:
				'Address of the token endpoint. Left empty, it is the one in the SMART configuration of the FHIR server.',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			displayOptions: notGoogle,
			default: '',
			placeholder: 'e.g. system/Patient.rs system/Observation.rs',
			description:
				'Scopes to ask for, separated by spaces. Azure requires a single scope: the address of the FHIR service followed by <code>/.default</code>.',
		},
		{
			displayName: 'Audience',
			name: 'audience',
			type: 'string',
			displayOptions: notGoogle,
			default: '',
			placeholder: 'e.g. https://fhir.example.org/r4',
			description: 'Sent as <code>audience</code> with the token request. Leave empty unless the server requires it.',
		},
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'string',
			displayOptions: notGoogle,
			default: '',
			placeholder: 'e.g. https://fhir.example.org/r4',
			description:
				'Sent as <code>resource</code> with the token request, several separated by spaces. Leave empty unless the server requires it.',
		},
		{
			displayName: 'Token Request Parameters',
			name: 'extraParameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			displayOptions: notGoogle,
			default: {},
			placeholder: 'Add Parameter',
			description: 'Additional parameters of the token request that the authorization server requires',
			options: [
				{
					displayName: 'Parameter',
					name: 'parameter',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. tenant',
							description: 'Name of the parameter',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. hospital-1',
							description: 'Value of the parameter',
						},
					],
				},
			],
		},
		...allowedDomainsFields,
		loginReachField,
		...connectionTestFields,
	];

	/** For the HTTP Request node, as is `authenticate`: the FHIR nodes fetch their tokens themselves. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		return { accessToken: await accessToken(credentials, this.helpers) };
	}

	authenticate: IAuthenticate = async (credential, request) =>
		forOwnServer(credential, request, (own) => ({
			...own,
			headers: { ...own.headers, Authorization: `Bearer ${fieldText(credential.accessToken)}` },
		}));
}
