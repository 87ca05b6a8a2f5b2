import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { tryParseJson } from '../support/json';
import { fieldText } from '../support/text';
import type { Authorization } from '../transport/auth/authorization';
import { clientCredentials } from '../transport/auth/clientCredentials';
import { googleHealthcareScope, parseServiceAccount } from '../transport/auth/google';
import type {
	ClientAuthentication,
	ClientCredentialsSettings,
	JwtMember,
	SigningAlgorithm,
} from '../transport/auth/settings';
import type { BaseUrl } from '../transport/baseUrl';
import { inputFailure } from '../transport/errors/failure';
import type { Runtime } from '../transport/runtime';
import { tlsKey, type TlsSettings } from '../transport/tls/settings';
import { rowsOf } from './rows';

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
	const authentication = clientAuthentication(credential);
	const common = { baseUrl, authentication, tlsKey: tlsKey(tls), networkKey };
	if (authentication.method === 'googleServiceAccount') {
		const { email } = parseServiceAccount(authentication.keyFile);
		return { ...common, clientId: email, scope: text('googleScope') ?? googleHealthcareScope };
	}
	return {
		...common,
		tokenUrl: text('tokenUrl'),
		clientId: fieldText(credential.clientId).trim(),
		scope: text('scope'),
		audience: text('audience'),
		resources: text('resource')?.split(/\s+/),
		parameters: rowsOf(credential.extraParameters, 'parameter').map(
			(row) => [fieldText(row.name).trim(), fieldText(row.value)] as const,
		),
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
				lifetime: lifetimeOf(credential.jwtLifetime),
				headerFields: jwtMembers(credential.jwtHeaderFields, 'field', 'JWT Header Fields'),
				claims: jwtMembers(credential.jwtClaims, 'claim', 'JWT Claims'),
			};
		case 'googleServiceAccount':
			return {
				method: 'googleServiceAccount',
				keyFile: fieldText(credential.serviceAccountKey),
				subject: text('subject'),
			};
		default:
			return { method: 'secretHeader', secret };
	}
}

/** Empty: the default. A text that is no number becomes one that is refused with the field's name. */
function lifetimeOf(value: unknown): number | undefined {
	return fieldText(value).trim() === '' ? undefined : Number(value);
}

/** The rows of further members of a JWT. Throws an input `Failure` for a value of type JSON that is not JSON. */
function jwtMembers(collection: unknown, name: string, field: string): JwtMember[] {
	return rowsOf(collection, name).map((row) => {
		const member = fieldText(row.name).trim();
		const text = fieldText(row.value);
		if (row.type !== 'json') return [member, text];
		const value = tryParseJson(text);
		if (value !== undefined) return [member, value];
		throw inputFailure(
			`The value of \`${member}\` under "${field}" is not valid JSON`,
			'Enter JSON, such as `60`, `true` or `["a", "b"]`, or choose Text as its type.',
			{ field },
		);
	});
}
