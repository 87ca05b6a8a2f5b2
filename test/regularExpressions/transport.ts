import type { Registry } from './registry';

/** See `Registry`. */
export const transport: Registry = {
	'nodes/Fhir/transport/auth/aws/canonical.ts': {
		server: [/(^|\/)\.{0,2}$/, /\s+/g, /[!'()*]/g],
	},
	'nodes/Fhir/transport/auth/aws/refusal.ts': {
		server: [
			/^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/,
			/The Canonical String|The String-to-Sign|\(?Authorization=/,
			/:.*$/s,
			/^.*#/s,
			/^\w{1,60}$/,
			/^[\w-]{1,100}$/,
		],
	},
	'nodes/Fhir/transport/auth/aws/refusalMessages.ts': {
		server: [
			/correct service: '([\w-]{1,60})'/,
			/perform: ([\w-]{1,40}:\w{1,60})/,
			/Signature (expired|not yet current)|RequestTimeTooSkewed|RequestExpired|is now (earlier|later) than|must be within 5 minutes/i,
			/Credential should be scoped to/i,
			/^ExpiredToken|security token included in the request is expired/i,
			/^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId)|security token included in the request is invalid/i,
			/^(InvalidSignature|SignatureDoesNotMatch)|request signature we calculated does not match/i,
			/^(MissingAuthenticationToken|IncompleteSignature)|Missing Authentication Token/i,
			/^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)|^ *Rate exceeded/i,
			/^(AccessDenied|NotAuthorized|OptInRequired)|is not authorized to perform/i,
		],
	},
	'nodes/Fhir/transport/auth/aws/region.ts': {
		input: [
			/^[a-z]{2,4}(-[a-z]+)+-\d+$/,
			/\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|api\.amazonwebservices\.com\.cn)$/,
		],
	},
	'nodes/Fhir/transport/auth/aws/signature.ts': {
		own: [/[-:]|\.\d+/g],
	},
	'nodes/Fhir/transport/auth/aws/signingKey.ts': {
		input: [/^\w{16,128}$/, /^[\x21-\x7e]+$/, /^[\x21-\x7e]*$/, /^[a-z0-9-]+$/],
	},
	'nodes/Fhir/transport/auth/basic.ts': {
		// eslint-disable-next-line no-control-regex
		input: [/[\u0000-\u001f\u007f]/],
	},
	'nodes/Fhir/transport/auth/google.ts': {
		input: [/^\uFEFF/],
	},
	'nodes/Fhir/transport/auth/headerAuthorization.ts': {
		input: [
			/^Bearer\s+/i,
			/^Bearer$/i,
			/^[\x21-\x7e]+$/,
			/^[\t\x20-\x7e\x80-\xff]+$/,
			/\s+/,
			/^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/,
		],
	},
	'nodes/Fhir/transport/auth/headerNames.ts': {
		input: [/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/],
	},
	'nodes/Fhir/transport/auth/invalidClient.ts': {
		server: [/\bfuture\b/i, /\b(expired|past|not active)\b/i],
	},
	'nodes/Fhir/transport/auth/redact.ts': {
		server: [
			/^(?:client|token|secret|grant|scope|user|app|application|invalid|access)$/i,
			/[\s\p{Cc}]+/gu,
			/secret|password|passwd|token|assertion|key|code|credential/i,
		],
	},
	'nodes/Fhir/transport/auth/refusal.ts': {
		server: [
			/^https?:/,
			/^[a-z][a-z_]{1,60}$/,
			/^\s*(?:<!doctype html|<html|<head|<body)/i,
			/urn(?::|%3A)[\w%:.-]+/i,
			/%3A/gi,
		],
	},
	'nodes/Fhir/transport/auth/refusalCauses.ts': {
		server: [
			/AADSTS7000222\b|\bsecret (keys )?(is|are|has|have)? ?expired/i,
			/AADSTS7000215\b|\b(invalid|incorrect|wrong) (client )?secret\b|\bclient secret\b[^.]{0,60}\b(invalid|incorrect|wrong)\b/i,
			/\bclient_assertion(_type)?\b[^.]{0,20} (is )?(missing|required)\b/i,
			/AADSTS90002\b|AADSTS900023\b/,
			/AADSTS(70011|1002012|500011)\b|\bempty-scopes\b/,
			/not authorized for any of the scopes requested/i,
			/Grant type '?[\w-]+'? not allowed|not enabled to retrieve service account/i,
			/Invalid email or User ID/i,
			/AADSTS7000112\b|\b(client|account|application)\b[^.]{0,40}\b(disabled|inactive|not enabled)\b/i,
			/AADSTS700016\b|\b(client|account|application)\b[^.]{0,120}\bnot found\b|\bunknown.client\b|'client_id' parameter|\biss'?\/'?sub\b|^invalid client$/i,
			/\b(certificate|key)\b[^.]{0,60}\bexpired\b/i,
			/AADSTS700023\b|\baud(ience)?\b[^.]{0,60}\b(invalid|must|mismatch|match|wrong|incorrect)\b|\b(invalid|missing|wrong|incorrect)\b[^.]{0,40}\baud(ience)?\b|\bservice not found\b/i,
			/\bkid\b|\b(public|matching|applicable) key (was )?not found|load public key|\bno matching\b|key was not found/i,
			/\bJWKS?\b[^.]{0,60}\b(not|unable|failed|must)\b|\bJWKS[^.]{0,60}can't|register a public key|must have a JWK/i,
			/\balg\b|\balgorithm\b/i,
			/\btyp\b/i,
			/AADSTS700024\b|short-lived token|\b(jwt|token|assertion|expiration|exp|iat|nbf|timestamp)\b[^.]{0,80}\b(expired|future|past|not active|not yet valid)\b/i,
			/\breuse\b|\breplay(ed)?\b|already (been )?used|\bnon-unique\b/i,
			/AADSTS(700027|50012)\b|\bsignature\b[^.]{0,60}\b(invalid|failed|fails|not)\b|\binvalid\b[^.]{0,40}\bsignature\b/i,
		],
	},
	'nodes/Fhir/transport/auth/refusedToken.ts': {
		server: [/\berror\s*=\s*"?invalid_token\b/i, /json|^$/i],
	},
	'nodes/Fhir/transport/auth/scopes.ts': {
		server: [/^(patient|user|system)\/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/, /\S+/g],
	},
	'nodes/Fhir/transport/auth/tokenEndpoint.ts': {
		input: [/^https?:\/\//i, /^https?:/],
	},
	'nodes/Fhir/transport/auth/tokenResponse.ts': {
		server: [/^[\x21-\x7e]+$/],
	},
	'nodes/Fhir/transport/baseUrl.ts': {
		input: [/^https?:\/\//i],
		server: [/\\/, /[?#]/, /[?#].*$/s, /^(?:\/[A-Za-z0-9_$-][A-Za-z0-9._$-]*)*(?:[?#]|$)/],
	},
	'nodes/Fhir/transport/diagnosis/handshake.ts': {
		server: [/^\[|\]$/g],
	},
	'nodes/Fhir/transport/diagnosis/wireExplainer.ts': {
		server: [/^\[|\]$/g],
	},
	'nodes/Fhir/transport/errors/redact.ts': {
		server: [/\beyJ[\w-]{8,}(\.[\w-]*)*/g, /\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, /[\s\p{Cc}]+/gu],
	},
	'nodes/Fhir/transport/errors/responseFailures.ts': {
		server: [/\bfhir\b/i],
	},
	'nodes/Fhir/transport/node/noProxy.ts': {
		input: [/[,\s]+/, /^(\[[^\]]*\]|[^:]*):(\d+)$/, /^\d{1,3}$/],
	},
	'nodes/Fhir/transport/node/tlsFault.ts': {
		own: [
			/certificate key too weak/i,
			/digest algorithm too weak/i,
			/does not include certificate signing/i,
			/:SSL routines:[^:]*:([^:]+)/,
			/^(SSL\/TLS|SSLV3|TLSV13|TLSV1)_/,
		],
	},
	'nodes/Fhir/transport/node/wireErrors.ts': {
		own: [/(?:invalid|duplicate) (\S+) header/],
	},
	'nodes/Fhir/transport/pathEscape.ts': {
		server: [/(?:^|\/)\.{1,2}(?:[/;?#\s]|$)/, /[\p{Cc}\\]/u, /[%;\\]/, /%u[0-9a-f]{4}/i, /%(?![0-9a-f]{2})/gi],
	},
	'nodes/Fhir/transport/retry/timing.ts': {
		server: [/\d:\d\d:\d\d/, /^\s*\d+\s*$/],
	},
	'nodes/Fhir/transport/tls/chain.ts': {
		server: [/^(?:DNS|IP Address):(.+)$/, /\s+/g],
	},
	'nodes/Fhir/transport/tls/clientCertificate.ts': {
		own: [/bad decrypt|bad password/i],
	},
	'nodes/Fhir/transport/tls/pem.ts': {
		input: [
			/-{4,6} ?(BEGIN|END) ([A-Z0-9][A-Z0-9 ]{0,40}?) ?-{4,6}/g,
			/^\s*Proc-Type:\s*4,ENCRYPTED\s*DEK-Info:\s*(AES-[\w-]+,[0-9A-F]{32}|[\w-]+,[0-9A-F]{16})/i,
			/(?<!\\)\\+(?:r\\+n|[nr])/g,
			/\u200B/g,
			/\s/g,
			/^[A-Za-z0-9+/]+={0,2}$/,
			/.{1,64}/g,
		],
	},
};
