import { capitalized } from '../../support/text';
import { bundleNames, day, missingIssuer, outOfTime, type PresentedChain } from '../tls/chain';
import type { TlsSettings } from '../tls/settings';
import type { TlsFault } from '../wire';

/** Where and under which settings a handshake failed. */
export interface Circumstance {
	readonly host: string;
	readonly tls: TlsSettings;
	readonly fault: TlsFault;
	/** The certificates that the server presents; empty if unknown. */
	readonly chain: PresentedChain;
}

/** What happened, and what to do. */
export interface TlsMessage {
	readonly message: string;
	readonly advice: string;
}

type MessageBuilder = (circumstance: Circumstance) => TlsMessage;

const bundleCredential = 'FHIR CA Bundle API credential';
const choose = `set "SSL/TLS Validation" of the FHIR node to "Custom CA Bundle" and choose a ${bundleCredential}`;
const askAdministrator = "Ask the server's administrator";

const untrusted: MessageBuilder = ({ host, tls, chain }) => {
	const issuer = missingIssuer(chain);
	const ca = issuer ? `"${issuer}"` : 'its issuer';
	const omitted =
		chain.length === 1 && !chain[0]?.selfIssued
			? ` The server sends only its own certificate: if ${ca} is an intermediate CA, the server's administrator can configure the server to send it too.`
			: '';
	if (tls.mode !== 'custom') {
		return {
			message: `The certificate of ${host} comes from ${issuer ? `"${issuer}", a CA` : 'a CA'} that n8n does not trust`,
			advice: `If this is an internal CA, ${choose} that contains the certificate of ${ca}.${omitted}`,
		};
	}
	if (issuer && bundleNames(tls, issuer)) {
		return {
			message: `The certificate of ${host} was signed by a different "${issuer}" than the one in the CA bundle: the name is the same, the key is not`,
			advice: `Get the current certificate of ${ca} and add it to the ${bundleCredential}.`,
		};
	}
	const publicCa = tls.alsoPublic ? '' : ' If it is a public CA, switch on "Also Trust Public CAs" there.';
	return {
		message: `The CA bundle lacks the certificate of ${issuer ? `${ca}, which` : 'the CA that'} the certificate of ${host} depends on`,
		advice: `Add the certificate of ${ca} to the ${bundleCredential}.${publicCa}${omitted}`,
	};
};

const selfSigned: MessageBuilder = ({ host, tls }) => ({
	message: `The certificate of ${host} is self-signed: no CA vouches for it`,
	advice:
		tls.mode === 'custom'
			? `Add the server's own certificate to the ${bundleCredential}, or give the server a certificate from your CA.`
			: `If you trust this server, ${choose} that contains the server's own certificate.`,
});

const expired: MessageBuilder = ({ host, tls, chain }) => {
	const found = outOfTime(chain, tls, 'expired');
	if (!found || found.certificate === chain[0]) {
		const when = found ? ` on ${day(found.certificate.validTo)}` : '';
		return {
			message: found
				? `The certificate of ${host} expired${when}`
				: `A certificate of ${host} or of its CA has expired`,
			advice: `${askAdministrator} to renew it. If others see a valid certificate, check the clock of the machine n8n runs on.`,
		};
	}
	const { certificate, sentByServer } = found;
	return {
		message: `The CA certificate "${certificate.subject}", which vouches for ${host}, expired on ${day(certificate.validTo)}`,
		advice: sentByServer
			? `${askAdministrator} to send the renewed CA certificate.`
			: `Replace it with the renewed one in the ${bundleCredential}.`,
	};
};

const notYetValid: MessageBuilder = ({ host, tls, chain }) => {
	const found = outOfTime(chain, tls, 'not yet valid');
	const what =
		found && found.certificate !== chain[0]
			? `The CA certificate "${found.certificate.subject}", which vouches for ${host},`
			: `The certificate of ${host}`;
	return {
		message: `${what} is not valid ${found ? `before ${day(found.certificate.validFrom)}` : 'yet'}`,
		advice: 'Check the clock of the machine n8n runs on; if it is right, the certificate was issued for a later time.',
	};
};

const wrongName: MessageBuilder = ({ host, fault, chain }) => {
	const names = chain[0]?.names ?? fault.names ?? [];
	const shown = names.slice(0, 5).map((name) => `"${name}"`);
	if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
	return {
		message: shown.length
			? `The certificate of ${host} was issued for ${shown.join(', ')}, not for "${host}"`
			: `The certificate of ${host} does not name any host, so it is not valid for "${host}"`,
		advice:
			'In the Base URL, use a name that the certificate contains, or have a certificate issued that also names this host.',
	};
};

const wantsCertificate: MessageBuilder = ({ host, tls }) =>
	tls.clientCertificate
		? {
				message: `${host} does not accept the client certificate`,
				advice: 'Check that it is the one registered with the server, with its whole chain, and has not expired.',
			}
		: {
				message: `${host} asks for a client certificate, but none is set`,
				advice: `${capitalized(choose)} that contains the client certificate and its key.`,
			};

const plain =
	(message: (host: string) => string, advice: string): MessageBuilder =>
	({ host }) => ({ message: message(host), advice });

const handshake: MessageBuilder = ({ host, tls }) => ({
	message: `${host} and n8n have no encryption in common, or the server ${tls.clientCertificate ? 'does not accept the client certificate' : 'refuses clients without a certificate'}`,
	advice:
		`${askAdministrator} for TLS 1.2 or 1.3 with current cipher suites, and whether the server requires a client certificate.` +
		(tls.clientCertificate ? '' : ` If it does, ${choose} that contains the client certificate and its key.`),
});

/** Also for servers with a public certificate: the switch is in the CA bundle credential, whose bundle may be empty. */
const legacyRenegotiation: MessageBuilder = ({ host, tls }) => {
	const publicToo =
		tls.mode === 'custom'
			? ''
			: ' If the server has a public certificate, also switch on "Also Trust Public CAs" there.';
	const where =
		tls.mode === 'custom'
			? `"Allow Legacy Renegotiation" in the ${bundleCredential}`
			: `"Allow Legacy Renegotiation" in a ${bundleCredential}, and choose it under "Custom CA Bundle" in the FHIR node`;
	return {
		message: `${host} only offers an outdated form of TLS, without secure renegotiation`,
		advice: `${askAdministrator} to update it (RFC 5746). Until then, you can switch on ${where}; its description says what that costs.${publicToo}`,
	};
};

const badSignature = plain(
	(host) => `A signature in the certificate chain of ${host} is wrong`,
	`${askAdministrator} to check its certificate; a proxy between n8n and the server may be replacing it.`,
);

const wrongPurpose = plain(
	(host) => `The certificate of ${host}, or the one that signed it, was not issued for this use`,
	`${askAdministrator} for a certificate with the extended key usage "server authentication", signed by a proper CA.`,
);

/** Message and advice by `TlsFault.word`. */
export const tlsMessages: Readonly<Record<string, MessageBuilder>> = {
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	UNABLE_TO_GET_ISSUER_CERT: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	CERT_UNTRUSTED: untrusted,
	DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
	CERT_HAS_EXPIRED: expired,
	CERT_NOT_YET_VALID: notYetValid,
	ERR_TLS_CERT_ALTNAME_INVALID: wrongName,
	CERT_REVOKED: plain(
		(host) => `The certificate of ${host} has been revoked`,
		`Do not connect. ${askAdministrator} to replace it.`,
	),
	CERT_SIGNATURE_FAILURE: badSignature,
	UNABLE_TO_DECRYPT_CERT_SIGNATURE: badSignature,
	INVALID_CA: wrongPurpose,
	INVALID_PURPOSE: wrongPurpose,
	CERT_CHAIN_TOO_LONG: plain(
		(host) => `The certificate chain of ${host} is too long`,
		`${askAdministrator} to shorten it.`,
	),
	PATH_LENGTH_EXCEEDED: plain(
		(host) => `The certificate chain of ${host} is longer than its CA allows`,
		`${askAdministrator} for a certificate that was issued within the limits of its CA.`,
	),
	KEY_TOO_SMALL: plain(
		(host) => `${host} uses a key too short to be safe`,
		`${askAdministrator} for a certificate with an RSA key of 2,048 bits or more, or an elliptic curve key.`,
	),
	MD_TOO_WEAK: plain(
		(host) => `The certificate of ${host} or of its CA is signed with a hash too weak to be safe, such as SHA-1`,
		`${askAdministrator} for certificates signed with SHA-256 or better.`,
	),
	ALERT_PROTOCOL_VERSION: plain(
		(host) => `${host} and n8n have no TLS version in common`,
		`${askAdministrator} to switch on TLS 1.2 or 1.3; older versions are not safe.`,
	),
	WRONG_VERSION_NUMBER: plain(
		(host) => `${host} does not speak TLS on this port`,
		'Check the port in the Base URL. A server without TLS needs `http://`, which sends all data unencrypted.',
	),
	UNSAFE_LEGACY_RENEGOTIATION_DISABLED: legacyRenegotiation,
	ALERT_HANDSHAKE_FAILURE: handshake,
	ALERT_CERTIFICATE_REQUIRED: wantsCertificate,
	ALERT_BAD_CERTIFICATE: wantsCertificate,
	ALERT_UNSUPPORTED_CERTIFICATE: wantsCertificate,
	ALERT_CERTIFICATE_REVOKED: wantsCertificate,
	ALERT_CERTIFICATE_EXPIRED: wantsCertificate,
	ALERT_CERTIFICATE_UNKNOWN: wantsCertificate,
	ALERT_ACCESS_DENIED: wantsCertificate,
	ALERT_UNKNOWN_CA: plain(
		(host) => `${host} does not trust the CA of the client certificate`,
		`${askAdministrator} which CAs the server accepts, and enter the client certificate with its intermediate certificates.`,
	),
	ALERT_UNRECOGNIZED_NAME: plain(
		(host) => `The server does not recognize the name ${host}`,
		'Check the host name in the Base URL: the server, or a proxy in front of it, has no site with this name.',
	),
	ALERT_INTERNAL_ERROR: plain(
		(host) => `${host} ended the TLS handshake because of an internal error`,
		`Check the host name in the Base URL. ${askAdministrator} to check its log.`,
	),
};
