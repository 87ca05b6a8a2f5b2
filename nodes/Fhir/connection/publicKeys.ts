import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { publicJwks, type PublicJwks } from '../transport/auth/jwks';
import { parseSigningKey } from '../transport/auth/keys';
import { inputFailure } from '../transport/errors/failure';
import type { Authentication } from './authentication';
import { clientAuthentication } from './oAuth2';

/**
 * The JWKS of a FHIR OAuth2 API credential that signs JWTs. Throws an input `Failure` for any other login, and for a key that
 * cannot be read.
 */
export function publicKeysOf(
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject | undefined,
): PublicJwks {
	if (authentication !== 'oAuth2' || !credential) {
		throw inputFailure(
			'Only an OAuth2 login has a key, but "Authentication" is not OAuth2',
			'Choose OAuth2 under "Authentication", with the credential that holds the private key.',
		);
	}
	const login = clientAuthentication(credential);
	if (login.method === 'googleServiceAccount') {
		throw inputFailure(
			'Google has the public key of this service account already: there is nothing to register',
			'Grant the service account a role in the Google Cloud console instead, such as Healthcare FHIR Resource Reader.',
		);
	}
	if (login.method !== 'privateKeyJwt') {
		throw inputFailure(
			'The credential logs in with a secret: it has no private key, so there is no public key to register',
			'Choose "Signed JWT (SMART Backend Services)" under "Client Authentication" in the credential, and enter a private key.',
		);
	}
	return publicJwks(parseSigningKey(login));
}
