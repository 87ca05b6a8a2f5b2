import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/**
 * The settings of a TLS handshake that are not the default: which authorities to trust, and which client certificate to
 * present. The client certificate is in this credential and not beside a password, because a handshake comes before any
 * login and can be combined with each of them, including None. Connection test: `fhirCaBundleApiTest`.
 */
export class FhirCaBundleApi implements ICredentialType {
	name = 'fhirCaBundleApi';

	displayName = 'FHIR CA Bundle API';

	icon: Icon = { light: 'file:../icons/fhir.svg', dark: 'file:../icons/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-fhir/n8n-nodes-fhir#fhir-ca-bundle-api';

	properties: INodeProperties[] = [
		{
			displayName: 'CA Bundle',
			name: 'caBundle',
			type: 'string',
			typeOptions: { rows: 8 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE----- …',
			description:
				'Certificates of the authorities to trust, as PEM text, one after another. Ask the administrators of the FHIR server for the root certificate, and for the intermediate certificates if the server does not send them. It can be empty if "Also Trust Public CAs" is on.',
		},
		{
			displayName: 'Also Trust Public CAs',
			name: 'alsoTrustPublicCas',
			type: 'boolean',
			default: false,
			description:
				'Whether to trust the public certificate authorities as well. If off, only the bundle above is trusted.',
		},
		{
			displayName: 'Use Client Certificate (mTLS)',
			name: 'mutualTls',
			type: 'boolean',
			default: false,
			description:
				'Whether to present a client certificate in the handshake, for servers that ask for one. It can be combined with any authentication, also with None. If the server itself has a public certificate, switch on "Also Trust Public CAs" and leave the bundle empty.',
		},
		{
			displayName: 'Client Certificate',
			name: 'clientCertificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			displayOptions: { show: { mutualTls: [true] } },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE----- …',
			description: 'Your certificate as PEM text, followed by its intermediate certificates if there are any',
		},
		{
			displayName: 'Client Key',
			name: 'clientPrivateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			displayOptions: { show: { mutualTls: [true] } },
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY----- …',
			description: 'Private key of the client certificate, as PEM text',
		},
		{
			displayName: 'Client Key Passphrase',
			name: 'clientKeyPassphrase',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { mutualTls: [true] } },
			default: '',
			placeholder: 'e.g. empty for a key that is not encrypted',
			description: 'Passphrase of the client key, if it is encrypted',
		},
		{
			displayName: 'Allow Legacy Renegotiation',
			name: 'legacyRenegotiation',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect to a server that lacks secure renegotiation (RFC 5746), as old appliances and gateways do. It costs protection: an attacker on the network path can put a request of their own in front of yours (CVE-2009-3555). Leave it off unless an error asks for it, and have the server updated.',
		},
		{
			displayName: 'Test URL',
			name: 'testUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://fhir.example.org/r4',
			description:
				'Address to which the connection test of this dialog makes a TLS connection. It is used for that test only, which sends no request and no login.',
		},
	];
}
