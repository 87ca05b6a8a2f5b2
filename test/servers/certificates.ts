import { generateKeyPairSync, randomBytes, sign as signBytes } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

const DAY = 24 * 60 * 60 * 1000;

/** A certificate with its key, all PEM. `chain` is the leaf followed by the intermediates, never the root. */
export interface Issued {
	cert: string;
	key: string;
	chain: string;
}

/** When a certificate holds; a year from yesterday unless said otherwise. */
export interface Validity {
	notBefore?: Date;
	notAfter?: Date;
}

/** What a leaf is for: a server reached by `hosts` (default `localhost` and `127.0.0.1`), or a client. */
export interface LeafOptions extends Validity {
	hosts?: string[];
	client?: boolean;
	commonName?: string;
}

interface KeyPair {
	publicKey: forge.pki.rsa.PublicKey;
	privateKey: forge.pki.rsa.PrivateKey;
	pem: string;
}

/** RSA, because forge writes no other key; made by OpenSSL, because forge takes seconds. */
function newKeyPair(): KeyPair {
	const pem = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	return {
		publicKey: forge.pki.publicKeyFromPem(pem.publicKey),
		privateKey: forge.pki.privateKeyFromPem(pem.privateKey),
		pem: pem.privateKey,
	};
}

let sharedServerKey: KeyPair | undefined;

/** Servers of one process may share a key: nothing tests it. Authorities and clients always have their own. */
function serverKeyPair(): KeyPair {
	sharedServerKey ??= newKeyPair();
	return sharedServerKey;
}

interface Blank {
	keys: KeyPair;
	commonName: string;
	validity: Validity;
	years: number;
	extensions: object[];
	/** Absent: self-signed. */
	issuer?: { certificate: forge.pki.Certificate; keys: KeyPair };
}

function sign({ keys, commonName, validity, years, extensions, issuer }: Blank): forge.pki.Certificate {
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = keys.publicKey;
	// The leading 01 keeps the serial positive, as RFC 5280 section 4.1.2.2 asks.
	certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
	certificate.validity.notBefore = validity.notBefore ?? new Date(Date.now() - DAY);
	certificate.validity.notAfter = validity.notAfter ?? new Date(Date.now() + years * 365 * DAY);
	const subject = [
		{ name: 'commonName', value: commonName },
		{ name: 'organizationName', value: 'FHIR test servers' },
	];
	certificate.setSubject(subject);
	certificate.setIssuer(issuer ? issuer.certificate.subject.attributes : subject);
	const authority = issuer?.certificate ?? certificate;
	certificate.setExtensions([
		...extensions,
		{ name: 'subjectKeyIdentifier' },
		{ name: 'authorityKeyIdentifier', keyIdentifier: authority.generateSubjectKeyIdentifier().getBytes() },
	]);
	const signer = issuer?.keys ?? keys;
	// Forge would take a second to sign in JavaScript under Jest: OpenSSL does it in a millisecond.
	const signByOpenSsl = () => {
		const signed = forge.asn1.toDer(certificate.tbsCertificate).getBytes();
		return signBytes('sha256', Buffer.from(signed, 'binary'), signer.pem).toString('binary');
	};
	certificate.sign({ ...signer.privateKey, sign: signByOpenSsl }, forge.md.sha256.create());
	return certificate;
}

/** PEM with plain line feeds, as OpenSSL writes it. */
function pem(certificate: forge.pki.Certificate): string {
	return forge.pki.certificateToPem(certificate).replaceAll('\r', '');
}

function leafExtensions({ hosts = ['localhost', '127.0.0.1'], client = false }: LeafOptions): object[] {
	return [
		{ name: 'basicConstraints', cA: false, critical: true },
		{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
		{ name: 'extKeyUsage', serverAuth: !client, clientAuth: client },
		...(client
			? []
			: [
					{
						name: 'subjectAltName',
						altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
					},
				]),
	];
}

function leafName({ commonName, client, hosts }: LeafOptions): string {
	return commonName ?? (client ? 'test client' : (hosts?.[0] ?? 'localhost'));
}

/** A certificate authority made on the spot. `certificate` and `key` are PEM. */
export class TestCa {
	private constructor(
		private readonly authority: { certificate: forge.pki.Certificate; keys: KeyPair },
		/** What a server sends after its leaf: this authority if it is an intermediate, then those above it. */
		private readonly sent: string[],
	) {}

	/** A root; `validity` makes an expired one, or one not yet valid. */
	static create(commonName = 'Test Root CA', validity: Validity = {}): TestCa {
		return TestCa.make(commonName, validity, []);
	}

	private static make(commonName: string, validity: Validity, above: string[], issuer?: TestCa): TestCa {
		const keys = newKeyPair();
		const certificate = sign({
			keys,
			commonName,
			validity,
			years: 10,
			issuer: issuer?.authority,
			extensions: [
				{ name: 'basicConstraints', cA: true, critical: true },
				{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
			],
		});
		return new TestCa({ certificate, keys }, issuer ? [pem(certificate), ...above] : []);
	}

	get certificate(): string {
		return pem(this.authority.certificate);
	}

	get key(): string {
		return this.authority.keys.pem;
	}

	/** An authority below this one. */
	intermediate(commonName = 'Test Intermediate CA', validity: Validity = {}): TestCa {
		return TestCa.make(commonName, validity, this.sent, this);
	}

	/** A server's or client's certificate signed by this authority. */
	issue(options: LeafOptions = {}): Issued {
		const keys = options.client ? newKeyPair() : serverKeyPair();
		const extensions = leafExtensions(options);
		const issuer = this.authority;
		const cert = pem(sign({ keys, commonName: leafName(options), validity: options, years: 1, extensions, issuer }));
		return { cert, key: keys.pem, chain: [cert, ...this.sent].join('') };
	}
}

/** A server's certificate that no authority vouches for. */
export function selfSigned(options: LeafOptions = {}): Issued {
	const keys = newKeyPair();
	const extensions = leafExtensions(options);
	const cert = pem(sign({ keys, commonName: leafName(options), validity: options, years: 1, extensions }));
	return { cert, key: keys.pem, chain: cert };
}
