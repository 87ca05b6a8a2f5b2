import forge from 'node-forge';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { Issued } from '../../servers/certificates';

/** How a certificate differs from what a careful CA issues. */
export interface Flaws {
	/** RSA key length. */
	bits?: number;
	hash?: 'sha1' | 'sha256';
	/** Who signs it; default itself. */
	issuer?: Issued;
	ca?: boolean;
	/** How many CAs may follow it. */
	pathLength?: number;
	commonName?: string;
}

/** Issues a certificate for `localhost` that `TestCa` would not issue. */
export function invalidCertificate({
	bits = 2048,
	hash = 'sha256',
	issuer,
	ca = false,
	pathLength,
	commonName = 'localhost',
}: Flaws): Issued {
	const keys = generateKeyPairSync('rsa', {
		modulusLength: bits,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
	certificate.serialNumber = `01${Math.floor(Math.random() * 1e12)
		.toString(16)
		.padStart(10, '0')}`;
	certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
	certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
	const subject = [{ name: 'commonName', value: commonName }];
	certificate.setSubject(subject);
	certificate.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
	certificate.setExtensions([
		{
			name: 'basicConstraints',
			cA: ca,
			critical: true,
			...(pathLength !== undefined && { pathLenConstraint: pathLength }),
		},
		...(ca ? [] : [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }]),
	]);
	const signer = issuer?.key ?? keys.privateKey;
	const signByOpenSsl = () =>
		sign(hash, Buffer.from(forge.asn1.toDer(certificate.tbsCertificate).getBytes(), 'binary'), signer).toString(
			'binary',
		);
	certificate.sign({ ...forge.pki.privateKeyFromPem(signer), sign: signByOpenSsl }, forge.md[hash].create());
	const cert = forge.pki.certificateToPem(certificate).replaceAll('\r', '');
	return { cert, key: keys.privateKey, chain: cert + (issuer?.chain ?? '') };
}

/** The same certificate with the last bit of its signature flipped. */
export function tampered(issued: Issued): Issued {
	const base64 = issued.cert.replace(/-----[^-]+-----|\s/g, '');
	const der = Buffer.from(base64, 'base64');
	der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
	const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
	return { ...issued, cert, chain: cert };
}
