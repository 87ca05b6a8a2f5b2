import { X509Certificate } from 'node:crypto';
import { inputFailure } from '../errors/failure';
import { day, summarize } from './chain';
import { isCertificate, isPrivateKey, type PemBlock } from './pem';

/** A certificate read from a block, and what messages call it: `Block 2 ("Hospital Root CA")`. */
export interface ReadCertificate {
	readonly certificate: X509Certificate;
	readonly called: string;
}

/**
 * Reads every block as a certificate. Throws a `Failure` of kind `input` for the first that is none;
 * `field` names where they stand.
 */
export function readCertificates(blocks: readonly PemBlock[], field: string): ReadCertificate[] {
	let before = '';
	return blocks.map((block) => {
		const certificate = readCertificate(block, field, before);
		const name = summarize(certificate).subject;
		before = `, the one after "${name}",`;
		return { certificate, called: `Block ${block.number} ("${name}")` };
	});
}

/** Where in its life a certificate is at `now`. */
export function lifeAt(certificate: X509Certificate, now: number): 'valid' | 'expired' | 'not yet valid' {
	if (now > Date.parse(certificate.validTo)) return 'expired';
	return now < Date.parse(certificate.validFrom) ? 'not yet valid' : 'valid';
}

/** What is wrong with a certificate at `now` for being out of its time, as the end of a sentence. */
export function lifeFault(certificate: X509Certificate, now: number): string | undefined {
	const life = lifeAt(certificate, now);
	if (life === 'expired') return `expired on ${day(Date.parse(certificate.validTo))}`;
	return life === 'not yet valid' ? `is not valid before ${day(Date.parse(certificate.validFrom))}` : undefined;
}

function readCertificate(block: PemBlock, field: string, before: string): X509Certificate {
	const { number, label, fault } = block;
	if (!isCertificate(block)) {
		throw inputFailure(`Block ${number} of "${field}" is no certificate, but "${label}"`, adviceFor(block), {
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
	if (isPrivateKey(block)) return 'Take the private key out of this field.';
	if (block.label === 'PKCS7' || block.label === 'CMS') {
		return 'Convert it: `openssl pkcs7 -print_certs -in bundle.p7b` writes the certificates it holds as PEM.';
	}
	if (block.label.endsWith('CERTIFICATE REQUEST')) {
		return 'This is a request for a certificate. Enter the certificate that the CA made from it.';
	}
	return 'Take this block out: only certificates belong here.';
}
