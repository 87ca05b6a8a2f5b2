/** Why a token endpoint refuses a client, as far as its own words tell. */
export type RefusalCause =
	| 'algorithm'
	| 'assertion'
	| 'audience'
	| 'client'
	| 'clock'
	| 'delegation'
	| 'disabled'
	| 'grant'
	| 'jwks'
	| 'jwtMember'
	| 'keyExpired'
	| 'keyId'
	| 'replay'
	| 'scope'
	| 'secret'
	| 'secretExpired'
	| 'signature'
	| 'subject'
	| 'tenant';

/**
 * What servers write, the more specific first. OAuth has one code, `invalid_client`, for all of this, and some servers use
 * others (`invalid_request`, `invalid_grant`). The words are those of Microsoft Entra ID (AADSTS and a number), Google, Okta,
 * Auth0, Keycloak, Medplum, Redox, NHS England and Oracle Health, as documented by each or measured.
 */
const wordings: ReadonlyArray<readonly [RefusalCause, RegExp]> = [
	['secretExpired', /AADSTS7000222\b|\bsecret (keys )?(is|are|has|have)? ?expired/i],
	[
		'secret',
		/AADSTS7000215\b|\b(invalid|incorrect|wrong) (client )?secret\b|\bclient secret\b[^.]{0,60}\b(invalid|incorrect|wrong)\b/i,
	],
	['assertion', /\bclient_assertion(_type)?\b[^.]{0,20} (is )?(missing|required)\b/i],
	['tenant', /AADSTS90002\b|AADSTS900023\b/],
	['scope', /AADSTS(70011|1002012|500011)\b|\bempty-scopes\b/],
	['delegation', /not authorized for any of the scopes requested/i],
	['grant', /Grant type '?[\w-]+'? not allowed|not enabled to retrieve service account/i],
	['subject', /Invalid email or User ID/i],
	['disabled', /AADSTS7000112\b|\b(client|account|application)\b[^.]{0,40}\b(disabled|inactive|not enabled)\b/i],
	[
		'client',
		/AADSTS700016\b|\b(client|account|application)\b[^.]{0,120}\bnot found\b|\bunknown.client\b|'client_id' parameter|\biss'?\/'?sub\b|^invalid client$/i,
	],
	['keyExpired', /\b(certificate|key)\b[^.]{0,60}\bexpired\b/i],
	[
		'audience',
		/AADSTS700023\b|\baud(ience)?\b[^.]{0,60}\b(invalid|must|mismatch|match|wrong|incorrect)\b|\b(invalid|missing|wrong|incorrect)\b[^.]{0,40}\baud(ience)?\b|\bservice not found\b/i,
	],
	[
		'keyId',
		/\bkid\b|\b(public|matching|applicable) key (was )?not found|load public key|\bno matching\b|key was not found/i,
	],
	[
		'jwks',
		/\bJWKS?\b[^.]{0,60}\b(not|unable|failed|must)\b|\bJWKS[^.]{0,60}can't|register a public key|must have a JWK/i,
	],
	['algorithm', /\balg\b|\balgorithm\b/i],
	['jwtMember', /\btyp\b/i],
	[
		'clock',
		/AADSTS700024\b|short-lived token|\b(jwt|token|assertion|expiration|exp|iat|nbf|timestamp)\b[^.]{0,80}\b(expired|future|past|not active|not yet valid)\b/i,
	],
	['replay', /\breuse\b|\breplay(ed)?\b|already (been )?used|\bnon-unique\b/i],
	[
		'signature',
		/AADSTS(700027|50012)\b|\bsignature\b[^.]{0,60}\b(invalid|failed|fails|not)\b|\binvalid\b[^.]{0,40}\bsignature\b/i,
	],
];

/** Longer texts are cut: what matters stands at the beginning. */
const maxLength = 600;

/** The cause that the server's words name; undefined if they name none. */
export function refusalCause(words: string): RefusalCause | undefined {
	const text = words.slice(0, maxLength).trim();
	return wordings.find(([, wording]) => wording.test(text))?.[0];
}
