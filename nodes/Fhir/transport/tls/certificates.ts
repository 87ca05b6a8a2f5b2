import { X509Certificate } from 'node:crypto';
import { inputFailure } from '../errors/failure';
import { day, summarize } from './chain';
import { isCertificate, isPrivateKey, type PemBlock } from './pem';

/** A certificate read from a PEM block. */
export interface ReadCertificate {
	readonly certificate: X509Certificate;
	/** Its name in messages: `Block 2 ("Hospital Root CA")`. */
	readonly label: string;
}

/**
 * Reads every block as a certificate. Throws a `Failure` of kind `input` that names `field` and the first block that is not
 * a certificate.
 */
export function readCertificates(blocks: readonly PemBlock[], field: string): ReadCertificate[] {
	let before = '';
	return blocks.map((block) => {
		const certificate = readCertificate(block, field, before);
		const name = summarize(certificate).subject;
		before = `, the one after "${name}",`;
		return { certificate, label: `Block ${block.number} ("${name}")` };
	});
}

/** Is a certificate valid at `now`, in milliseconds since 1970? */
export function validityAt(certificate: X509Certificate, now: number): 'valid' | 'expired' | 'not yet valid' {
	if (now > Date.parse(certificate.validTo)) return 'expired';
	return now < Date.parse(certificate.validFrom) ? 'not yet valid' : 'valid';
}

/** What is wrong with the validity of a certificate at `now`, as the end of a sentence; undefined if it is valid. */
export function validityFault(certificate: X509Certificate, now: number): string | undefined {
	const validity = validityAt(certificate, now);
	if (validity === 'expired') return `expired on ${day(Date.parse(certificate.validTo))}`;
	return validity === 'not yet valid' ? `is not valid before ${day(Date.parse(certificate.validFrom))}` : undefined;
}

function readCertificate(block: PemBlock, field: string, before: string): X509Certificate {
	const { number, label, fault } = block;
	if (!isCertificate(block)) {
		throw inputFailure(`Block ${number} of "${field}" is not a certificate but "${label}"`, adviceFor(block), {
			field,
			block: number,
		});
	}
	const certificate = fault ? undefined : parse(block.pem);
	if (certificate) return certificate;
	throw inputFailure(
		`Block ${number} of "${field}"${before} ${fault ?? 'is damaged: it cannot be read as a certificate'}`,
		'Copy this certificate again from its file, from the BEGIN line to the END line.',
		{ field, block: number },
	);
}

function parse(pem: string): X509Certificate | undefined {
	try {
		return new X509Certificate(pem);
	} catch {
		return undefined;
	}
}

function adviceFor(block: PemBlock): string {
	if (isPrivateKey(block)) return 'Remove the private key from this field.';
	if (block.label === 'PKCS7' || block.label === 'CMS') {
		return 'Convert it: `openssl pkcs7 -print_certs -in bundle.p7b` writes the certificates in it as PEM.';
	}
	if (block.label.endsWith('CERTIFICATE REQUEST')) {
		return 'This is a request for a certificate. Enter the certificate that the CA issued for it.';
	}
	return 'Remove this block: only certificates belong here.';
}
