import type { ServerOptions } from 'node:https';
import { tlsFailure } from '../../../nodes/Fhir/transport/tls/failures';
import type { TlsSettings } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa, selfSigned, type Issued } from '../../servers/certificates';
import { crooked, tampered } from './crooked';
import { alert, bluntServer, byDefault, custom, skip, tlsServer, told } from './scene';

const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const past = { notBefore: days(-20), notAfter: days(-10) };
const future = { notBefore: days(10), notAfter: days(20) };
const dateOf = (date: Date) => date.toISOString().slice(0, 10);

const root = TestCa.create('Hospital Root CA');
const issuing = root.intermediate('Hospital Issuing CA');
const stranger = TestCa.create('Other Root CA');
const namesake = TestCa.create('Hospital Root CA');
const expiredRoot = TestCa.create('Old Root CA', past);
const leaf = root.issue();
const client = root.issue({ client: true });
const clientCertificate = { certificate: client.cert, key: client.key };
const alone = ({ cert, key }: Issued) => ({ cert, key, chain: cert });
const trusted = custom([root.certificate]);
const untrusting = custom([stranger.certificate]);

const choose =
	'set "SSL/TLS Validation" of the FHIR node to "Custom Bundle" and choose a FHIR CA Bundle API credential that holds';

interface Row {
	/** Node's code; a pattern where OpenSSL 3.0 (Node 20) and 3.5 (Node 24) differ. */
	code: string | RegExp;
	when: string;
	server: Issued | ServerOptions | Uint8Array;
	tls: TlsSettings;
	host?: string;
	message: string;
	advice: string;
}

const weak = { ciphers: 'DEFAULT@SECLEVEL=0' };
const options = ({ chain, key }: Issued, more: ServerOptions) => ({ cert: chain, key, ...more });

/** Certificates that the client refuses. */
const refusedByUs: Row[] = [
	{
		code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		when: 'an internal CA under Default Bundle',
		server: leaf,
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'an internal CA of which the server sends the intermediate, under Default Bundle',
		server: issuing.issue(),
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'SELF_SIGNED_CERT_IN_CHAIN',
		when: 'an internal CA of which the server sends the root, under Default Bundle',
		server: { cert: leaf.cert + root.certificate, key: leaf.key },
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		when: 'a self-signed certificate under Default Bundle',
		server: selfSigned(),
		tls: byDefault,
		message: 'The certificate of localhost is self-signed: no CA vouches for it',
		advice: `${choose} the server's certificate itself`,
	},
	{
		code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		when: 'a self-signed certificate that is not in the bundle',
		server: selfSigned(),
		tls: trusted,
		message: 'The certificate of localhost is self-signed: no CA vouches for it',
		advice: "Add the server's certificate itself to the FHIR CA Bundle API credential",
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'a root that the bundle lacks',
		server: issuing.issue(),
		tls: untrusting,
		message: 'The CA bundle lacks the certificate of "Hospital Root CA" that the certificate of localhost leads to',
		advice: 'Add the certificate of "Hospital Root CA" to the FHIR CA Bundle API credential.',
	},
	{
		code: 'SELF_SIGNED_CERT_IN_CHAIN',
		when: 'a root that the server sends and the bundle lacks',
		server: { cert: issuing.issue().chain + root.certificate, key: leaf.key },
		tls: untrusting,
		message: 'The CA bundle lacks the certificate of "Hospital Root CA" that the certificate of localhost leads to',
		advice: 'If it is a public CA, switch on "Also Trust Public CAs" there.',
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'an intermediate that neither the server sends nor the bundle holds',
		server: alone(issuing.issue()),
		tls: trusted,
		message: 'The CA bundle lacks the certificate of "Hospital Issuing CA" that the certificate of localhost leads to',
		advice: 'should "Hospital Issuing CA" be an intermediate CA, its administrator can have the server send it too.',
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'a CA of the right name with another key in the bundle',
		server: leaf,
		tls: custom([namesake.certificate]),
		message:
			'The certificate of localhost was signed by another "Hospital Root CA" than the one in the CA bundle: the name is the same, the key is not',
		advice: 'Get the current certificate of "Hospital Root CA"',
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: "the server's certificate has expired",
		server: root.issue(past),
		tls: trusted,
		message: `The certificate of localhost expired on ${dateOf(past.notAfter)}`,
		advice: 'Ask those who run the server to renew it.',
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: 'a root of the bundle has expired',
		server: expiredRoot.issue(),
		tls: custom([expiredRoot.certificate, root.certificate]),
		message: `The CA certificate "Old Root CA", which vouches for localhost, expired on ${dateOf(past.notAfter)}`,
		advice: 'Replace it by the renewed one in the FHIR CA Bundle API credential.',
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: 'a CA certificate that the server sends has expired',
		server: root.intermediate('Old Issuing CA', past).issue(),
		tls: trusted,
		message: `The CA certificate "Old Issuing CA", which vouches for localhost, expired on ${dateOf(past.notAfter)}`,
		advice: 'Ask those who run the server to send the renewed CA certificate.',
	},
	{
		code: 'CERT_NOT_YET_VALID',
		when: "the server's certificate is from the future",
		server: root.issue(future),
		tls: trusted,
		message: `The certificate of localhost is not valid before ${dateOf(future.notBefore)}`,
		advice: 'Check the clock of the machine n8n runs on',
	},
	{
		code: 'CERT_NOT_YET_VALID',
		when: 'a CA certificate is from the future',
		server: root.intermediate('New Issuing CA', future).issue(),
		tls: trusted,
		message: `The CA certificate "New Issuing CA", which vouches for localhost, is not valid before ${dateOf(future.notBefore)}`,
		advice: 'Check the clock of the machine n8n runs on',
	},
	{
		code: 'ERR_TLS_CERT_ALTNAME_INVALID',
		when: 'another host name',
		server: root.issue({ hosts: ['fhir.example.org', '10.0.0.1'] }),
		tls: trusted,
		message: 'The certificate of localhost is made out to "fhir.example.org", "10.0.0.1", not to "localhost"',
		advice: 'Use a name that the certificate holds in the base URL',
	},
	{
		code: 'ERR_TLS_CERT_ALTNAME_INVALID',
		when: 'an address that the certificate does not name',
		server: root.issue({ hosts: ['localhost'] }),
		tls: trusted,
		host: '127.0.0.1',
		message: 'The certificate of 127.0.0.1 is made out to "localhost", not to "127.0.0.1"',
		advice: 'Use a name that the certificate holds in the base URL',
	},
	{
		code: 'CERT_SIGNATURE_FAILURE',
		when: 'a forged signature',
		server: tampered(leaf),
		tls: trusted,
		message: 'A signature in the certificate chain of localhost is wrong',
		advice: 'between n8n and the server a proxy may be replacing it.',
	},
	{
		code: 'INVALID_PURPOSE',
		when: "a client's certificate at a server",
		server: client,
		tls: trusted,
		message: 'The certificate of localhost, or the one that signed it, was not issued for this use',
		advice: 'Ask those who run the server for a certificate with the extended key usage "server authentication"',
	},
	{
		code: 'UNSPECIFIED',
		when: 'a certificate signed with one that is no CA',
		server: crooked({ issuer: leaf }),
		tls: trusted,
		message: 'The certificate of localhost, or the one that signed it, was not issued for this use',
		advice: 'signed by a proper CA.',
	},
	pathTooLong(),
	tooWeak(
		'a short key',
		{ bits: 768 },
		'localhost uses a key too short to be safe',
		'an RSA key of 2,048 bits or more',
	),
	tooWeak(
		'a SHA-1 signature',
		{ hash: 'sha1' },
		'The certificate of localhost or of its CA is signed with a hash too weak to be safe, such as SHA-1',
		'Ask those who run the server for certificates signed with SHA-256 or better.',
	),
];

function pathTooLong(): Row {
	const narrow = { ...crooked({ ca: true, pathLength: 0, commonName: 'Narrow Root CA' }), chain: '' };
	return {
		code: 'PATH_LENGTH_EXCEEDED',
		when: 'an intermediate below a root that allows none',
		server: crooked({ issuer: crooked({ ca: true, commonName: 'One Too Many', issuer: narrow }) }),
		tls: custom([narrow.cert]),
		message: 'The certificate chain of localhost is longer than its CA allows',
		advice: 'Ask those who run the server for a certificate that was issued within the limits of its CA.',
	};
}

function tooWeak(when: string, flaw: object, message: string, advice: string): Row {
	const ca = crooked({ ca: true, commonName: 'Weak Root CA' });
	const server = options(crooked({ issuer: { ...ca, chain: '' }, ...flaw }), weak);
	return { code: 'UNSPECIFIED', when, server, tls: custom([ca.cert]), message, advice };
}

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
const refusedByServer: Row[] = [
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

async function started(server: Row['server']) {
	return server instanceof Uint8Array ? await bluntServer(server) : await tlsServer(server);
}

describe.each([...refusedByUs, ...refusedByServer])('$code: $when', ({ code, server, tls, host, message, advice }) => {
	it(`reads "${message}"`, async () => {
		const running = await started(server);
		try {
			const failure = await told(running.port, tls, host);
			expect(failure).toMatchObject({ kind: 'tls', message, code: expect.stringMatching(code) });
			expect(failure).toHaveProperty('advice', expect.stringContaining(advice));
			expect(message).not.toMatch(/[A-Z0-9]_[A-Z]/);
		} finally {
			await running.close();
		}
	});
});

describe('Skip Validation', () => {
	it.each(refusedByUs)('accepts what is otherwise $code: $when', async ({ server, host }) => {
		const running = await started(server);
		try {
			expect(await told(running.port, skip, host)).toBe(200);
		} finally {
			await running.close();
		}
	});
});

describe('tlsFailure', () => {
	const expired = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });

	it('finds the TLS error among the causes, and among the addresses that were tried', () => {
		const wrapped = new Error('fetch failed', { cause: new AggregateError([new Error('refused'), expired]) });
		expect(tlsFailure(wrapped, 'fhir.example.org', byDefault)).toMatchObject({ kind: 'tls', code: 'CERT_HAS_EXPIRED' });
	});

	it('leaves other errors alone, also those that are their own cause', () => {
		const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		reset.cause = reset;
		expect(tlsFailure(reset, 'fhir.example.org', byDefault)).toBeUndefined();
		expect(tlsFailure('CERT_HAS_EXPIRED', 'fhir.example.org', byDefault)).toBeUndefined();
	});

	it.each([
		['UNABLE_TO_GET_ISSUER_CERT', 'The certificate of h comes from a CA that n8n does not trust'],
		['CERT_HAS_EXPIRED', 'A certificate of h or of its CA has expired'],
		['CERT_NOT_YET_VALID', 'The certificate of h is not valid yet'],
		['CERT_REVOKED', 'The certificate of h has been revoked'],
		['CERT_CHAIN_TOO_LONG', 'The certificate chain of h is too long'],
	])('has a sentence for %s also where the chain is not known', (code, message) => {
		expect(tlsFailure(Object.assign(new Error(code), { code }), 'h', byDefault)).toMatchObject({ message });
	});

	it('reads the reason out of EPROTO', () => {
		const text =
			'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:350:\n';
		const error = Object.assign(new Error(text), { code: 'EPROTO' });
		expect(tlsFailure(error, 'h', byDefault)).toMatchObject({
			message: 'h does not speak TLS on this port',
			code: 'EPROTO',
		});
	});
});
