import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import { type Authorization, noAuthorization } from '../transport/auth/authorization';
import { basicAuthorization } from '../transport/auth/basic';
import type { Runtime } from '../transport/runtime';
import { awsCredentialAuthorization } from './aws';
import { headerAuthorization } from './headerAuth';
import { oAuth2Authorization, type TokenPath } from './oAuth2';

/** The form's values for Authentication. */
export type Authentication = 'none' | 'basic' | 'oAuth2' | 'header' | 'aws' | 'noLogin';

/** The type of credential that each of them needs. */
export const credentialTypes = {
	none: undefined,
	basic: 'fhirBasicAuthApi',
	oAuth2: 'fhirOAuth2Api',
	header: 'fhirHeaderAuthApi',
	aws: 'fhirAwsApi',
	noLogin: 'fhirNoLoginApi',
} as const satisfies Record<Authentication, string | undefined>;

/** Does this choice of Authentication, as n8n stores it, log in? It does not with None, with or without a credential. */
export function hasLogin(authentication: unknown): boolean {
	return !['none', 'noLogin'].includes((authentication ?? 'none') as Authentication);
}

/** The authorization that a credential describes. Throws an input `Failure` that names the field for what cannot be sent. */
export function authorizationOf(
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject | undefined,
	path: TokenPath,
	runtime: Runtime,
): Authorization {
	if (!credential) return noAuthorization;
	switch (authentication) {
		case 'none':
		case 'noLogin':
			return noAuthorization;
		case 'basic':
			return basicAuthorization(fieldText(credential.user), fieldText(credential.password));
		case 'header':
			return headerAuthorization(credential, runtime);
		case 'aws':
			return awsCredentialAuthorization(credential, path.baseUrl, runtime);
		case 'oAuth2':
			return oAuth2Authorization(credential, path, runtime);
	}
}
