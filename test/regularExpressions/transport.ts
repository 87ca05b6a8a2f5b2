import type { Registry } from './registry';

/** See `Registry`. */
export const transport: Registry = {
	'nodes/Fhir/transport/auth/basic.ts': {
		// eslint-disable-next-line no-control-regex
		input: [/[\u0000-\u001f\u007f]/],
	},
	'nodes/Fhir/transport/auth/redact.ts': {
		server: [
			/^(?:client|token|secret|grant|scope|user|app|application|invalid|access)$/i,
			/[\s\p{Cc}]+/gu,
			/secret|password|passwd|token|assertion|key|code|credential/i,
		],
	},
	'nodes/Fhir/transport/auth/refusal.ts': {
		server: [/^https?:/, /^[a-z][a-z_]{1,60}$/, /^\s*(?:<!doctype html|<html|<head|<body)/i],
	},
	'nodes/Fhir/transport/auth/scopes.ts': {
		server: [/^(patient|user|system)\/(\*|[A-Za-z]+)\.(read|write|\*|c?r?u?d?s?)(?:\?(.*))?$/, /\S+/g],
	},
	'nodes/Fhir/transport/auth/tokenEndpoint.ts': {
		input: [/^https?:\/\//i, /^https?:/],
	},
	'nodes/Fhir/transport/auth/tokenRequest.ts': {
		input: [/\s+/g],
	},
	'nodes/Fhir/transport/auth/tokenResponse.ts': {
		server: [/^bearer(token)?$/i, /^[\x21-\x7e]+$/],
	},
	'nodes/Fhir/transport/baseUrl.ts': {
		input: [/^https?:\/\//i],
		server: [/\\/, /[?#].*$/s],
	},
	'nodes/Fhir/transport/client.ts': {
		server: [/^\[|\]$/g],
	},
	'nodes/Fhir/transport/diagnosis/handshake.ts': {
		server: [/^\[|\]$/g],
	},
	'nodes/Fhir/transport/errors/redact.ts': {
		server: [/\beyJ[\w-]{8,}(\.[\w-]*)*/g, /\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, /[\s\p{Cc}]+/gu],
	},
	'nodes/Fhir/transport/errors/responseFailures.ts': {
		server: [/\bfhir\b/i],
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
		own: [/^Proxy response \((\d+)\)/, /(?:invalid|duplicate) (\S+) header/],
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
