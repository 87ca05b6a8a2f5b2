import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { type Failure, fieldFailure, inputFailure } from '../errors/failure';
import { readCertificates, validityFault } from './certificates';
import { isPrivateKey, readPem } from './pem';
import type { ClientCertificate } from './settings';

const certificateField = 'Client Certificate';
const keyField = 'Client Key';
const passphraseField = 'Client Key Passphrase';

/** Why the TLS library would not use a certificate; undefined if it would. See `Wire.checkClientCertificate`. */
export type CertificateCheck = (certificate: ClientCertificate) => 'weak' | 'unusable' | undefined;

/**
 * Checks a client certificate and returns it as clean PEM: it must be readable, begin with the client's own certificate, be
 * valid at `now` (milliseconds since 1970), match its private key, and pass `faultOf`. Throws a `Failure` of kind `input`
 * that names the field.
 */
export function checkClientCertificate(
	client: ClientCertificate,
	now: number,
	faultOf: CertificateCheck,
): ClientCertificate {
	const chain = readChain(client.certificate);
	const { pem, key } = readKey(client);
	assertMatching(chain, key);
	const fault = validityFault(chain[0], now);
	if (fault) {
		throw inputFailure(`"${certificateField}" ${fault}`, 'Enter a certificate that is valid today.', {
			field: certificateField,
		});
	}
	const checked: ClientCertificate = {
		certificate: chain.map((certificate) => certificate.toString()).join(''),
		key: pem,
		passphrase: client.passphrase,
	};
	assertUsable(faultOf(checked));
	return checked;
}

type Chain = [X509Certificate, ...X509Certificate[]];

function readChain(text: string): Chain {
	const blocks = readPem(text);
	if (blocks.some(isPrivateKey)) {
		throw inputFailure(
			`"${certificateField}" contains a private key`,
			`Move the block of the private key to "${keyField}".`,
			{ field: certificateField },
		);
	}
	const [first, ...others] = readCertificates(blocks, certificateField).map(({ certificate }) => certificate);
	if (first) return [first, ...others];
	throw inputFailure(
		`"${certificateField}" contains no certificate`,
		'Paste it as PEM text, from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`. Convert a .p12 or .pfx ' +
			'file to PEM with `openssl pkcs12 -in client.p12 -nokeys`.',
		{ field: certificateField },
	);
}

function readKey({ key, passphrase }: ClientCertificate): { pem: string; key: KeyObject } {
	// There may be other blocks: OpenSSL writes `EC PARAMETERS` before an EC key in the old format.
	const block = readPem(key).find(isPrivateKey);
	if (!block) {
		throw keyFailure(
			'contains no private key',
			'Paste it as PEM text, from `-----BEGIN PRIVATE KEY-----` to `-----END PRIVATE KEY-----`. Convert a .p12 or .pfx ' +
				'file to PEM with `openssl pkcs12 -in client.p12 -nocerts`.',
		);
	}
	if (block.fault) throw keyFailure(`is damaged: its block ${block.fault}`, 'Copy the key again from its file.');
	const encrypted = block.label.startsWith('ENCRYPTED') || block.pem.includes('\nProc-Type:');
	if (encrypted && !passphrase) {
		throw inputFailure(
			`"${keyField}" is encrypted, but "${passphraseField}" is empty`,
			'Enter the passphrase of the private key.',
			{ field: passphraseField },
		);
	}
	try {
		return { pem: block.pem, key: createPrivateKey({ key: block.pem, passphrase }) };
	} catch (error) {
		throw unreadable(error, encrypted);
	}
}

function unreadable(error: unknown, encrypted: boolean): Failure {
	// The error is not kept as the cause: it says nothing that these messages do not.
	const text = String(error);
	if (encrypted && /bad decrypt|bad password/i.test(text)) {
		return inputFailure(
			`"${passphraseField}" does not open the private key`,
			'Enter the passphrase that the key was encrypted with.',
			{ field: passphraseField },
		);
	}
	const advice = 'Copy the key again from its file, from the BEGIN line to the END line.';
	if (!encrypted) return keyFailure('is damaged: it cannot be read as a private key', advice);
	// OpenSSL reports "unsupported" for both, and a wrong passphrase can look like either by chance.
	return keyFailure(
		'cannot be read: it is damaged, or encrypted in an outdated way',
		`${advice} Check the passphrase. Encrypt an old key again with \`openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem\`.`,
	);
}

function assertMatching(chain: Chain, key: KeyObject): void {
	if (chain[0].checkPrivateKey(key)) return;
	if (chain.some((certificate) => certificate.checkPrivateKey(key))) {
		throw inputFailure(
			`"${certificateField}" does not begin with the client's own certificate`,
			'Put the certificate that belongs to the private key first, and its intermediate CAs after it.',
			{ field: certificateField },
		);
	}
	throw keyFailure(
		`does not belong to the certificate in "${certificateField}"`,
		'Enter the key that the certificate was requested with.',
	);
}

function assertUsable(fault: 'weak' | 'unusable' | undefined): void {
	if (fault === undefined) return;
	throw inputFailure(
		`"${certificateField}" ${fault === 'weak' ? 'is too weak: its key is too short or its hash outdated' : 'cannot be used for TLS'}`,
		'Ask the CA for a certificate with an RSA key of 2,048 bits or more, or an elliptic curve key, signed with SHA-256.',
		{ field: certificateField },
	);
}

function keyFailure(what: string, advice: string): Failure {
	return fieldFailure(keyField, what, advice);
}
