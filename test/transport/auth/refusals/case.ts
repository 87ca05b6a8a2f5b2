import { generateKeyPairSync } from 'node:crypto';
import type { ClientAuthentication } from '../../../../nodes/Fhir/transport/auth/settings';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const secret: ClientAuthentication = { method: 'secretBody', secret: 'the-planted-secret' };
export const jwt: ClientAuthentication = {
	method: 'privateKeyJwt',
	key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
};
export const google: ClientAuthentication = { method: 'googleServiceAccount', keyFile: '{}' };

export type Body = Record<string, unknown> | string;

/** OAuth's form of an error. */
export const oauth = (error: string, error_description?: string | null): Body => ({
	error,
	...(error_description !== undefined && { error_description }),
});
export const entra = (error: string, description: string): Body => ({
	error,
	error_description: `${description}\r\nTrace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\nTimestamp: 2026-01-09 02:02:12Z`,
	error_codes: [Number(/AADSTS(\d+)/.exec(description)?.[1])],
});
export const cerner = (error: string, urn: string): Body => ({
	error,
	error_uri: `https://authorization.cerner.com/errors/urn%3Acerner%3Aerror%3Aauthorization-server%3Aoauth2%3Atoken%3A${urn}/instances/c6d8d822?client=unknown&tenant=0b8a0111`,
});

export interface Case {
	readonly why: string;
	readonly login: ClientAuthentication;
	readonly status: number;
	readonly body: Body;
	readonly message: string;
	readonly advice?: RegExp;
}

export const refused = {
	secret: 'The token endpoint does not accept the client ID and secret',
	wrongSecret: 'The client secret is wrong',
	secretExpired: 'The client secret has expired',
	client: 'The token endpoint does not know this client',
	scope: 'The token endpoint does not grant the requested scopes',
	jwt: 'The token endpoint does not accept the signed JWT of this client',
	key: 'The token endpoint does not find the public key of the signed JWT',
	keyExpired: 'The key that is registered for this client has expired',
	signature: 'The signature of the JWT does not fit the public key that the server has for this client',
	clock: 'The token endpoint does not accept the times in the signed JWT',
	audience: 'The signed JWT is for another audience than the token endpoint expects',
	algorithm: 'The token endpoint does not accept a JWT that is signed with RS384',
	jwks: 'The token endpoint has no public key for this client, or cannot fetch it',
	target: 'The token endpoint does not know the requested resource or audience',
	grant: 'This client is not allowed to request tokens in this way',
} as const;

/** A refusal, and what is said about it. */
export function row(
	why: string,
	login: ClientAuthentication,
	status: number,
	body: Body,
	message: string,
	advice?: RegExp,
): Case {
	return { why, login, status, body, message, advice };
}
