import { alert, custom } from '../tls/tlsFixtures';
import { choose, leaf, options, root, type TlsCase, trusted, weak } from './tlsCase';

const client = root.issue({ client: true });
const clientCertificate = { certificate: client.cert, key: client.key };
const wantsCertificate = {
	message: 'localhost asks for a client certificate, but none is set',
	advice: `${choose[0]?.toUpperCase()}${choose.slice(1)} the client certificate and its key.`,
};
const handshake = {
	message: 'localhost and n8n have no encryption in common, or the server refuses clients without a certificate',
	advice: "Ask the server's administrator for TLS 1.2 or 1.3 with current cipher suites",
};
const noVersion = {
	message: 'localhost and n8n have no TLS version in common',
	advice: "Ask the server's administrator to switch on TLS 1.2 or 1.3",
};

/** Handshakes that the server refuses: a Node.js server if it can, else the bytes of the alert. */
export const refusedByServer: TlsCase[] = [
	{
		code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
		when: 'a server for TLS 1.0 and 1.1 only',
		server: options(leaf, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ...weak }),
		tls: trusted,
		...noVersion,
	},
	{
		code: /^ERR_SSL_(SSLV3|SSL\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
		when: 'a TLS 1.2 server that requires a client certificate',
		server: options(leaf, { requestCert: true, ca: root.certificate, maxVersion: 'TLSv1.2' }),
		tls: trusted,
		...handshake,
	},
	{
		code: 'ERR_SSL_WRONG_VERSION_NUMBER',
		when: 'https to an http port',
		server: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
		tls: trusted,
		message: 'localhost does not speak TLS on this port',
		advice: 'Check the port in the Base URL.',
	},
	alertCase(/ALERT_HANDSHAKE_FAILURE$/, 40, handshake),
	alertCase(/ALERT_BAD_CERTIFICATE$/, 42, wantsCertificate),
	alertCase(/ALERT_UNSUPPORTED_CERTIFICATE$/, 43, wantsCertificate),
	alertCase(/ALERT_CERTIFICATE_UNKNOWN$/, 46, wantsCertificate),
	alertCase('ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 49, wantsCertificate),
	alertCase('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 116, wantsCertificate),
	alertCase(
		/ALERT_CERTIFICATE_EXPIRED$/,
		45,
		{
			message: 'localhost does not accept the client certificate',
			advice: 'Check that it is the one registered with the server, with its whole chain, and has not expired.',
		},
		custom([root.certificate], clientCertificate),
	),
	alertCase(
		'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
		48,
		{
			message: 'localhost does not trust the CA of the client certificate',
			advice: "Ask the server's administrator which CAs the server accepts",
		},
		custom([root.certificate], clientCertificate),
	),
	alertCase('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 70, noVersion),
	alertCase('ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', 71, handshake),
	alertCase('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 80, {
		message: 'localhost ended the TLS handshake because of an internal error',
		advice: 'Check the host name in the Base URL',
	}),
	alertCase('ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 112, {
		message: 'The server does not recognize the name localhost',
		advice: 'Check the host name in the Base URL',
	}),
	alertCase('ERR_SSL_TLSV1_ALERT_DECODE_ERROR', 50, {
		message: 'The TLS connection to localhost failed',
		advice: 'The TLS library reports "alert decode error".',
	}),
];

function alertCase(
	code: TlsCase['code'],
	description: number,
	sentence: Pick<TlsCase, 'message' | 'advice'>,
	tls = trusted,
): TlsCase {
	return { code, when: `alert ${description}`, server: alert(description), tls, ...sentence };
}
