import type { INodeProperties } from 'n8n-workflow';

const displayOptions = { show: { clientAuthentication: ['googleServiceAccount'] } };

/** The fields of a FHIR OAuth2 API credential for Google Cloud Healthcare: what Google's console hands out, and no more. */
export const googleFields: INodeProperties[] = [
	{
		displayName: 'Service Account Key',
		name: 'serviceAccountKey',
		type: 'string',
		typeOptions: { password: true, rows: 6 },
		displayOptions,
		default: '',
		placeholder: 'e.g. { "type": "service_account", "project_id": "hospital", … }',
		description:
			'The whole content of the JSON file that the Google Cloud console downloads: IAM & Admin → Service Accounts → the account → Keys → Add Key → JSON. The Base URL is <code>https://healthcare.googleapis.com/v1/projects/…/locations/…/datasets/…/fhirStores/…/fhir</code>.',
	},
	{
		displayName: 'Google Scope',
		name: 'googleScope',
		type: 'string',
		displayOptions,
		default: 'https://www.googleapis.com/auth/cloud-healthcare',
		placeholder: 'e.g. https://www.googleapis.com/auth/cloud-healthcare',
		description:
			'Scopes to ask for, separated by spaces. What the account may do is decided by its roles in Google Cloud, such as <i>Healthcare FHIR Resource Reader</i>.',
	},
	{
		displayName: 'Act as User',
		name: 'subject',
		type: 'string',
		displayOptions,
		default: '',
		placeholder: 'e.g. nurse@hospital.example',
		description:
			'E-mail address of the user for whom the account acts, with domain-wide delegation. Leave empty for Google Cloud Healthcare.',
	},
];
