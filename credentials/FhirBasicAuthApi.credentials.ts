import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { fieldText } from '../nodes/Fhir/support/text';
import { baseUrlField, connectionTestFields, loginReachField } from './shared/fields';
import { allowedDomainsFields, forOwnServer } from './shared/ownServer';

/** User name and password (RFC 7617). Connection test: `fhirBasicAuthApiTest`. */
export class FhirBasicAuthApi implements ICredentialType {
	name = 'fhirBasicAuthApi';

	displayName = 'FHIR Basic Auth API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-basic-auth-api';

	properties: INodeProperties[] = [
		baseUrlField,
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. integration',
			description: 'Name to log in with. It cannot contain a colon.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. the password from the administrator of the server',
			description: 'Password of this user',
		},
		...allowedDomainsFields,
		loginReachField,
		...connectionTestFields,
	];

	/** For the HTTP Request node: the FHIR nodes add the header themselves. */
	authenticate: IAuthenticate = async (credential, request) =>
		forOwnServer(credential, request, (own) => ({
			...own,
			auth: { username: fieldText(credential.user), password: fieldText(credential.password) },
		}));
}
