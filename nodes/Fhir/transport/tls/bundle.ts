import { fingerprint } from '../../support/fingerprint';
import { inputFailure } from '../errors/failure';
import { lifeFault, readCertificates, type ReadCertificate } from './certificates';
import { isPrivateKey, readPem, type PemBlock } from './pem';
import type { CaBundle } from './settings';

const field = 'CA Bundle';

/** What `parseCaBundle` lets pass. */
export interface BundleOptions {
	/** Other CAs are trusted too, so the field may be left empty. */
	readonly mayBeEmpty?: boolean;
}

/** A bundle that can be trusted, and what about it deserves a second look, a sentence each. */
export interface ParsedBundle {
	readonly bundle: CaBundle;
	readonly warnings: readonly string[];
}

/**
 * Checks a CA bundle block by block. OpenSSL itself is silent about a text without a certificate, and
 * after a damaged block it drops all that follow; here each of these throws a `Failure` of kind `input`,
 * as does a private key. Certificates out of their time stay in and are told in `warnings`, since they harm no
 * other; so are those that are no CAs, save self-signed ones, each of which rightly is its own authority.
 */
export function parseCaBundle(pem: string, now: number, { mayBeEmpty = false }: BundleOptions = {}): ParsedBundle {
	const blocks = readPem(pem);
	refuseKeys(blocks);
	if (blocks.length === 0 && !(mayBeEmpty && pem.trim() === '')) throw noCertificate(pem);
	const read = unique(readCertificates(blocks, field));
	const lives = read.map(({ certificate }) => lifeFault(certificate, now));
	if (!mayBeEmpty && lives.every((fault) => fault !== undefined)) {
		const [first, fault] = [read[0]?.called ?? '', lives[0] ?? ''];
		throw inputFailure(
			`No certificate of "${field}" is valid today: ${first} ${fault}`,
			'Enter the current CA certificates; check the clock of the machine n8n runs on if these should be valid.',
			{ field },
		);
	}
	const warnings = read.flatMap(({ certificate, called }, index) => {
		const life = lives[index];
		const ownAuthority = certificate.ca || certificate.subject === certificate.issuer;
		const role = ownAuthority ? undefined : 'is not a CA: it vouches for no other certificate than itself';
		return [life, role].filter((fault) => fault !== undefined).map((fault) => `${called} ${fault}`);
	});
	const certificates = read.map(({ certificate }) => certificate.toString());
	return { bundle: { certificates, fingerprint: fingerprint(certificates) }, warnings };
}

function refuseKeys(blocks: readonly PemBlock[]): void {
	const key = blocks.find(isPrivateKey);
	if (!key) return;
	throw inputFailure(
		`"${field}" holds a private key (block ${key.number})`,
		'Take it out: a CA bundle needs certificates only. If others have seen this text, the key is no longer secret; have it replaced.',
		{ field, block: key.number },
	);
}

function noCertificate(text: string): Error {
	const empty = text.trim() === '';
	return inputFailure(
		empty ? `"${field}" is empty` : `"${field}" holds no certificate`,
		'Paste the CA certificates as PEM text, each from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`.' +
			(empty ? '' : ' A binary file (.der, .cer) becomes PEM by `openssl x509 -inform DER -in ca.cer`.'),
		{ field },
	);
}

function unique(read: ReadCertificate[]): ReadCertificate[] {
	const known = new Map(read.map((one) => [one.certificate.fingerprint256, one]));
	return [...known.values()];
}
