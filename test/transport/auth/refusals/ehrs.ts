import { type Case, cerner, jwt, oauth, refused, row, secret } from './case';

/**
 * How health record servers and their networks refuse a login, as documented by each or in its source. HAPI, LinuxForHealth and
 * HealthLake with SMART leave that to an identity server, see there; HealthLake's own login is no OAuth2.
 */
export const ehrs: Record<string, Case[]> = {
	Epic: [
		row(
			'any fault of the client',
			jwt,
			400,
			oauth('invalid_client', null),
			refused.jwt,
			/with Epic up to an hour in the sandbox/,
		),
		row('a wrong scope', jwt, 400, oauth('invalid_scope', null), refused.scope),
	],
	'Oracle Health': [
		row(
			'a wrong secret',
			secret,
			401,
			cerner('invalid_client', 'invalid-client-credentials'),
			refused.secret,
			/as it is \(Oracle Health\).*invalid-client-credentials$/,
		),
		row(
			'a secret that was encoded',
			secret,
			401,
			cerner('invalid_client', 'invalid-authorization-header'),
			refused.secret,
			/invalid-authorization-header$/,
		),
		row(
			'a wrong scope',
			secret,
			400,
			cerner('invalid_scope', 'empty-scopes'),
			refused.scope,
			/oauth2:token:empty-scopes$/,
		),
		row('a wrong secret in plain text', secret, 401, 'Client authentication failed.', refused.secret),
	],
	Redox: [
		row(
			'an unknown key',
			jwt,
			400,
			{
				...(oauth(
					'invalid_request',
					'Public key not found, check client_id, kid and Redox dashboard settings',
				) as object),
				error_uri: 'https://docs.redoxengine.com/permalink/x',
			},
			refused.key,
		),
		row('no key ID', jwt, 400, oauth('invalid_request', 'JWT header kid property is required'), refused.key),
		row(
			'an algorithm, an audience or a clock, without a word',
			jwt,
			400,
			oauth('invalid_request', ''),
			'The token endpoint considers the token request incomplete or contradictory',
			/"Signing Algorithm", "JWT Audience"/,
		),
	],
	Medplum: [
		row('a wrong secret', secret, 400, oauth('invalid_request', 'Invalid secret'), refused.wrongSecret),
		row('an unknown client', secret, 400, oauth('invalid_request', 'Invalid client'), refused.client),
		row('an unknown client of a JWT', jwt, 400, oauth('invalid_request', 'Client not found'), refused.client),
		row('no registered JWKS', jwt, 400, oauth('invalid_request', 'Client must have a JWK Set URL'), refused.jwks),
		row(
			'a wrong key, or a clock that is off',
			jwt,
			400,
			oauth('invalid_request', 'Invalid client assertion signature'),
			refused.signature,
		),
		row('a wrong audience', jwt, 400, oauth('invalid_request', 'Invalid client assertion audience'), refused.audience),
	],
	// No words of Aidbox are documented: the form of RFC 6749.
	Aidbox: [
		row('a wrong secret or an unknown client', secret, 401, oauth('invalid_client'), refused.secret),
		row('any fault of the JWT', jwt, 401, oauth('invalid_client'), refused.jwt),
	],
	// Its tokens come from Django OAuth Toolkit, which has codes only.
	Canvas: [
		row('a wrong secret or an unknown client', secret, 401, oauth('invalid_client'), refused.secret),
		row(
			'an application with another grant',
			secret,
			400,
			oauth('unauthorized_client'),
			'The token endpoint does not accept this client: its ID or secret is wrong, or the client credentials grant is not allowed for it',
			/The server says: unauthorized_client$/,
		),
		row('a wrong scope', secret, 400, oauth('invalid_scope'), refused.scope),
	],
	'Any server': [
		row('OAuth code with status 404', secret, 404, oauth('invalid_request', "Client 'n8n' not found"), refused.client),
	],
	OpenEMR: [
		row(
			'any fault of the JWT',
			jwt,
			400,
			{
				...(oauth('invalid_client', 'Client authentication failed') as object),
				message: 'Client authentication failed',
			},
			refused.jwt,
		),
		row(
			'a wrong scope',
			jwt,
			400,
			{
				error: 'invalid_scope',
				error_description: 'The requested scope is invalid, unknown, or malformed',
				hint: 'Check the `x` scope',
			},
			refused.scope,
		),
	],
	HelseID: [
		row('any fault of the JWT', jwt, 400, oauth('invalid_client'), refused.jwt, /"JWT Audience" and "JWT Lifetime"/),
		row('a wrong scope', jwt, 400, oauth('invalid_scope'), refused.scope),
	],
	'NHS England': [
		row(
			'an unknown key ID',
			jwt,
			401,
			oauth('invalid_request', "Invalid 'kid' header in client_assertion JWT - no matching public key"),
			refused.key,
		),
		row(
			'another algorithm',
			jwt,
			400,
			oauth(
				'invalid_request',
				"Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
			),
			refused.algorithm,
			/must be 'RS512'$/,
		),
		row(
			'an unknown client',
			jwt,
			401,
			oauth('invalid_request', "Invalid 'iss'/'sub' claims in client_assertion JWT"),
			refused.client,
		),
		row(
			'a wrong audience',
			jwt,
			401,
			oauth('invalid_request', "Missing or invalid 'aud' claim in client_assertion JWT"),
			refused.audience,
		),
		row(
			'a clock that is behind',
			jwt,
			400,
			oauth('invalid_request', "Invalid 'exp' claim in client_assertion JWT - JWT has expired"),
			refused.clock,
		),
		row(
			'a clock that is ahead',
			jwt,
			400,
			oauth('invalid_request', "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future"),
			refused.clock,
		),
		row(
			'a JWT that was sent twice',
			jwt,
			400,
			oauth('invalid_request', "Non-unique 'jti' claim in client_assertion JWT"),
			'The token endpoint says that it has seen this JWT before',
		),
		row(
			'another type',
			jwt,
			400,
			oauth('invalid_request', "Invalid 'typ' header in client_assertion JWT - must be 'JWT'"),
			'The token endpoint does not accept a member of the signed JWT',
		),
		row(
			'a wrong key',
			jwt,
			401,
			{ error: 'public_key error', error_description: 'JWT signature verification failed' },
			refused.signature,
		),
		row(
			'no registered key',
			jwt,
			403,
			{
				error: 'public_key error',
				error_description:
					'You need to register a public key to use this authentication method - please contact support to configure',
			},
			refused.jwks,
		),
		row(
			'a JWKS that cannot be fetched',
			jwt,
			403,
			{
				error: 'public_key error',
				error_description: "The JWKS endpoint, for your client_assertion can't be reached",
			},
			refused.jwks,
		),
	],
};
