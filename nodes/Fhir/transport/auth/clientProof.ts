import type { HttpHeaders } from '../http';
import { jtiOf, signAssertion } from './assertion';
import { basicValue, formEncoded } from './basic';
import { parseSigningKey } from './keys';
import type { ClientCredentialsSettings } from './settings';

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
}

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The proof for the chosen client authentication (RFC 6749 §2.3.1, RFC 7523 §2.2). `now` gives milliseconds since 1970.
 * Throws an input `Failure` for a private key that cannot sign.
 */
export function clientProof({ authentication, clientId }: ClientCredentialsSettings, now: () => number): ClientProof {
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
			const { assertionAudience, jku } = authentication;
			const sent: string[] = [];
			const assertion = (tokenUrl: string) => {
				const signed = signAssertion(key, { clientId, audience: assertionAudience || tokenUrl, jku, now: now() });
				sent.push(signed, jtiOf(signed));
				return signed;
			};
			return {
				headers: {},
				parameters: (tokenUrl) => [
					['client_assertion_type', jwtBearer],
					['client_assertion', assertion(tokenUrl)],
				],
				sent: () => sent,
				keyId: key.keyId,
			};
		}
	}
}

function inHeader(id: string, secret: string): ClientProof {
	return { headers: { authorization: basicValue(id, secret, 'Client ID') }, parameters: () => [] };
}
