import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { parseSigningKey } from '../../../nodes/Fhir/transport/auth/keys';
import type { KeySettings } from '../../../nodes/Fhir/transport/auth/settings';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { selfSigned } from '../../servers/certificates';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), ...more });
const jwks = (...keys: unknown[]) => JSON.stringify({ keys });
const mine = jwk(rsa.privateKey, { kid: 'mine' });
const other = jwk(p384.privateKey, { kid: 'other' });

function failureOf(settings: KeySettings): Failure {
	try {
		parseSigningKey(settings);
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('No failure');
}

describe('Private key in a JWK or JWKS:', () => {
	it.each<[string, string, string | undefined, string, string]>([
		['alone, with its own key ID', JSON.stringify(mine), undefined, 'mine', 'RS384'],
		['alone, with another key ID', JSON.stringify(mine), 'renamed', 'renamed', 'RS384'],
		['alone in its set, with another key ID', jwks(mine), 'renamed', 'renamed', 'RS384'],
		['among other keys, by its key ID', jwks(mine, other), 'other', 'other', 'ES384'],
		[
			'among members that are not private keys',
			jwks(null, 'd', 7, [], { d: 7 }, jwk(p384.publicKey), mine),
			undefined,
			'mine',
			'RS384',
		],
	])('it is found %s', (_what, key, keyId, name, algorithm) => {
		expect(parseSigningKey({ key, keyId })).toMatchObject({ keyId: name, algorithm });
	});

	it('its thumbprint is its key ID if its `kid` is not a text', () => {
		const key = JSON.stringify(jwk(rsa.privateKey, { kid: 7 }));
		expect(parseSigningKey({ key }).keyId).toMatch(/^[\w-]{43}$/);
	});

	it.each<[string, string, string | undefined, string, string]>([
		['several keys without a "Key ID"', jwks(mine, other), undefined, 'contains 2 private keys', 'name it in "Key ID"'],
		[
			'several keys with the same key ID',
			jwks(mine, mine, other),
			'mine',
			'contains 2 private keys',
			'name it in "Key ID"',
		],
		[
			'several keys, none with this "Key ID"',
			jwks(mine, other),
			'third',
			'contains no key whose `kid` equals "Key ID"',
			'Correct "Key ID"',
		],
		['an empty set', jwks(), 'mine', 'contains only a public JWK', 'it has a member `d`'],
		['public keys only', jwks(jwk(rsa.publicKey)), undefined, 'contains only a public JWK', 'it has a member `d`'],
		['`keys` that is not a list', '{"keys":{}}', undefined, 'contains only a public JWK', 'it has a member `d`'],
	])('%s cannot be used', (_what, key, keyId, message, advice) => {
		const failure = failureOf({ key, keyId });
		expect(failure.message).toBe(`"Private Key" ${message}`);
		expect(failure.advice).toContain(advice);
	});
});

describe('Signing algorithm:', () => {
	const key = JSON.stringify(mine);

	it('the algorithm of the key can be chosen', () => {
		expect(parseSigningKey({ key, algorithm: 'RS384' }).algorithm).toBe('RS384');
	});

	it('an algorithm that does not fit the key is refused', () => {
		expect(failureOf({ key, algorithm: 'ES384' }).details).toEqual({ field: 'Private Key' });
	});
});

describe('Private key: the error says that the text is', () => {
	const certificate = selfSigned().cert;

	it.each<[string, string, string]>([
		['a certificate', certificate, 'is a certificate: it contains no private key'],
		[
			'an RSA public key',
			rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
			'is a public key: signing needs the private one',
		],
		[
			'a public key',
			rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
			'is a public key: signing needs the private one',
		],
		['a PEM of another kind', '-----BEGIN X-----\nAAAA\n-----END X-----\n', 'is neither PEM nor a JWK'],
	])('%s', (_what, key, message) => {
		expect(failureOf({ key }).message).toBe(`"Private Key" ${message}`);
	});
});

describe('Private key that cannot be read:', () => {
	const encrypted = rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'right' });

	it.each<[string, KeySettings, RegExp]>([
		['a wrong passphrase', { key: encrypted.toString(), passphrase: 'wrong' }, /^ERR_OSSL_/],
		['a JWK that lacks a member', { key: JSON.stringify({ ...mine, p: undefined }) }, /^ERR_/],
		['a PEM of other bytes', { key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' }, /^ERR_OSSL_/],
	])('the details contain the error code for %s', (_what, settings, reason) => {
		expect(failureOf(settings).details).toEqual({ field: 'Private Key', reason: expect.stringMatching(reason) });
	});
});
