import type { BaseUrl } from '../baseUrl';

/**
 * How a JWT can be signed (RFC 7518 §3.1, RFC 8037 §3.1). SMART Backend Services defines the first two (SMART App Launch 2.2,
 * "Asymmetric authentication"); the others are what authorization servers of their own make ask for.
 */
export const signingAlgorithms = [
	'RS384',
	'ES384',
	'ES256',
	'ES512',
	'EdDSA',
	'PS256',
	'PS384',
	'PS512',
	'RS256',
	'RS512',
] as const;

/** One of `signingAlgorithms`. */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A private key as it was entered, and what goes with it. */
export interface KeySettings {
	/** PEM (PKCS #8, PKCS #1, SEC 1, also encrypted), a JWK, or a JWKS with one private key. */
	readonly key: string;
	readonly passphrase?: string;
	/** Default: the JWK's own `alg`, else by the key: see `algorithmsOf`. */
	readonly algorithm?: SigningAlgorithm;
	/** `kid`. Default: the JWK's own, else the RFC 7638 thumbprint, which is a guess: see `guessedKeyId.ts`. */
	readonly keyId?: string;
}

/** How the client authenticates to the token endpoint; the names of the methods are the credential's. */
export type ClientAuthentication = SecretAuthentication | JwtAuthentication | GoogleAuthentication;

/** With a secret that the server issued (RFC 6749 §2.3.1). */
export interface SecretAuthentication {
	/**
	 * `secretHeader`: `Authorization: Basic` with id and secret form-encoded, as the RFC says.
	 * `secretHeaderRaw`: without that encoding, as some servers expect it.
	 * `secretBody`: `client_id` and `client_secret` in the form.
	 */
	readonly method: 'secretHeader' | 'secretHeaderRaw' | 'secretBody';
	readonly secret: string;
}

/** With a JWT signed by the client's own key (RFC 7523 §2.2). */
export interface JwtAuthentication extends KeySettings {
	readonly method: 'privateKeyJwt';
	/** URL of the public JWKS, for servers that look it up. */
	readonly jku?: string;
	/** `aud`. Default: the token URL, as SMART requires. */
	readonly assertionAudience?: string;
	/** Seconds from `iat` to `exp`. Default: `defaultLifetime` of `assertion.ts`. */
	readonly lifetime?: number;
	/** Further members of the JWT's header, such as `x5t`; they win over `typ`. */
	readonly headerFields?: readonly JwtMember[];
	/** Further claims; they win over `iss`, `sub` and `aud`. */
	readonly claims?: readonly JwtMember[];
}

/** A member of a JWT's header or of its claims, with any JSON value. */
export type JwtMember = readonly [name: string, value: unknown];

/** With the key of a Google service account, as the JSON file that Google Cloud hands out. */
export interface GoogleAuthentication {
	readonly method: 'googleServiceAccount';
	/** The text of the file. */
	readonly keyFile: string;
	/** `sub`: the user for whom the account acts (domain-wide delegation). */
	readonly subject?: string;
}

/** OAuth2 client credentials (RFC 6749 §4.4). Plain data: all of it is part of the key under which tokens are cached. */
export interface ClientCredentialsSettings {
	readonly baseUrl: BaseUrl;
	/** As typed. Empty: the FHIR server is asked for it. */
	readonly tokenUrl?: string;
	readonly clientId: string;
	readonly authentication: ClientAuthentication;
	/** Scopes separated by blanks. */
	readonly scope?: string;
	/** `audience` of the token request, which some servers require. */
	readonly audience?: string;
	/** Resource indicators (RFC 8707), and the `resource` of Azure's v1 endpoint. */
	readonly resources?: readonly string[];
	/** Sent along with the token request; names may repeat. */
	readonly parameters?: ReadonlyArray<readonly [name: string, value: string]>;
	/** Identifies the TLS settings: they never share a token with others. */
	readonly tlsKey: string;
	/** Identifies the network policy and proxy: they never share a token with others. */
	readonly networkKey: string;
}
