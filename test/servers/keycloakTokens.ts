import type { JsonWebKey } from 'node:crypto';
import type { Handler } from './httpServer';
import { decodeJwt, isSignedBy } from './jwt';

/** A client of the realm: with a secret, or with the keys and the algorithm of its JWTs. */
export type KeycloakClient = { secret: string } | { algorithm: string; keys: Array<JsonWebKey & { kid?: string }> };

/** How the realm behaves. */
export interface KeycloakRealm {
	clients: Record<string, KeycloakClient>;
	scopes: string[];
	/** Refuse a JWT without `kid`, as other servers do. */
	requiresKeyId?: boolean;
	/** Seconds that a token lives. */
	lifespan?: number;
	/** The server's clock, in milliseconds since 1970; default: the real one. */
	now?: () => number;
}

/** Seconds by which clocks may differ, and for which an assertion may be valid if it does not say when it was issued. */
const clockSkew = 15;
const maxLifetime = 60;

/** A refusal, with the words of Keycloak. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly error: string,
		description: string,
	) {
		super(description);
	}
}

/**
 * A token endpoint that checks clients as Keycloak 26.5.6 does, and refuses them with its statuses, codes and words, as
 * measured. Where it differs from the standard: no `kid` is accepted and an unknown one is not; a wrong secret is
 * `unauthorized_client`. Its audience is the address that was called. It sends no `Date`.
 */
export function keycloakTokens(realm: KeycloakRealm): Handler {
	const seen = new Set<string>();
	let count = 0;
	return (request, response) => {
		response.sendDate = false;
		const form = new URLSearchParams(request.body.toString());
		const { authorization = '', host } = request.headers;
		const scheme = 'encrypted' in request.socket ? 'https' : 'http';
		try {
			const assertion = form.get('client_assertion');
			if (assertion) checkAssertion(realm, assertion, `${scheme}://${host}${request.url}`, seen);
			else checkSecret(realm, form, authorization);
			const scope = form.get('scope') ?? '';
			const unknown = scope.split(' ').filter((name) => name !== '' && !realm.scopes.includes(name));
			if (unknown.length > 0) throw new Refusal(400, 'invalid_scope', `Invalid scopes: ${scope}`);
			const token = `keycloak-token-${++count}`;
			const grant = { access_token: token, expires_in: realm.lifespan ?? 300, token_type: 'Bearer', scope };
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(grant));
		} catch (refusal) {
			if (!(refusal instanceof Refusal)) throw refusal;
			response.writeHead(refusal.status, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: refusal.error, error_description: refusal.message }));
		}
	};
}

function checkSecret({ clients }: KeycloakRealm, form: URLSearchParams, authorization: string): void {
	const [user, password] = Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':');
	const decode = (text = '') => decodeURIComponent(text.replaceAll('+', ' '));
	const [id, secret] = user ? [decode(user), decode(password)] : [form.get('client_id'), form.get('client_secret')];
	const client = clients[id ?? ''];
	const words = 'Invalid client or Invalid client credentials';
	if (!client) throw new Refusal(401, 'invalid_client', words);
	if (!('secret' in client)) throw new Refusal(401, 'invalid_client', 'Parameter client_assertion_type is missing');
	if (client.secret !== secret) throw new Refusal(401, 'unauthorized_client', words);
}

function checkAssertion(realm: KeycloakRealm, assertion: string, address: string, seen: Set<string>): void {
	const refuse = (description: string, status = 400) => new Refusal(status, 'invalid_client', description);
	const jwt = decodeJwt(assertion);
	const { header, claims } = jwt;
	const client = realm.clients[String(claims.sub)];
	if (!client || !('keys' in client)) throw refuse('Invalid client or Invalid client credentials', 401);
	if (header.alg !== client.algorithm) throw refuse('Invalid signature algorithm');
	if (realm.requiresKeyId && header.kid === undefined) throw refuse('The kid is missing');
	const keys = header.kid === undefined ? client.keys : client.keys.filter(({ kid }) => kid === header.kid);
	if (keys.length === 0) throw refuse('Unable to load public key');
	if (!keys.some((key) => isSignedBy(jwt, key))) {
		throw refuse('Client authentication with signed JWT failed: Signature on JWT token failed validation');
	}
	const now = (realm.now ?? Date.now)() / 1000;
	const [exp, iat] = [Number(claims.exp), claims.iat === undefined ? undefined : Number(claims.iat)];
	if (claims.aud !== address) throw refuse('Invalid token audience');
	if (!(exp + clockSkew > now)) throw refuse('Token is not active');
	if (iat === undefined && exp - now > maxLifetime) {
		throw refuse('Token expiration is too far in the future and iat claim not present in token');
	}
	if (iat !== undefined && iat - clockSkew > now) throw refuse('Token was issued in the future');
	if (iat !== undefined && now > iat + maxLifetime) throw refuse('Token was issued too far in the past to be used now');
	if (seen.has(String(claims.jti))) throw refuse('Token reuse detected');
	seen.add(String(claims.jti));
}
