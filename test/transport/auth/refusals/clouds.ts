import { type Case, entra, google, jwt, oauth, refused, row, secret } from './case';

/** How the clouds of Microsoft and Google refuse a login, as documented by each. */
export const clouds: Record<string, Case[]> = {
	'Microsoft Entra ID': [
		row(
			'a wrong secret',
			secret,
			401,
			entra(
				'invalid_client',
				"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '0000'.",
			),
			refused.wrongSecret,
			/not its ID/,
		),
		row(
			'an expired secret',
			secret,
			401,
			entra(
				'invalid_client',
				"AADSTS7000222: The provided client secret keys for app '0000' are expired. Visit the Azure portal to create new keys for your app.",
			),
			refused.secretExpired,
		),
		row(
			'an unknown client',
			secret,
			400,
			entra(
				'unauthorized_client',
				"AADSTS700016: Application with identifier '0000' was not found in the directory 'Contoso'.",
			),
			refused.client,
		),
		row(
			'an unknown tenant',
			secret,
			400,
			entra(
				'invalid_request',
				"AADSTS90002: Tenant 'contoso' not found. Check to make sure you have the correct tenant ID.",
			),
			'The token endpoint does not know the tenant',
		),
		row(
			'a wrong scope',
			secret,
			400,
			entra(
				'invalid_scope',
				'AADSTS1002012: The provided value for scope user/*.read is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
			),
			refused.scope,
			/`\/\.default`/,
		),
		row(
			'an unknown resource',
			secret,
			400,
			entra(
				'invalid_resource',
				'AADSTS500011: The resource principal named https://x.azurehealthcareapis.com was not found in the tenant named Contoso.',
			),
			refused.scope,
		),
		row(
			'a key that is not registered',
			jwt,
			401,
			entra(
				'invalid_client',
				"AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '6C53']",
			),
			refused.key,
		),
		row(
			'an expired key',
			jwt,
			401,
			entra(
				'invalid_client',
				'AADSTS700027: The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired.]',
			),
			refused.keyExpired,
		),
		row(
			'a clock that is off',
			jwt,
			401,
			entra(
				'invalid_client',
				'AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-08-01T11:08:01Z, assertion valid from 2026-08-01T09:28:26Z, expiry time of assertion 2026-08-01T10:28:26Z.',
			),
			refused.clock,
		),
		row(
			'a wrong audience',
			jwt,
			401,
			entra('invalid_client', 'AADSTS700023: Client assertion audience claim does not match Realm issuer.'),
			refused.audience,
		),
		row(
			'a client that is disabled',
			secret,
			401,
			entra('unauthorized_client', "AADSTS7000112: Application '0000'(n8n) is disabled."),
			'This client is disabled on the server',
		),
	],
	Google: [
		row(
			'a key that was deleted',
			google,
			400,
			oauth('invalid_grant', 'Invalid JWT Signature.'),
			'Google does not accept the key of this service account',
			/new key/,
		),
		row(
			'an account that was deleted',
			google,
			400,
			oauth('invalid_grant', 'Invalid grant: account not found'),
			'Google does not know this service account',
		),
		row(
			'a clock that is off',
			google,
			400,
			oauth(
				'invalid_grant',
				'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
			),
			refused.clock,
			/clock/,
		),
		row(
			'a wrong scope',
			google,
			400,
			oauth('invalid_scope', 'Invalid OAuth scope or ID token audience provided.'),
			'Google does not know the scope',
			/"Google Scope"/,
		),
		row(
			'a user without delegation',
			google,
			401,
			oauth(
				'unauthorized_client',
				'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
			),
			'Google does not allow this service account to act in this way',
		),
		row(
			'a user who does not exist',
			google,
			400,
			oauth('invalid_grant', 'Invalid email or User ID'),
			'Google does not know the user to act for',
		),
		row(
			'an account that is disabled',
			google,
			400,
			oauth('invalid_grant', 'Invalid grant: account is disabled'),
			'This service account is disabled',
		),
		row(
			'anything else',
			google,
			400,
			oauth('invalid_grant', 'Bad Request'),
			'Google does not accept this service account',
		),
	],
};
