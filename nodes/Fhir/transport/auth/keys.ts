import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { codeOf } from '../../support/errors';
import { member } from '../../support/jsonMembers';
import { type Failure, type FailureDetails, fieldFailure } from '../errors/failure';
import { isCertificate, isPrivateKey, type PemBlock, readPem } from '../tls/pem';
import { algorithmsOf, keyFor } from './algorithms';
import type { KeySettings, SigningAlgorithm } from './settings';
import { thumbprint } from './thumbprint';

/** A private key that fits its algorithm, with the ID by which the server knows it. */
export interface SigningKey {
	readonly privateKey: KeyObject;
	readonly algorithm: SigningAlgorithm;
	/** `kid`. */
	readonly keyId: string;
	/** Nobody named the `kid`: it is the key's thumbprint, which the server may not know. */
	readonly keyIdIsGuessed: boolean;
}

const field = 'Private Key';
const copyAgain = 'Copy the key again from its file, from the BEGIN line to the END line.';
const enterKey =
	'Enter an RSA key of 2048 bits or more, an EC key on curve P-256, P-384 or P-521, or an Ed25519 key, as PEM or JWK.';

/**
 * Reads a private key as entered: PEM (PKCS #8, PKCS #1, SEC 1, encrypted or not, even without its line breaks), a JWK, or
 * a JWKS with one private key. Throws an input `Failure` that names the field if there is no usable key, or if the key does
 * not fit the algorithm. The message contains no part of the key.
 */
export function parseSigningKey(settings: KeySettings): SigningKey {
	const text = settings.key.trim();
	if (text === '') throw keyFailure(`is empty`, enterKey);
	const jwk = text.startsWith('{') ? privateJwk(text, settings.keyId) : undefined;
	const privateKey = jwk ? keyFromJwk(jwk) : keyFromPem(text, settings.passphrase);
	const algorithm = chosenAlgorithm(usableAlgorithms(privateKey), settings.algorithm, jwk?.alg);
	const namedId = settings.keyId || (typeof jwk?.kid === 'string' ? jwk.kid : '');
	return { privateKey, algorithm, keyId: namedId || thumbprint(privateKey), keyIdIsGuessed: namedId === '' };
}

/** `own` is the `alg` of the JWK: a default only, and none if it is for another purpose than signing. */
function chosenAlgorithm(
	usable: readonly SigningAlgorithm[],
	chosen: SigningAlgorithm | undefined,
	own: unknown,
): SigningAlgorithm {
	const [byKey = 'RS384'] = usable;
	if (!chosen) return usable.find((algorithm) => algorithm === own) ?? byKey;
	if (usable.includes(chosen)) return chosen;
	throw keyFailure(
		`is a key for ${byKey}, but "Signing Algorithm" is ${chosen}`,
		`Choose ${usable.join(', ')}, or enter ${keyFor(chosen)}.`,
	);
}

function keyFromPem(text: string, passphrase: string | undefined): KeyObject {
	const blocks = readPem(text);
	const block = blocks.find(isPrivateKey);
	if (!block) throw keyFailure(describeOther(blocks), enterKey);
	if (block.fault) throw keyFailure(`is damaged: its block ${block.fault}`, copyAgain);
	const encrypted = block.label.startsWith('ENCRYPTED') || block.pem.includes('\nProc-Type:');
	if (encrypted && !passphrase) {
		throw keyFailure(
			`is encrypted, but "Private Key Passphrase" is empty`,
			'Enter the passphrase that the key was encrypted with.',
		);
	}
	try {
		return createPrivateKey({ key: block.pem, passphrase });
	} catch (error) {
		throw encrypted
			? keyFailure(
					`cannot be opened with this passphrase`,
					`Check "Private Key Passphrase". If it is correct: ${copyAgain}`,
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
		`cannot be read: it is damaged, or of a type that Node.js does not support`,
		`${copyAgain} ${enterKey}`,
		reason(error),
	);
}

/** OpenSSL's code is safe to show; its text is left out, because it could quote the input. */
function reason(error: unknown): FailureDetails {
	return { reason: codeOf(error) };
}

function privateJwk(text: string, keyId: string | undefined): JsonWebKey {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		throw keyFailure(`looks like a JWK but is not valid JSON`, 'Check that all of it was copied, with both braces.');
	}
	const { keys } = parsed as { keys?: unknown };
	const candidates = (Array.isArray(keys) ? keys : [parsed]).filter(isPrivate);
	const matching = candidates.length > 1 && keyId ? candidates.filter((key) => key.kid === keyId) : candidates;
	const [first, second] = matching;
	if (first && !second) return first;
	if (second) {
		throw keyFailure(
			`contains ${matching.length} private keys`,
			'Keep only the key to sign with, or name it in "Key ID".',
		);
	}
	throw candidates.length > 0
		? keyFailure(`contains no key whose \`kid\` equals "Key ID"`, 'Correct "Key ID", or leave it empty.')
		: keyFailure(`contains only a public JWK`, 'Enter the private JWK: it has a member `d`.');
}

/** Is it a private key, and not one for encryption (RFC 7517 §4.2)? */
function isPrivate(key: unknown): key is JsonWebKey {
	return typeof member(key, 'd') === 'string' && member(key, 'use') !== 'enc';
}

/** The algorithms that the key is for. Throws an input `Failure` if it is for none. */
function usableAlgorithms(key: KeyObject): readonly SigningAlgorithm[] {
	const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType === 'rsa' && modulusLength < 2048) {
		throw keyFailure(`is an RSA key of ${modulusLength} bits: too short to be safe`, enterKey);
	}
	const algorithms = algorithmsOf(key);
	if (algorithms.length > 0) return algorithms;
	throw key.asymmetricKeyType === 'ec'
		? keyFailure(`is an EC key on curve ${namedCurve}, which no signing algorithm of JWTs uses`, enterKey)
		: keyFailure(`is a key of type ${key.asymmetricKeyType}, which cannot sign a JWT`, enterKey);
}

function describeOther(blocks: readonly PemBlock[]): string {
	if (blocks.some(isCertificate)) return 'is a certificate: it contains no private key';
	if (blocks.some(({ label }) => label.endsWith('PUBLIC KEY'))) return 'is a public key: signing needs the private one';
	return 'is neither PEM nor a JWK';
}

function keyFailure(what: string, advice: string, details?: FailureDetails): Failure {
	return fieldFailure(field, what, advice, details);
}
