import { subjectNames } from '../tls/chain';
import type { TlsFault } from '../wire';
import { chainBefore } from './presentedChain';

/** The members that an error of Node.js may have. */
interface ErrorLike {
	readonly message: string;
	readonly code?: unknown;
	readonly cause?: unknown;
	/** Of an `AggregateError`: one error for each address that was tried. */
	readonly errors?: unknown;
	/** The certificate, if it is for another host. */
	readonly cert?: unknown;
}

/** Node's codes for certificates that OpenSSL refuses (documentation of `node:tls`, "X509 certificate error codes"). */
const certificateCodes = new Set([
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_CRL',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'CERT_SIGNATURE_FAILURE',
	'CRL_SIGNATURE_FAILURE',
	'CERT_NOT_YET_VALID',
	'CERT_HAS_EXPIRED',
	'CRL_NOT_YET_VALID',
	'CRL_HAS_EXPIRED',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERROR_IN_CERT_NOT_AFTER_FIELD',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'CERT_CHAIN_TOO_LONG',
	'CERT_REVOKED',
	'INVALID_CA',
	'PATH_LENGTH_EXCEEDED',
	'INVALID_PURPOSE',
	'CERT_UNTRUSTED',
	'CERT_REJECTED',
	'HOSTNAME_MISMATCH',
]);

/** OpenSSL has more reasons than Node.js has codes: the others arrive as `UNSPECIFIED` with OpenSSL's text. */
const unspecified: ReadonlyArray<readonly [RegExp, string]> = [
	[/certificate key too weak/i, 'KEY_TOO_SMALL'],
	[/digest algorithm too weak/i, 'MD_TOO_WEAK'],
	[/does not include certificate signing/i, 'INVALID_CA'],
];

/** Synonyms, by the name that different versions and functions of OpenSSL use. */
const synonyms: Readonly<Record<string, string>> = {
	EE_KEY_TOO_SMALL: 'KEY_TOO_SMALL',
	CA_KEY_TOO_SMALL: 'KEY_TOO_SMALL',
	DH_KEY_TOO_SMALL: 'KEY_TOO_SMALL',
	CA_MD_TOO_WEAK: 'MD_TOO_WEAK',
	UNSUPPORTED_PROTOCOL: 'ALERT_PROTOCOL_VERSION',
	UNRECOGNIZED_NAME: 'ALERT_UNRECOGNIZED_NAME',
	HTTP_REQUEST: 'WRONG_VERSION_NUMBER',
	PACKET_LENGTH_TOO_LONG: 'WRONG_VERSION_NUMBER',
	ALERT_INSUFFICIENT_SECURITY: 'ALERT_HANDSHAKE_FAILURE',
	ERR_TLS_DH_PARAM_SIZE: 'KEY_TOO_SMALL',
	HOSTNAME_MISMATCH: 'ERR_TLS_CERT_ALTNAME_INVALID',
};

/**
 * The TLS error in this error, its causes, or the errors of an `AggregateError`: what is wrong, and the code of the error.
 * Undefined if TLS is not the cause.
 */
export function tlsFault(error: unknown): { readonly code: string; readonly tls: TlsFault } | undefined {
	const found = findFault(error, 0);
	if (!found) return undefined;
	const { word, error: reported } = found;
	const names = namesIn(reported.cert);
	const code = typeof reported.code === 'string' ? reported.code : word;
	const chain = chainBefore(reported);
	return { code, tls: { word, ...(names && { names }), ...(chain && { chain }) } };
}

function findFault(error: unknown, depth: number): { readonly word: string; readonly error: ErrorLike } | undefined {
	// A chain of causes may be circular.
	if (!isErrorLike(error) || depth > 8) return undefined;
	const word = wordOf(error);
	if (word) return { word: synonyms[word] ?? word, error };
	const aggregated: readonly unknown[] = Array.isArray(error.errors) ? error.errors : [];
	for (const candidate of [error.cause, ...aggregated]) {
		const found = findFault(candidate, depth + 1);
		if (found) return found;
	}
	return undefined;
}

function namesIn(certificate: unknown): string[] | undefined {
	if (typeof certificate !== 'object' || certificate === null || !('subjectaltname' in certificate)) return undefined;
	const { subjectaltname } = certificate;
	return typeof subjectaltname === 'string' ? subjectNames(subjectaltname) : undefined;
}

// Not `instanceof`: if this code runs in a VM, the errors of Node.js are from another realm.
function isErrorLike(value: unknown): value is ErrorLike {
	return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

function wordOf(error: ErrorLike): string | undefined {
	const code = typeof error.code === 'string' ? error.code : '';
	if (certificateCodes.has(code)) return code;
	if (code === 'UNSPECIFIED') return unspecified.find(([text]) => text.test(error.message))?.[1] ?? error.message;
	if (code.startsWith('ERR_TLS_')) return code;
	if (code.startsWith('ERR_SSL_')) return withoutVersion(code.slice('ERR_SSL_'.length));
	// `write EPROTO 8019…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…`
	const text = /:SSL routines:[^:]*:([^:]+)/.exec(code === 'EPROTO' ? error.message : '')?.[1];
	return text && withoutVersion(text.trim().toUpperCase().replaceAll(' ', '_'));
}

/** OpenSSL 3.0 writes `SSLV3_ALERT_…` where 3.5 writes `SSL/TLS_ALERT_…`. */
function withoutVersion(word: string): string {
	return word.replace(/^(SSL\/TLS|SSLV3|TLSV13|TLSV1)_/, '');
}
