import type { JsonWebKey } from 'node:crypto';
import type { Handler } from './httpServer';
import { decodeJwt, isSignedBy } from './jwt';

/** A project as Google's token endpoint sees it. */
export interface GoogleProject {
	/** Public keys of each service account by their ID, by the account's address. */
	accounts: Record<string, Record<string, JsonWebKey>>;
	/** The users for whom the accounts may act. */
	delegatedUsers?: string[];
	scopes?: string[];
	now?: () => number;
}

const documented = [
	'https://www.googleapis.com/auth/cloud-healthcare',
	'https://www.googleapis.com/auth/cloud-platform',
];

/**
 * Google's token endpoint for service accounts: it checks the assertion as Google documents it ("Using OAuth 2.0 for Server to
 * Server Applications") and refuses it with Google's codes and words.
 */
export function googleTokens(project: GoogleProject): Handler {
	let count = 0;
	return (request, response) => {
		const form = new URLSearchParams(request.body.toString());
		const tokenUrl = `https://${request.headers.host}${request.url}`;
		const refusal = refusalOf(form, tokenUrl, project);
		response.writeHead(refusal ? 400 : 200, { 'content-type': 'application/json; charset=utf-8' });
		const [error, error_description] = refusal ?? [];
		const grant = { access_token: `ya29.c.b0Aaek-${++count}......`, expires_in: 3599, token_type: 'Bearer' };
		response.end(JSON.stringify(refusal ? { error, error_description } : grant));
	};
}

function refusalOf(form: URLSearchParams, tokenUrl: string, project: GoogleProject): [string, string] | undefined {
	const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
	if (form.get('grant_type') !== grant)
		return ['unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`];
	if ([...form.keys()].join() !== 'grant_type,assertion') return ['invalid_request', 'Parameter not allowed'];
	const jwt = decodeJwt(form.get('assertion') ?? '');
	const { header, claims } = jwt;
	if (header.alg !== 'RS256' || header.typ !== 'JWT') return ['invalid_grant', 'Invalid JWT: unsupported header'];
	const keys = project.accounts[String(claims.iss)];
	if (!keys) return ['invalid_grant', 'Invalid grant: account not found'];
	const key = keys[String(header.kid)];
	if (!key || !isSignedBy(jwt, key)) return ['invalid_grant', 'Invalid JWT Signature.'];
	const now = (project.now ?? Date.now)() / 1000;
	const [iat, exp] = [Number(claims.iat), Number(claims.exp)];
	if (!(iat <= now + 300 && exp > now && exp - iat <= 3600 && exp > iat)) {
		return [
			'invalid_grant',
			'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
		];
	}
	if (claims.aud !== tokenUrl)
		return ['invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${tokenUrl}`];
	const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
	if (scopes.length === 0 || !scopes.every((scope) => (project.scopes ?? documented).includes(scope))) {
		return ['invalid_scope', 'Invalid OAuth scope or ID token audience provided.'];
	}
	if (claims.sub !== undefined && !project.delegatedUsers?.includes(String(claims.sub))) {
		return [
			'unauthorized_client',
			'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
		];
	}
	return undefined;
}
