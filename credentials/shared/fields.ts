import type { INodeProperties } from 'n8n-workflow';

/** The address of the FHIR server. It is kept with the secret, so that a workflow cannot send the secret to another server. */
export const baseUrlField: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://fhir.example.org/r4',
	description:
		'Address of the FHIR server, without a resource type such as <code>/Patient</code>. The FHIR nodes send requests with this credential to this server and nowhere else, and so does the HTTP Request node unless other domains are allowed below.',
};

/** Who may see the login: the server's whole host, where the server itself leads there, or the base path alone. */
export const loginReachField: INodeProperties = {
	displayName: 'Login Below Base URL Only',
	name: 'loginBelowBaseUrlOnly',
	type: 'boolean',
	default: false,
	description:
		'Whether to send the login only to addresses below the Base URL. If off, it is also sent where the FHIR server itself leads to another path of its host, as some servers do for next pages, jobs and files. Switch it on for a host that several tenants share.',
};

/**
 * SSL/TLS validation of a dialog's connection test. A test sees its own credential and no other, so the bundle of a FHIR CA
 * Bundle credential has to be pasted for it.
 */
export const connectionTestFields: INodeProperties[] = [
	{
		displayName: 'Test With SSL/TLS Validation',
		name: 'testTlsValidation',
		type: 'options',
		options: [
			{
				name: 'Default CA Bundle (Public CAs)',
				value: 'default',
				description: 'Trust the public certificate authorities, as Node.js does',
			},
			{
				name: 'Custom CA Bundle',
				value: 'custom',
				description: 'Trust the certificate authorities entered below, and only those',
			},
			{
				name: 'Skip Validation',
				value: 'skip',
				description: 'Accept any certificate, even a forged one: the test then checks the login only',
			},
		],
		default: 'default',
		description:
			'Which certificates the connection test of this dialog trusts. In workflows, the SSL/TLS Validation of the node applies instead.',
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
			'Certificates of your certificate authorities as PEM text, one after another. Only for the connection test of this dialog: for workflows, create a FHIR CA Bundle API credential.',
	},
];
