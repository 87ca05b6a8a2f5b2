import type { TlsOption } from '../httpServer';

/** A public key to register; the private half stays with the caller. */
export type PublicJwk = Record<string, unknown>;

/** A client of the OAuth server, registered for the client credentials grant. */
export type OAuthClient = {
	id: string;
	/** The scopes that it may request, separated by spaces; see `DEFAULT_SCOPE`. */
	scope?: string;
} & (
	| { method: 'client_secret_basic' | 'client_secret_post'; secret: string }
	| { method: 'private_key_jwt'; algorithm: (typeof SIGNING_ALGORITHMS)[number]; jwks: { keys: PublicJwk[] } }
);

/** The algorithms that the server checks client assertions with. */
export const SIGNING_ALGORITHMS = [
	'ES256',
	'ES384',
	'ES512',
	'EdDSA',
	'PS256',
	'PS384',
	'PS512',
	'RS256',
	'RS384',
	'RS512',
] as const;

/** How the OAuth server behaves. All of it is plain data, because the server runs in a process of its own. */
export interface OAuthServerOptions {
	tls?: TlsOption;
	port?: number;
	/** Default: `BASIC_CLIENT` and `POST_CLIENT`. */
	clients?: OAuthClient[];
	/** Lifetime of a token in seconds; default 300. */
	ttl?: number;
	/** Further scopes that the server knows. It drops unknown scopes: the grant is then narrower than requested. */
	scopes?: string[];
	/** Take id and secret of a Basic header as they are, not form-encoded as RFC 6749 section 2.3.1 says: of all clients, or of these. */
	rawBasic?: boolean | string[];
	/** Milliseconds before each response. */
	latency?: number;
}

/** The scopes that a client without `scope` may request. */
export const DEFAULT_SCOPE = 'system/*.rs system/*.cruds system/Patient.rs system/*.read';

/** A scope that the server knows, but allows no client by default: a request for it fails with `invalid_scope`. */
export const FORBIDDEN_SCOPE = 'system/Observation.rs';

/** A secret with every character that form encoding changes. */
export const BASIC_CLIENT = { id: 'basic-client', secret: 's3cr:et/+&% =', method: 'client_secret_basic' } as const;

/** The same, sent in the body. */
export const POST_CLIENT = { id: 'post-client', secret: 'p0st+&secret', method: 'client_secret_post' } as const;
