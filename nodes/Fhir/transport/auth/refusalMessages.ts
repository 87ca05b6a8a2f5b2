import { withoutQuery } from '../errors/redact';
import { googleHealthcareScope } from './google';
import { clockAdvice, registeredKeyAdvice } from './invalidClient';
import type { RefusalCause } from './refusalCauses';
import type { TokenCall } from './tokenEndpoint';

type Message = readonly [message: string, advice: string];

const newGoogleKey =
	'Create a new key for the service account in the Google Cloud console, and paste its JSON file as "Service Account Key".';

/** Whatever the client logs in with. */
const common: Partial<Record<RefusalCause, Message>> = {
	secretExpired: [
		'The client secret has expired',
		'Create a new one where the client is registered, and enter it as "Client Secret".',
	],
	secret: [
		'The client secret is wrong',
		'Enter "Client Secret" again: the secret itself, not its ID (Microsoft Entra ID shows both).',
	],
	tenant: ['The token endpoint does not know the tenant', 'Check the tenant in "Token URL".'],
	client: [
		'The token endpoint does not know this client',
		'Check "Client ID", and whether "Token URL" belongs to the tenant and environment in which the client is registered.',
	],
	grant: [
		'This client is not allowed to request tokens in this way',
		'Ask the server\'s administrator to allow the client credentials grant for this client ID: backend service, system scopes, in Keycloak "Service accounts roles".',
	],
	disabled: [
		'This client is disabled on the server',
		"Ask the server's administrator to enable the client or the account.",
	],
};

const withSecret: Partial<Record<RefusalCause, Message>> = {
	assertion: [
		'The token endpoint expects a signed JWT from this client, not a secret',
		'Choose "Signed JWT (SMART Backend Services)" as "Client Authentication", or have the client registered with a secret.',
	],
};

const google: Partial<Record<RefusalCause, Message>> = {
	client: [
		'Google does not know this service account',
		`It may have been deleted, or the file may be from another project. ${newGoogleKey}`,
	],
	signature: [
		'Google does not accept the key of this service account',
		`The key has been deleted or disabled, or has expired. ${newGoogleKey}`,
	],
	keyId: ['Google does not know the key of this service account', `It has been deleted or disabled. ${newGoogleKey}`],
	delegation: [
		'Google does not allow this service account to act in this way',
		'Leave "Act as User" empty, or ask the administrator of Google Workspace for domain-wide delegation to this account with the scope.',
	],
	scope: ['Google does not know the scope', `Enter \`${googleHealthcareScope}\` as "Google Scope", or leave it empty.`],
	subject: [
		'Google does not know the user to act for',
		'Correct "Act as User", or leave it empty: Google Cloud Healthcare needs none.',
	],
	audience: ['Google does not accept the JWT', `Its audience is the \`token_uri\` of the key file. ${newGoogleKey}`],
	disabled: [
		'This service account is disabled',
		'Enable it in the Google Cloud console: IAM & Admin → Service Accounts.',
	],
};

/**
 * Message and advice for what the server's `words` name as the cause. `date` is the response's `Date` header. Undefined if the
 * cause does not concern the way in which this client logs in.
 */
export function causeMessage(
	cause: RefusalCause,
	call: TokenCall,
	words: string,
	date: string | undefined,
): Message | undefined {
	const { method } = call.settings.authentication;
	if (method !== 'privateKeyJwt' && method !== 'googleServiceAccount') return withSecret[cause] ?? common[cause];
	if (cause === 'clock') {
		return ['The token endpoint does not accept the times in the signed JWT', clockAdvice(call, date, words)];
	}
	if (method === 'googleServiceAccount') return google[cause] ?? common[cause];
	return jwtMessage(cause, call) ?? common[cause];
}

function jwtMessage(cause: RefusalCause, call: TokenCall): Message | undefined {
	switch (cause) {
		case 'algorithm':
			return [
				`The token endpoint does not accept a JWT that is signed with ${call.algorithm}`,
				'Choose the "Signing Algorithm" that the server requires; it has to fit the key, and the registration of the client.',
			];
		case 'audience':
			return [
				'The signed JWT is for another audience than the token endpoint expects',
				`Its \`aud\` is ${audienceOf(call)}. Enter as "JWT Audience" what the server's documentation says: the token URL, or the issuer (HelseID, and Auth0 with a slash at the end).`,
			];
		case 'jwks':
			return [
				'The token endpoint has no public key for this client, or cannot fetch it',
				'Register the public key with the server (*Server → Get Public JWKS* shows it), or an address of the JWKS that the server can reach.',
			];
		case 'jwtMember':
			return [
				'The token endpoint does not accept a member of the signed JWT',
				'Set it under "JWT Header Fields" or "JWT Claims" as the server\'s documentation says.',
			];
		case 'keyExpired':
			return [
				'The key that is registered for this client has expired',
				'Make a new key pair, register its public key with the server, and enter the new "Private Key".',
			];
		case 'keyId':
			return ['The token endpoint does not find the public key of the signed JWT', registeredKeyAdvice(call)];
		case 'replay':
			return [
				'The token endpoint says that it has seen this JWT before',
				'The node makes a new one for each token request: a gateway in between may send requests twice. Try again.',
			];
		case 'signature':
			return [
				'The signature of the JWT does not fit the public key that the server has for this client',
				`Register the public half of this very "Private Key" (*Server → Get Public JWKS* shows it). ${registeredKeyAdvice(call)}`,
			];
		default:
			return undefined;
	}
}

function audienceOf({ settings: { authentication }, endpoint }: TokenCall): string {
	if (authentication.method !== 'privateKeyJwt') return 'the token URL';
	const [, claimed] = authentication.claims?.find(([name]) => name === 'aud') ?? [];
	if (claimed !== undefined) return 'what "JWT Claims" says';
	return `\`${authentication.assertionAudience ?? withoutQuery(endpoint.url)}\``;
}
