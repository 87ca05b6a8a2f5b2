import type { KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from './settings';

const rsaAlgorithms: readonly SigningAlgorithm[] = ['RS384', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512'];

/** Each curve has one algorithm (RFC 7518 §3.4). */
const curveAlgorithms: Readonly<Record<string, SigningAlgorithm>> = {
	prime256v1: 'ES256',
	secp384r1: 'ES384',
	secp521r1: 'ES512',
};

/**
 * The algorithms that a private key can sign with, the default first: for RSA the one of SMART, RS384, for an EC key the one
 * of its curve, for Ed25519 EdDSA. Empty for any other key.
 */
export function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly SigningAlgorithm[] {
	switch (asymmetricKeyType) {
		case 'rsa':
			return rsaAlgorithms;
		case 'ec': {
			const algorithm = curveAlgorithms[asymmetricKeyDetails?.namedCurve ?? ''];
			return algorithm ? [algorithm] : [];
		}
		case 'ed25519':
			return ['EdDSA'];
		default:
			return [];
	}
}

/** The kind of key that an algorithm needs, for a person. */
export function keyFor(algorithm: SigningAlgorithm): string {
	if (algorithm === 'EdDSA') return 'an Ed25519 key';
	return algorithm.startsWith('ES') ? `an EC key on curve P-${curveBits[algorithm] ?? ''}` : 'an RSA key';
}

const curveBits: Readonly<Record<string, string>> = { ES256: '256', ES384: '384', ES512: '521' };
