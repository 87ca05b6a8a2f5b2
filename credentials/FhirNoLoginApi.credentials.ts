import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { baseUrlField, connectionTestFields, loginReachField } from './shared/fields';
import { allowedDomainsFields, forOwnServer } from './shared/ownServer';

/**
 * A server that needs no login: the credential keeps its base URL in one place for all workflows. Connection test:
 * `fhirNoLoginApiTest`.
 */
export class FhirNoLoginApi implements ICredentialType {
	name = 'fhirNoLoginApi';

	displayName = 'FHIR No Login API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-no-login-api';

	properties: INodeProperties[] = [
		{ ...baseUrlField, placeholder: 'e.g. https://hapi.fhir.org/baseR4' },
		...allowedDomainsFields,
		{
			...loginReachField,
			displayName: 'Headers Below Base URL Only',
			description:
				"Whether to send the node's custom headers, and a client certificate, only to addresses below the Base URL. If off, they are also sent where the FHIR server itself leads to another path of its host, as some servers do for next pages, jobs and files. Switch it on for a host that several tenants share.",
		},
		...connectionTestFields,
	];

	/** For the HTTP Request node: nothing is added, but the request stays on the server. */
	authenticate: IAuthenticate = async (credential, request) => forOwnServer(credential, request, (own) => own);
}
