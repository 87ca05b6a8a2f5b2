import { type Issued, selfSigned, TestCa } from '../../servers/certificates';
import { invalidCertificate, tampered } from '../tls/invalidCertificate';
import { byDefault, custom } from '../tls/tlsFixtures';
import { choose, leaf, options, root, type TlsCase, trusted, weak } from './tlsCase';

const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const past = { notBefore: days(-20), notAfter: days(-10) };
const future = { notBefore: days(10), notAfter: days(20) };
const dateOf = (date: Date) => date.toISOString().slice(0, 10);

const issuing = root.intermediate('Hospital Issuing CA');
const stranger = TestCa.create('Other Root CA');
const namesake = TestCa.create('Hospital Root CA');
const expiredRoot = TestCa.create('Old Root CA', past);
const alone = ({ cert, key }: Issued) => ({ cert, key, chain: cert });
const untrusting = custom([stranger.certificate]);

/** Certificates that the client refuses. */
export const refusedByUs: TlsCase[] = [
	{
		code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		when: 'an internal CA under Default CA Bundle',
		server: leaf,
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'an internal CA of which the server sends the intermediate, under Default CA Bundle',
		server: issuing.issue(),
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'SELF_SIGNED_CERT_IN_CHAIN',
		when: 'an internal CA of which the server sends the root, under Default CA Bundle',
		server: { cert: leaf.cert + root.certificate, key: leaf.key },
		tls: byDefault,
		message: 'The certificate of localhost comes from "Hospital Root CA", a CA that n8n does not trust',
		advice: `${choose} the certificate of "Hospital Root CA"`,
	},
	{
		code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		when: 'a self-signed certificate under Default CA Bundle',
		server: selfSigned(),
		tls: byDefault,
		message: 'The certificate of localhost is self-signed: no CA vouches for it',
		advice: `${choose} the server's own certificate`,
	},
	{
		code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		when: 'a self-signed certificate that is not in the bundle',
		server: selfSigned(),
		tls: trusted,
		message: 'The certificate of localhost is self-signed: no CA vouches for it',
		advice: "Add the server's own certificate to the FHIR CA Bundle API credential",
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'a root that the bundle lacks',
		server: issuing.issue(),
		tls: untrusting,
		message: 'The CA bundle lacks the certificate of "Hospital Root CA", which the certificate of localhost depends on',
		advice: 'Add the certificate of "Hospital Root CA" to the FHIR CA Bundle API credential.',
	},
	{
		code: 'SELF_SIGNED_CERT_IN_CHAIN',
		when: 'a root that the server sends and the bundle lacks',
		server: { cert: issuing.issue().chain + root.certificate, key: leaf.key },
		tls: untrusting,
		message: 'The CA bundle lacks the certificate of "Hospital Root CA", which the certificate of localhost depends on',
		advice: 'If it is a public CA, switch on "Also Trust Public CAs" there.',
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'an intermediate that neither the server sends nor the bundle holds',
		server: alone(issuing.issue()),
		tls: trusted,
		message:
			'The CA bundle lacks the certificate of "Hospital Issuing CA", which the certificate of localhost depends on',
		advice: `if "Hospital Issuing CA" is an intermediate CA, the server's administrator can configure the server to send it too.`,
	},
	{
		code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		when: 'a CA of the right name with another key in the bundle',
		server: leaf,
		tls: custom([namesake.certificate]),
		message:
			'The certificate of localhost was signed by a different "Hospital Root CA" than the one in the CA bundle: the name is the same, the key is not',
		advice: 'Get the current certificate of "Hospital Root CA"',
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: "the server's certificate has expired",
		server: root.issue(past),
		tls: trusted,
		message: `The certificate of localhost expired on ${dateOf(past.notAfter)}`,
		advice: "Ask the server's administrator to renew it.",
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: 'a root of the bundle has expired',
		server: expiredRoot.issue(),
		tls: custom([expiredRoot.certificate, root.certificate]),
		message: `The CA certificate "Old Root CA", which vouches for localhost, expired on ${dateOf(past.notAfter)}`,
		advice: 'Replace it with the renewed one in the FHIR CA Bundle API credential.',
	},
	{
		code: 'CERT_HAS_EXPIRED',
		when: 'a CA certificate that the server sends has expired',
		server: root.intermediate('Old Issuing CA', past).issue(),
		tls: trusted,
		message: `The CA certificate "Old Issuing CA", which vouches for localhost, expired on ${dateOf(past.notAfter)}`,
		advice: "Ask the server's administrator to send the renewed CA certificate.",
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
		message: 'The certificate of localhost was issued for "fhir.example.org", "10.0.0.1", not for "localhost"',
		advice: 'In the Base URL, use a name that the certificate contains',
	},
	{
		code: 'ERR_TLS_CERT_ALTNAME_INVALID',
		when: 'an address that the certificate does not name',
		server: root.issue({ hosts: ['localhost'] }),
		tls: trusted,
		host: '127.0.0.1',
		message: 'The certificate of 127.0.0.1 was issued for "localhost", not for "127.0.0.1"',
		advice: 'In the Base URL, use a name that the certificate contains',
	},
	{
		code: 'CERT_SIGNATURE_FAILURE',
		when: 'a forged signature',
		server: tampered(leaf),
		tls: trusted,
		message: 'A signature in the certificate chain of localhost is wrong',
		advice: 'a proxy between n8n and the server may be replacing it.',
	},
	{
		code: 'INVALID_PURPOSE',
		when: "a client's certificate at a server",
		server: root.issue({ client: true }),
		tls: trusted,
		message: 'The certificate of localhost, or the one that signed it, was not issued for this use',
		advice: 'Ask the server\'s administrator for a certificate with the extended key usage "server authentication"',
	},
	{
		code: 'UNSPECIFIED',
		when: 'a certificate signed with one that is no CA',
		server: invalidCertificate({ issuer: leaf }),
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
		"Ask the server's administrator for certificates signed with SHA-256 or better.",
	),
];

function pathTooLong(): TlsCase {
	const narrow = { ...invalidCertificate({ ca: true, pathLength: 0, commonName: 'Narrow Root CA' }), chain: '' };
	return {
		code: 'PATH_LENGTH_EXCEEDED',
		when: 'an intermediate below a root that allows none',
		server: invalidCertificate({
			issuer: invalidCertificate({ ca: true, commonName: 'One Too Many', issuer: narrow }),
		}),
		tls: custom([narrow.cert]),
		message: 'The certificate chain of localhost is longer than its CA allows',
		advice: "Ask the server's administrator for a certificate that was issued within the limits of its CA.",
	};
}

function tooWeak(when: string, flaw: object, message: string, advice: string): TlsCase {
	const ca = invalidCertificate({ ca: true, commonName: 'Weak Root CA' });
	const server = options(invalidCertificate({ issuer: { ...ca, chain: '' }, ...flaw }), weak);
	return { code: 'UNSPECIFIED', when, server, tls: custom([ca.cert]), message, advice };
}
