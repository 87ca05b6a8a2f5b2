import type { HttpHeaders } from '../http';
import { jtiOf, signJwt } from './assertion';
import { basicValue, formEncoded } from './basic';
import { parseServiceAccount, serviceAccountKey } from './google';
import { parseSigningKey, type SigningKey } from './keys';
import { scopeText } from './scopes';
import type { ClientCredentialsSettings, JwtAuthentication } from './settings';

/** A parameter of a token request. */
export type TokenParameter = readonly [name: string, value: string];

/** What a token request carries to prove who the client is. */
export interface ClientProof {
	readonly headers: HttpHeaders;
	/** To be called for each attempt: servers refuse an assertion whose `jti` they have seen. */
	parameters(tokenUrl: string): readonly TokenParameter[];
	/** The assertions sent so far, and their `jti`: what a server may repeat, and must not be shown. */
	sent?(): readonly string[];
	/** `kid` of the assertion, if there is one. */
	readonly keyId?: string;
	/** The algorithm of the assertion, if there is one. */
	readonly algorithm?: string;
	/** The same proof without its `kid`, if that is only a guess. */
	readonly withoutKeyId?: ClientProof;
}

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The proof for the chosen client authentication (RFC 6749 §2.3.1, RFC 7523 §2.1, §2.2). `now` gives milliseconds since 1970.
 * Throws an input `Failure` for a private key that cannot sign.
 */
export function clientProof(settings: ClientCredentialsSettings, now: () => number): ClientProof {
	const { authentication, clientId } = settings;
	switch (authentication.method) {
		case 'secretHeader':
			return inHeader(formEncoded(clientId), formEncoded(authentication.secret));
		case 'secretHeaderRaw':
			return inHeader(clientId, authentication.secret);
		case 'secretBody': {
			const parameters = [['client_id', clientId] as const, ['client_secret', authentication.secret] as const];
			return { headers: {}, parameters: () => parameters };
		}
		case 'privateKeyJwt': {
			const key = parseSigningKey(authentication);
			const named = clientAssertion(authentication, clientId, key, now);
			return key.keyIdIsGuessed
				? { ...named, withoutKeyId: clientAssertion(authentication, clientId, { ...key, keyId: undefined }, now) }
				: named;
		}
		case 'googleServiceAccount': {
			const account = parseServiceAccount(authentication.keyFile);
			const key = serviceAccountKey(account);
			const { keyId, algorithm } = key;
			const claims = { iss: account.email, sub: authentication.subject, scope: scopeText(settings.scope) };
			const { assertion, sent } = remembering((aud) =>
				signJwt(key, { header: { typ: 'JWT', kid: keyId }, claims: { ...claims, aud }, now: now() }),
			);
			return { headers: {}, parameters: (tokenUrl) => [['assertion', assertion(tokenUrl)]], sent, keyId, algorithm };
		}
	}
}

/** What signs a client assertion: without a key ID, the server looks among all the client's keys. */
type ClientKey = Omit<SigningKey, 'keyId'> & { readonly keyId: string | undefined };

function clientAssertion(
	{ assertionAudience, jku, headerFields = [], claims = [], lifetime }: JwtAuthentication,
	clientId: string,
	key: ClientKey,
	now: () => number,
): ClientProof {
	const { keyId, algorithm } = key;
	const header = { typ: 'JWT', ...Object.fromEntries(headerFields), kid: keyId, jku };
	const { assertion, sent } = remembering((tokenUrl) => {
		const own = { iss: clientId, sub: clientId, aud: assertionAudience || tokenUrl };
		return signJwt(key, { header, claims: { ...own, ...Object.fromEntries(claims) }, now: now(), lifetime });
	});
	return {
		headers: {},
		parameters: (tokenUrl) => [
			['client_assertion_type', jwtBearer],
			['client_assertion', assertion(tokenUrl)],
		],
		sent,
		keyId,
		algorithm,
	};
}

/** Signs by `sign`, and remembers what was signed. */
function remembering(sign: (tokenUrl: string) => string) {
	const signed: string[] = [];
	const assertion = (tokenUrl: string) => {
		const jwt = sign(tokenUrl);
		signed.push(jwt, jtiOf(jwt));
		return jwt;
	};
	return { assertion, sent: () => signed };
}

function inHeader(id: string, secret: string): ClientProof {
	return { headers: { authorization: basicValue(id, secret, 'Client ID') }, parameters: () => [] };
}
