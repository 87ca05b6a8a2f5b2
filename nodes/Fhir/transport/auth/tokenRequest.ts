import { inputFailure } from '../errors/failure';
import type { HttpRequest } from '../http';
import type { ClientProof, TokenParameter } from './clientProof';
import { checkJwtMembers } from './jwtMembers';
import { scopeText } from './scopes';
import type { ClientCredentialsSettings } from './settings';
import type { TokenEndpoint } from './tokenEndpoint';

/** Parameters that have their own fields: a further parameter could only contradict them. */
const ownParameters = new Set([
	'grant_type',
	'scope',
	'client_id',
	'client_secret',
	'client_assertion',
	'client_assertion_type',
]);

const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const field = 'Token Request Parameters';

/** Throws an input `Failure` if a setting cannot become part of a token request. */
export function checkSettings(settings: ClientCredentialsSettings): void {
	if (settings.clientId === '') {
		throw inputFailure(
			'"Client ID" is empty',
			'Enter the id that the server assigned to this client when it was registered.',
			{ field: 'Client ID' },
		);
	}
	const { authentication } = settings;
	if (authentication.method === 'privateKeyJwt') checkJwtMembers(authentication);
	if ('secret' in authentication && authentication.secret === '') {
		throw inputFailure('"Client Secret" is empty', 'Enter the secret that the server issued to this client.', {
			field: 'Client Secret',
		});
	}
	for (const [name] of settings.parameters ?? []) {
		if (name.trim() === '') {
			throw inputFailure('One of the "Token Request Parameters" has no name', 'Enter its name, or remove it.', {
				field,
			});
		}
		if (ownParameters.has(name.trim().toLowerCase())) {
			throw inputFailure(
				`"Token Request Parameters" cannot set ${name.trim()}`,
				'Remove it there: it has its own field.',
				{ field },
			);
		}
	}
}

/**
 * The access token request of the client credentials grant (RFC 6749 §4.4.2), or of a JWT as grant (RFC 7523 §2.1). It is
 * repeatable, since a second token does no harm. The client certificate is shown to the endpoint if the user typed its address.
 */
export function tokenRequest(
	settings: ClientCredentialsSettings,
	endpoint: TokenEndpoint,
	proof: ClientProof,
): HttpRequest {
	const grant = grantParameters(settings);
	return {
		method: 'POST',
		url: endpoint.url,
		headers: {
			accept: 'application/json',
			'content-type': 'application/x-www-form-urlencoded',
			...proof.headers,
		},
		body: () => form([...grant, ...proof.parameters(endpoint.url)]),
		repeatable: true,
		authorization: 'none',
		clientCertificate: endpoint.typed ? 'always' : 'own',
		redirects: 'none',
		whole: true,
		maxBytes: 1024 * 1024,
	};
}

function grantParameters(settings: ClientCredentialsSettings): TokenParameter[] {
	// The assertion is the grant itself, and contains the scope (RFC 7523 §2.1).
	if (settings.authentication.method === 'googleServiceAccount') return [['grant_type', jwtBearerGrant]];
	const scope = scopeText(settings.scope);
	return [
		['grant_type', 'client_credentials'],
		...(scope ? [['scope', scope] as const] : []),
		...(settings.audience ? [['audience', settings.audience] as const] : []),
		...(settings.resources ?? []).map((resource) => ['resource', resource] as const),
		...(settings.parameters ?? []).map(([name, value]) => [name.trim(), value] as const),
	];
}

function form(parameters: readonly TokenParameter[]): string {
	const query = new URLSearchParams();
	for (const [name, value] of parameters) query.append(name, value);
	return query.toString();
}
