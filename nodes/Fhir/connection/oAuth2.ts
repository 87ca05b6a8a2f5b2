import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import { clientCredentials } from '../transport/auth/clientCredentials';
import type { ClientAuthentication, ClientCredentialsSettings, SigningAlgorithm } from '../transport/auth/settings';
import type { BaseUrl } from '../transport/baseUrl';
import type { Runtime } from '../transport/runtime';
import { tlsKey, type TlsSettings } from '../transport/tls/settings';

/** How a token is fetched: a token that was fetched in another way is not used. */
export interface TokenPath {
	readonly baseUrl: BaseUrl;
	readonly tls: TlsSettings;
	/** Identifies the network policy. */
	readonly networkKey: string;
}

/** The authorization that a FHIR OAuth2 API credential describes. It fetches no token before the first request. */
export function oAuth2Authorization(
	credential: ICredentialDataDecryptedObject,
	path: TokenPath,
	runtime: Runtime,
): Authorization {
	return clientCredentials(clientSettings(credential, path), runtime);
}

function clientSettings(
	credential: ICredentialDataDecryptedObject,
	{ baseUrl, tls, networkKey }: TokenPath,
): ClientCredentialsSettings {
	const text = (name: string) => fieldText(credential[name]).trim() || undefined;
	return {
		baseUrl,
		tokenUrl: text('tokenUrl'),
		clientId: fieldText(credential.clientId).trim(),
		authentication: clientAuthentication(credential),
		scope: text('scope'),
		audience: text('audience'),
		resources: text('resource')?.split(/\s+/),
		parameters: parametersOf(credential),
		tlsKey: tlsKey(tls),
		networkKey,
	};
}

/** How the credential authenticates at the token endpoint (RFC 6749 §2.3, RFC 7523, SMART Backend Services). */
export function clientAuthentication(credential: ICredentialDataDecryptedObject): ClientAuthentication {
	const text = (name: string) => fieldText(credential[name]).trim() || undefined;
	const secret = fieldText(credential.clientSecret);
	switch (credential.clientAuthentication) {
		case 'secretBody':
			return { method: 'secretBody', secret };
		case 'secretHeaderRaw':
			return { method: 'secretHeaderRaw', secret };
		case 'privateKeyJwt':
			return {
				method: 'privateKeyJwt',
				key: fieldText(credential.privateKey),
				passphrase: fieldText(credential.privateKeyPassphrase) || undefined,
				algorithm: text('algorithm') as SigningAlgorithm | undefined,
				keyId: text('kid'),
				jku: text('jku'),
				assertionAudience: text('assertionAudience'),
			};
		default:
			return { method: 'secretHeader', secret };
	}
}

function parametersOf(credential: ICredentialDataDecryptedObject): Array<[string, string]> {
	const rows = (credential.extraParameters as IDataObject | undefined)?.parameter;
	if (!Array.isArray(rows)) return [];
	return (rows as IDataObject[]).map((row) => [fieldText(row.name).trim(), fieldText(row.value)]);
}
