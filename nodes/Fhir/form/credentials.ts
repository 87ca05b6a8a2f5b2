import type { INodeCredentialDescription } from 'n8n-workflow';
import type { FormGroup } from './formGroup';
import { hiddenFor } from './localOperations';

/** When the form asks for a credential. */
type CredentialNeed = Required<Pick<INodeCredentialDescription, 'required' | 'displayOptions'>>;

/**
 * When a FHIR node's form asks for each credential: by its choices for Authentication and SSL/TLS Validation, and not for an
 * operation that needs no server. The nodes add name and connection test themselves: n8n's lint looks for those in the file
 * of a node.
 */
export function credentialNeeds(
	groups: readonly FormGroup[],
): Readonly<Record<'basicAuth' | 'oAuth2' | 'headerAuth' | 'aws' | 'noLogin' | 'caBundle', CredentialNeed>> {
	const hidden = groups.length > 0 && { hide: hiddenFor(groups) };
	return {
		basicAuth: { required: true, displayOptions: { show: { authentication: ['basic'] }, ...hidden } },
		oAuth2: { required: true, displayOptions: { show: { authentication: ['oAuth2'] }, ...hidden } },
		headerAuth: { required: true, displayOptions: { show: { authentication: ['header'] }, ...hidden } },
		aws: { required: true, displayOptions: { show: { authentication: ['aws'] }, ...hidden } },
		noLogin: { required: true, displayOptions: { show: { authentication: ['noLogin'] }, ...hidden } },
		caBundle: { required: true, displayOptions: { show: { tlsValidation: ['custom'] }, ...hidden } },
	};
}
