import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { baseUrlField, connectionTestFields, loginReachField } from './shared/fields';
import { requestWithHeaders } from './shared/headerRequest';
import { allowedDomainsFields } from './shared/ownServer';

/** A fixed bearer token (RFC 6750), or API keys in headers. Connection test: `fhirHeaderAuthApiTest`. */
export class FhirHeaderAuthApi implements ICredentialType {
	name = 'fhirHeaderAuthApi';

	displayName = 'FHIR Header Auth API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-header-auth-api';

	properties: INodeProperties[] = [
		baseUrlField,
		{
			displayName: 'Login With',
			name: 'headerType',
			type: 'options',
			options: [
				{
					name: 'Bearer Token',
					value: 'bearerToken',
					description: 'A token that does not change, e.g. of Medplum, Aidbox or a test server',
				},
				{
					name: 'Headers (API Keys)',
					value: 'headers',
					description: 'One or more headers with keys, e.g. of Azure API Management or the NHS sandbox',
				},
			],
			default: 'bearerToken',
			description: 'What the administrator of the server gave you',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { headerType: ['bearerToken'] } },
			default: '',
			placeholder: 'e.g. the token from the console of the server',
			description:
				'Sent as <code>Authorization: Bearer …</code>. For tokens that expire after some hours, use a FHIR OAuth2 API credential, which fetches new ones itself.',
		},
		{
			displayName: 'Headers',
			name: 'headers',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			displayOptions: { show: { headerType: ['headers'] } },
			default: {},
			placeholder: 'Add Header',
			description:
				'Headers that are sent to this server with each request. An <code>Authorization</code> header with any scheme may be among them.',
			options: [
				{
					displayName: 'Header',
					name: 'header',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Ocp-Apim-Subscription-Key',
							description: 'Name of the header, as the documentation of the server or gateway gives it',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							typeOptions: { password: true },
							default: '',
							placeholder: 'e.g. the key from the portal of the gateway',
							description: 'Value of the header, with its scheme if it has one',
						},
					],
				},
			],
		},
		...allowedDomainsFields,
		loginReachField,
		...connectionTestFields,
	];

	/** For the HTTP Request node: the FHIR nodes add the headers themselves. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return requestWithHeaders(credentials, requestOptions);
	}
}
