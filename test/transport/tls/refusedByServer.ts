import { choose, leaf, options, root, trusted, weak, type Row } from './tlsCase';
import { alert, custom } from './tlsFixtures';

const client = root.issue({ client: true });
const clientCertificate = { certificate: client.cert, key: client.key };
const wantsCertificate = {
	message: 'localhost asks for a client certificate, and none is set',
	advice: `${choose[0]?.toUpperCase()}${choose.slice(1)} the client certificate and its key.`,
};
const handshake = {
	message: 'localhost and n8n found no common way to encrypt, or the server refuses clients without a certificate',
	advice: 'Ask those who run the server for TLS 1.2 or 1.3 with current cipher suites',
};
const noVersion = {
	message: 'localhost and n8n have no TLS version in common',
	advice: 'Ask those who run the server to switch on TLS 1.2 or 1.3',
};

/** What servers refuse: by Node's server where it can, else by the bytes of the alert. */
export const refusedByServer: Row[] = [
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
		advice: 'Check the port in the base URL.',
	},
	row(/ALERT_HANDSHAKE_FAILURE$/, 40, handshake),
	row(/ALERT_BAD_CERTIFICATE$/, 42, wantsCertificate),
	row(/ALERT_UNSUPPORTED_CERTIFICATE$/, 43, wantsCertificate),
	row(/ALERT_CERTIFICATE_UNKNOWN$/, 46, wantsCertificate),
	row('ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 49, wantsCertificate),
	row('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 116, wantsCertificate),
	row(
		/ALERT_CERTIFICATE_EXPIRED$/,
		45,
		{
			message: 'localhost does not accept the client certificate',
			advice: 'Check that it is the one registered with the server, with its whole chain, and has not expired.',
		},
		custom([root.certificate], clientCertificate),
	),
	row(
		'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
		48,
		{
			message: 'localhost does not trust the CA of the client certificate',
			advice: 'Ask those who run the server which CAs they accept',
		},
		custom([root.certificate], clientCertificate),
	),
	row('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 70, noVersion),
	row('ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', 71, handshake),
	row('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 80, {
		message: 'localhost broke off the TLS handshake because of an error of its own',
		advice: 'Check the host name in the base URL',
	}),
	row('ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 112, {
		message: 'The server does not answer to the name localhost',
		advice: 'Check the host name in the base URL',
	}),
	row('ERR_SSL_TLSV1_ALERT_DECODE_ERROR', 50, {
		message: 'The TLS connection to localhost failed',
		advice: 'The TLS library says "alert decode error".',
	}),
];

function row(code: Row['code'], description: number, sentence: Pick<Row, 'message' | 'advice'>, tls = trusted): Row {
	return { code, when: `alert ${description}`, server: alert(description), tls, ...sentence };
}
