import type { BaseUrl } from '../baseUrl';

/** How a JWT is signed for SMART Backend Services (SMART App Launch 2.2, "Asymmetric authentication"). */
export type SigningAlgorithm = 'RS384' | 'ES384';

/** A private key as it was entered, and what goes with it. */
export interface KeySettings {
	/** PEM (PKCS #8, PKCS #1, SEC 1, also encrypted), a JWK, or a JWKS with one private key. */
	readonly key: string;
	readonly passphrase?: string;
	/** Default: what the key is made for, RS384 for RSA and ES384 for P-384. */
	readonly algorithm?: SigningAlgorithm;
	/** `kid`. Default: the JWK's own, else the RFC 7638 thumbprint. */
	readonly keyId?: string;
}

/** How the client proves to the token endpoint who it is; the methods' names are the credential's. */
export type ClientAuthentication = SecretAuthentication | JwtAuthentication;

/** By a secret that the server gave out (RFC 6749 §2.3.1). */
export interface SecretAuthentication {
	/**
	 * `secretHeader`: `Authorization: Basic`, id and secret form-encoded before, as the RFC says.
	 * `secretHeaderRaw`: without that encoding, as some servers want it.
	 * `secretBody`: `client_id` and `client_secret` in the form.
	 */
	readonly method: 'secretHeader' | 'secretHeaderRaw' | 'secretBody';
	readonly secret: string;
}

/** By a JWT signed with the client's own key (RFC 7523 §2.2). */
export interface JwtAuthentication extends KeySettings {
	readonly method: 'privateKeyJwt';
	/** Where the public JWKS is published, for servers that look it up. */
	readonly jku?: string;
	/** `aud`. Default: the token URL, as SMART wants it. */
	readonly assertionAudience?: string;
}

/** OAuth2 client credentials (RFC 6749 §4.4). Plain data: all of it takes part in the key that tokens are kept by. */
export interface ClientCredentialsSettings {
	readonly baseUrl: BaseUrl;
	/** As typed. Empty: asked from the FHIR server. */
	readonly tokenUrl?: string;
	readonly clientId: string;
	readonly authentication: ClientAuthentication;
	/** Scopes separated by blanks. */
	readonly scope?: string;
	/** `audience` of the token request, as some servers want it. */
	readonly audience?: string;
	/** Resource indicators (RFC 8707), and what Azure's first version means by `resource`. */
	readonly resources?: readonly string[];
	/** Sent along with the token request; names may repeat. */
	readonly parameters?: ReadonlyArray<readonly [name: string, value: string]>;
	/** Stands for the TLS settings: a token is never shared across them. */
	readonly tlsKey: string;
	/** Stands for the network policy and proxy: so too. */
	readonly networkKey: string;
}
