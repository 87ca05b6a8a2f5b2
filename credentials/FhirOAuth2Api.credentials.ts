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
import { allowedDomainsFields, forOwnServer } from './shared/ownServer';

/**
 * OAuth2 client credentials (RFC 6749 §4.4): the workflow logs in as itself, with a secret or with a signed JWT (SMART
 * Backend Services). Connection test: `fhirOAuth2ApiTest`.
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
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 7f3c9a52-1d8e-4b7a-9c55-2e0d6f1a8b34',
			description: 'ID of the client that is registered with the authorization server',
		},
		{
			displayName: 'Client Authentication',
			name: 'clientAuthentication',
			type: 'options',
			options: [
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
					name: 'Client Secret in Body',
					value: 'secretBody',
					description: 'As form fields with the other parameters: for Microsoft Entra ID, for example',
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
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { hide: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. the secret from the registration',
			description: 'Secret that the authorization server issued with the client ID',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 6 },
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY----- …',
			description:
				'Key that signs the JWT, as PEM text or as JWK: RSA of 2048 bits or more, or EC on curve P-384. Its public key has to be registered with the server.',
		},
		{
			displayName: 'Private Key Passphrase',
			name: 'privateKeyPassphrase',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. empty for a key that is not encrypted',
			description: 'Passphrase of the private key, if it is encrypted',
		},
		{
			displayName: 'Key ID',
			name: 'kid',
			type: 'string',
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. n8n-2026-01',
			description:
				'The <code>kid</code> with which the public key is registered. Left empty, it is the one in the JWK, or else the thumbprint of the key.',
		},
		{
			displayName: 'Signing Algorithm',
			name: 'algorithm',
			type: 'options',
			options: [
				{ name: 'ES384', value: 'ES384', description: 'ECDSA on curve P-384' },
				{ name: 'From the Key', value: '', description: 'RS384 for an RSA key, ES384 for an EC key' },
				{ name: 'RS384', value: 'RS384', description: 'RSA' },
			],
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			description: 'How the JWT is signed. SMART defines these two.',
		},
		{
			displayName: 'JWKS URL',
			name: 'jku',
			type: 'string',
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. https://example.org/.well-known/jwks.json',
			description:
				'Address where you publish the public key, sent as <code>jku</code>. Leave empty unless the server requires it.',
		},
		{
			displayName: 'JWT Audience',
			name: 'assertionAudience',
			type: 'string',
			displayOptions: { show: { clientAuthentication: ['privateKeyJwt'] } },
			default: '',
			placeholder: 'e.g. https://auth.example.org/token',
			description: 'The <code>aud</code> of the JWT. Left empty, it is the token URL, as SMART requires.',
		},
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://auth.example.org/oauth2/token',
			description:
				'Address of the token endpoint. Left empty, it is the one in the SMART configuration of the FHIR server.',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			placeholder: 'e.g. system/Patient.rs system/Observation.rs',
			description:
				'Scopes to ask for, separated by spaces. Azure requires a single scope: the address of the FHIR service followed by <code>/.default</code>.',
		},
		{
			displayName: 'Audience',
			name: 'audience',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://fhir.example.org/r4',
			description: 'Sent as <code>audience</code> with the token request. Leave empty unless the server requires it.',
		},
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'string',
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
