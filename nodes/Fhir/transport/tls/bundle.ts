import { fingerprint } from '../../support/fingerprint';
import { LruMap } from '../../support/lruMap';
import { inputFailure } from '../errors/failure';
import { type ReadCertificate, readCertificates, validityFault } from './certificates';
import { isPrivateKey, type PemBlock, readPem } from './pem';
import type { CaBundle } from './settings';

const field = 'CA Bundle';

/** What `parseCaBundle` accepts. */
export interface BundleOptions {
	/** Other CAs are trusted too, so the field may be left empty. */
	readonly mayBeEmpty?: boolean;
}

/** A checked bundle, and warnings about it, one sentence each. */
export interface ParsedBundle {
	readonly bundle: CaBundle;
	readonly warnings: readonly string[];
}

/**
 * Checks a CA bundle, given as PEM text, block by block. `now` in milliseconds since 1970. Throws a `Failure` of kind
 * `input` for a text without a certificate, a damaged block, a private key, and a bundle without any valid certificate:
 * OpenSSL itself ignores a text without a certificate, and drops everything after a damaged block.
 *
 * Certificates that are expired or not yet valid are kept, since they do no harm, and are named in `warnings`; so are
 * certificates that are not CAs, except self-signed ones.
 */
export function parseCaBundle(pem: string, now: number, { mayBeEmpty = false }: BundleOptions = {}): ParsedBundle {
	const { read, bundle } = readBundles.get(pem) ?? readBundle(pem, mayBeEmpty);
	const faults = read.map(({ certificate }) => validityFault(certificate, now));
	if (!mayBeEmpty && faults.every((fault) => fault !== undefined)) {
		const [first, fault] = [read[0]?.label ?? '', faults[0] ?? ''];
		throw inputFailure(
			`No certificate in "${field}" is valid today: ${first} ${fault}`,
			'Enter the current CA certificates. If these should be valid, check the clock of the machine n8n runs on.',
			{ field },
		);
	}
	const warnings = read.flatMap(({ certificate, label }, index) => {
		const validity = faults[index];
		const ownAuthority = certificate.ca || certificate.subject === certificate.issuer;
		const role = ownAuthority ? undefined : 'is not a CA: it can vouch only for itself';
		return [validity, role].filter((fault) => fault !== undefined).map((fault) => `${label} ${fault}`);
	});
	return { bundle, warnings };
}

interface ReadBundle {
	readonly read: readonly ReadCertificate[];
	readonly bundle: CaBundle;
}

/** By their PEM text: each execution asks for its bundle, and a large one takes milliseconds to read. */
const readBundles = new LruMap<string, ReadBundle>(8);

function readBundle(pem: string, mayBeEmpty: boolean): ReadBundle {
	const blocks = readPem(pem);
	assertNoPrivateKey(blocks);
	if (blocks.length === 0 && !(mayBeEmpty && pem.trim() === '')) throw noCertificate(pem);
	const read = unique(readCertificates(blocks, field));
	const certificates = read.map(({ certificate }) => certificate.toString());
	const result = { read, bundle: { certificates, fingerprint: fingerprint(certificates) } };
	// Whether an empty one is accepted depends on the call.
	if (blocks.length > 0) readBundles.set(pem, result);
	return result;
}

function assertNoPrivateKey(blocks: readonly PemBlock[]): void {
	const key = blocks.find(isPrivateKey);
	if (!key) return;
	throw inputFailure(
		`"${field}" contains a private key (block ${key.number})`,
		'Remove it: a CA bundle needs certificates only. If others have seen this text, the key is no longer secret: have it replaced.',
		{ field, block: key.number },
	);
}

function noCertificate(text: string): Error {
	const empty = text.trim() === '';
	return inputFailure(
		empty ? `"${field}" is empty` : `"${field}" contains no certificate`,
		'Paste the CA certificates as PEM text, each from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`.' +
			(empty ? '' : ' Convert a binary file (.der, .cer) to PEM with `openssl x509 -inform DER -in ca.cer`.'),
		{ field },
	);
}

function unique(read: ReadCertificate[]): ReadCertificate[] {
	const byFingerprint = new Map(read.map((entry) => [entry.certificate.fingerprint256, entry]));
	return [...byFingerprint.values()];
}
