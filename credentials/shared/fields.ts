import type { INodeProperties } from 'n8n-workflow';

/** The address of the FHIR server: kept with the secret, so that a workflow cannot send it anywhere else. */
export const baseUrlField: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://fhir.example.org/r4',
	description:
		'Address of the FHIR server, up to the part that comes before a resource type such as <code>/Patient</code>. Requests with this credential go to this server and nowhere else.',
};

/**
 * How the connection test of a dialog reaches the server. A test sees its own credential and no other,
 * so the bundle of a FHIR CA Bundle credential has to be pasted for it.
 */
export const connectionTestFields: INodeProperties[] = [
	{
		displayName: 'Test With SSL/TLS Validation',
		name: 'testTlsValidation',
		type: 'options',
		options: [
			{
				name: 'Default Bundle',
				value: 'default',
				description: 'Trust the public certificate authorities, as Node.js does',
			},
			{
				name: 'Custom Bundle',
				value: 'custom',
				description: 'Trust the certificate authorities entered below, and only those',
			},
			{
				name: 'Skip Validation',
				value: 'skip',
				description: 'Accept any certificate, even a forged one: the test then proves the login and nothing more',
			},
		],
		default: 'default',
		description:
			'Which certificates the connection test of this dialog trusts. Only for that test: in workflows the SSL/TLS Validation of the node counts.',
	},
	{
		displayName: 'Test With CA Bundle',
		name: 'testCaBundle',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: { show: { testTlsValidation: ['custom'] } },
		default: '',
		placeholder: 'e.g. -----BEGIN CERTIFICATE----- …',
		description:
			'Certificate of your certificate authority as PEM text, several one after another. Only for the connection test of this dialog: for workflows, make a FHIR CA Bundle credential.',
	},
];
