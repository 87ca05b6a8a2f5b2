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

describe('The key of a JWK or JWKS', () => {
	it.each<[string, string, string | undefined, string, string]>([
		['alone, by its own name', JSON.stringify(mine), undefined, 'mine', 'RS384'],
		['alone, by another name', JSON.stringify(mine), 'renamed', 'renamed', 'RS384'],
		['alone in its set, by another name', jwks(mine), 'renamed', 'renamed', 'RS384'],
		['among others, by its name', jwks(mine, other), 'other', 'other', 'ES384'],
		['among what is no key', jwks(null, 'd', 7, [], { d: 7 }, jwk(p384.publicKey), mine), undefined, 'mine', 'RS384'],
	])('%s', (_what, key, keyId, name, algorithm) => {
		expect(parseSigningKey({ key, keyId })).toMatchObject({ keyId: name, algorithm });
	});

	it('has its thumbprint for a name where its own is no text', () => {
		const key = JSON.stringify(jwk(rsa.privateKey, { kid: 7 }));
		expect(parseSigningKey({ key }).keyId).toMatch(/^[\w-]{43}$/);
	});

	it.each<[string, string, string | undefined, string, string]>([
		['several, and none is named', jwks(mine, other), undefined, 'holds 2 private keys', 'name it in "Key ID"'],
		['several of the name', jwks(mine, mine, other), 'mine', 'holds 2 private keys', 'name it in "Key ID"'],
		[
			'several, and none of the name',
			jwks(mine, other),
			'third',
			'holds no key whose `kid` is the "Key ID" given',
			'Correct "Key ID"',
		],
		['none', jwks(), 'mine', 'holds a public JWK only', 'it has a member `d`'],
		['public ones alone', jwks(jwk(rsa.publicKey)), undefined, 'holds a public JWK only', 'it has a member `d`'],
		['keys that are no list', '{"keys":{}}', undefined, 'holds a public JWK only', 'it has a member `d`'],
	])('is refused: %s', (_what, key, keyId, message, advice) => {
		const failure = failureOf({ key, keyId });
		expect(failure.message).toBe(`"Private Key" ${message}`);
		expect(failure.advice).toContain(advice);
	});
});

describe('An algorithm that is chosen', () => {
	const key = JSON.stringify(mine);

	it('may be the one that the key is made for', () => {
		expect(parseSigningKey({ key, algorithm: 'RS384' }).algorithm).toBe('RS384');
	});

	it('is refused where it is another one', () => {
		expect(failureOf({ key, algorithm: 'ES384' }).details).toEqual({ field: 'Private Key' });
	});
});

describe('A text without a private key is told by what it is', () => {
	const certificate = selfSigned().cert;

	it.each<[string, string, string]>([
		['a certificate', certificate, 'is a certificate: it holds no private key'],
		[
			'an RSA public key',
			rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
			'is a public key: signing takes the private one',
		],
		[
			'a public key',
			rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
			'is a public key: signing takes the private one',
		],
		['a PEM of another kind', '-----BEGIN X-----\nAAAA\n-----END X-----\n', 'is neither a PEM nor a JWK'],
	])('%s', (_what, key, message) => {
		expect(failureOf({ key }).message).toBe(`"Private Key" ${message}`);
	});
});

describe('Why a key cannot be read', () => {
	const encrypted = rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'right' });

	it.each<[string, KeySettings, RegExp]>([
		['a wrong passphrase', { key: encrypted.toString(), passphrase: 'wrong' }, /^ERR_OSSL_/],
		['a JWK that lacks a member', { key: JSON.stringify({ ...mine, p: undefined }) }, /^ERR_/],
		['a PEM of other bytes', { key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' }, /^ERR_OSSL_/],
	])('stands in the details, as a code: %s', (_what, settings, reason) => {
		expect(failureOf(settings).details).toEqual({ field: 'Private Key', reason: expect.stringMatching(reason) });
	});
});
