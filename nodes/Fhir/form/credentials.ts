import type { INodeCredentialDescription } from 'n8n-workflow';

/** When the form asks for a credential. */
type CredentialNeed = Required<Pick<INodeCredentialDescription, 'required' | 'displayOptions'>>;

/**
 * When a FHIR node's form asks for each credential, by its choices for Authentication and SSL/TLS Validation. The nodes add
 * name and connection test themselves: n8n's lint looks for those in the file of a node.
 */
export const credentialNeeds: Readonly<
	Record<'basicAuth' | 'oAuth2' | 'headerAuth' | 'aws' | 'caBundle', CredentialNeed>
> = {
	basicAuth: { required: true, displayOptions: { show: { authentication: ['basic'] } } },
	oAuth2: { required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
	headerAuth: { required: true, displayOptions: { show: { authentication: ['header'] } } },
	aws: { required: true, displayOptions: { show: { authentication: ['aws'] } } },
	caBundle: { required: true, displayOptions: { show: { tlsValidation: ['custom'] } } },
};
