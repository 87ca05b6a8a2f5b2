import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { codeOf } from '../../support/errors';
import { type Failure, type FailureDetails, inputFailure } from '../errors/failure';
import { isCertificate, isPrivateKey, type PemBlock, readPem } from '../tls/pem';
import { member } from '../../support/jsonMembers';
import { thumbprint } from './thumbprint';
import type { KeySettings, SigningAlgorithm } from './settings';

/** A private key that fits its algorithm, with the name under which the server knows it. */
export interface SigningKey {
	readonly privateKey: KeyObject;
	readonly algorithm: SigningAlgorithm;
	/** `kid`. */
	readonly keyId: string;
}

const field = 'Private Key';
const copyAgain = 'Copy the key again from its file, from the BEGIN line to the END line.';
const wanted = 'Enter an RSA key of 2048 bits or more (RS384) or an EC key on curve P-384 (ES384), as PEM or JWK.';

/**
 * Reads a private key as entered: PEM (PKCS #8, PKCS #1, SEC 1, encrypted or not, with lost line breaks),
 * a JWK, or a JWKS with one private key. Throws an input `Failure` that names the field where there is
 * no usable key, or where it does not fit the algorithm. No part of the key stands in the message.
 */
export function parseSigningKey(settings: KeySettings): SigningKey {
	const text = settings.key.trim();
	if (text === '') throw keyFailure(`is empty`, wanted);
	const jwk = text.startsWith('{') ? privateJwk(text, settings.keyId) : undefined;
	const privateKey = jwk ? keyFromJwk(jwk) : keyFromPem(text, settings.passphrase);
	const algorithm = algorithmOf(privateKey);
	if (settings.algorithm && settings.algorithm !== algorithm) {
		throw keyFailure(
			`is a key for ${algorithm}, and "Signing Algorithm" says ${settings.algorithm}`,
			`Choose ${algorithm}, or enter a key for ${settings.algorithm}. ${wanted}`,
		);
	}
	const ownId = typeof jwk?.kid === 'string' ? jwk.kid : undefined;
	return { privateKey, algorithm, keyId: settings.keyId || ownId || thumbprint(privateKey) };
}

function keyFromPem(text: string, passphrase: string | undefined): KeyObject {
	const blocks = readPem(text);
	const block = blocks.find(isPrivateKey);
	if (!block) throw keyFailure(whatItIs(blocks), wanted);
	if (block.fault) throw keyFailure(`is damaged: its block ${block.fault}`, copyAgain);
	const encrypted = block.label.startsWith('ENCRYPTED') || block.pem.includes('\nProc-Type:');
	if (encrypted && !passphrase) {
		throw keyFailure(
			`is encrypted, and "Private Key Passphrase" is empty`,
			'Enter the passphrase that the key was encrypted with.',
		);
	}
	try {
		return createPrivateKey({ key: block.pem, passphrase });
	} catch (error) {
		throw encrypted
			? keyFailure(
					`cannot be opened with this passphrase`,
					`Check "Private Key Passphrase". If it is right: ${copyAgain}`,
					reason(error),
				)
			: unreadable(error);
	}
}

function keyFromJwk(jwk: JsonWebKey): KeyObject {
	try {
		return createPrivateKey({ key: jwk, format: 'jwk' });
	} catch (error) {
		throw unreadable(error);
	}
}

function unreadable(error: unknown): Failure {
	return keyFailure(
		`cannot be read: it is damaged, or of a kind that Node.js does not know`,
		`${copyAgain} ${wanted}`,
		reason(error),
	);
}

/** OpenSSL's code is safe to show; its text could quote the input, so it is left out. */
function reason(error: unknown): FailureDetails {
	return { reason: codeOf(error) };
}

function privateJwk(text: string, keyId: string | undefined): JsonWebKey {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		throw keyFailure(`looks like a JWK and is not JSON`, 'Check that it was copied whole, with both braces.');
	}
	const { keys } = parsed as { keys?: unknown };
	const candidates = (Array.isArray(keys) ? keys : [parsed]).filter(isPrivate);
	const matching = candidates.length > 1 && keyId ? candidates.filter((key) => key.kid === keyId) : candidates;
	const [only, second] = matching;
	if (only && !second) return only;
	if (second) {
		throw keyFailure(
			`holds ${matching.length} private keys`,
			'Leave only the one to sign with, or name it in "Key ID".',
		);
	}
	throw candidates.length > 0
		? keyFailure(`holds no key whose \`kid\` is the "Key ID" given`, 'Correct "Key ID", or leave it empty.')
		: keyFailure(`holds a public JWK only`, 'Enter the private one: it has a member `d`.');
}

function isPrivate(key: unknown): key is JsonWebKey {
	return typeof member(key, 'd') === 'string';
}

function algorithmOf(key: KeyObject): SigningAlgorithm {
	const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType === 'rsa') {
		if ((modulusLength ?? 0) >= 2048) return 'RS384';
		throw keyFailure(`is an RSA key of ${modulusLength} bits: too short to be safe`, wanted);
	}
	if (key.asymmetricKeyType === 'ec') {
		if (namedCurve === 'secp384r1') return 'ES384';
		throw keyFailure(`is an EC key on curve ${namedCurve}, and ES384 wants P-384`, wanted);
	}
	throw keyFailure(`is a key of type ${key.asymmetricKeyType}, which SMART does not use`, wanted);
}

function whatItIs(blocks: readonly PemBlock[]): string {
	if (blocks.some(isCertificate)) return 'is a certificate: it holds no private key';
	if (blocks.some(({ label }) => label.endsWith('PUBLIC KEY'))) return 'is a public key: signing takes the private one';
	return 'is neither a PEM nor a JWK';
}

function keyFailure(what: string, advice: string, details?: FailureDetails): Failure {
	return inputFailure(`"${field}" ${what}`, advice, { field, ...details });
}
