import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicJwks } from '../../../nodes/Fhir/transport/auth/jwks';
import { parseSigningKey } from '../../../nodes/Fhir/transport/auth/keys';
import { thumbprint } from '../../../nodes/Fhir/transport/auth/thumbprint';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const aes = { cipher: 'aes-256-cbc', passphrase: 'Öffne dich' };

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
	key.export({ format: 'pem', type }).toString();
const encrypted = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
	key.export({ format: 'pem', type, ...aes }).toString();
const jwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), ...more });

function failureOf(action: () => unknown): Failure {
	try {
		action();
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('No failure');
}

describe('Private key: it is read', () => {
	const same = (read: KeyObject, key: KeyObject) => expect(pem(read)).toBe(pem(key));

	it.each([
		['PKCS #8, RSA', pem(rsa.privateKey), undefined, rsa.privateKey],
		['PKCS #8, EC', pem(p384.privateKey), undefined, p384.privateKey],
		['PKCS #1', pem(rsa.privateKey, 'pkcs1'), undefined, rsa.privateKey],
		['SEC 1', pem(p384.privateKey, 'sec1'), undefined, p384.privateKey],
		['encrypted PKCS #8', encrypted(rsa.privateKey), aes.passphrase, rsa.privateKey],
		['encrypted PKCS #1', encrypted(rsa.privateKey, 'pkcs1'), aes.passphrase, rsa.privateKey],
		['encrypted SEC 1', encrypted(p384.privateKey, 'sec1'), aes.passphrase, p384.privateKey],
		['JWK', JSON.stringify(jwk(rsa.privateKey)), undefined, rsa.privateKey],
		[
			'JWKS with one private key among public ones',
			JSON.stringify({ keys: [jwk(rsa.publicKey), jwk(p384.privateKey)] }),
			undefined,
			p384.privateKey,
		],
		[
			'a PEM with its certificate and EC parameters around it',
			`-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n${pem(p384.privateKey, 'sec1')}`,
			undefined,
			p384.privateKey,
		],
	])('from %s', (_form, text, passphrase, key) => {
		same(parseSigningKey({ key: text, passphrase }).privateKey, key);
	});

	it.each([
		['line breaks spelled out', (text: string) => text.replaceAll('\n', '\\n')],
		['CRLF spelled out', (text: string) => text.replaceAll('\n', '\\r\\n')],
		['line breaks turned into spaces', (text: string) => text.replaceAll('\n', ' ')],
		['line breaks lost', (text: string) => text.replaceAll('\n', '')],
		['CRLF and a byte order mark', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
	])('with %s, also if it is encrypted in the old format', (_how, damage) => {
		same(parseSigningKey({ key: damage(pem(rsa.privateKey)) }).privateKey, rsa.privateKey);
		const old = damage(encrypted(rsa.privateKey, 'pkcs1'));
		same(parseSigningKey({ key: old, passphrase: aes.passphrase }).privateKey, rsa.privateKey);
	});

	it('from a JWKS with several keys by "Key ID"', () => {
		const key = JSON.stringify({ keys: [jwk(rsa.privateKey, { kid: 'old' }), jwk(p384.privateKey, { kid: 'new' })] });
		expect(parseSigningKey({ key, keyId: 'new' })).toMatchObject({ algorithm: 'ES384', keyId: 'new' });
	});
});

describe('Signing algorithm: by the type of the key,', () => {
	const ed25519 = generateKeyPairSync('ed25519').privateKey;
	const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;

	it.each([
		['RS384', rsa.privateKey],
		['ES256', curve('P-256')],
		['ES384', p384.privateKey],
		['ES512', curve('P-521')],
		['EdDSA', ed25519],
	] as const)('it is %s', (algorithm, key) => {
		expect(parseSigningKey({ key: pem(key) }).algorithm).toBe(algorithm);
		expect(parseSigningKey({ key: JSON.stringify(jwk(key)) }).algorithm).toBe(algorithm);
	});

	it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const)(
		'an RSA key can sign with %s',
		(algorithm) => {
			expect(parseSigningKey({ key: pem(rsa.privateKey), algorithm }).algorithm).toBe(algorithm);
		},
	);

	it('a JWK signs with its own algorithm, unless that is for another purpose or another one is chosen', () => {
		const key = (alg: string) => JSON.stringify(jwk(rsa.privateKey, { alg }));
		expect(parseSigningKey({ key: key('PS512') }).algorithm).toBe('PS512');
		expect(parseSigningKey({ key: key('RSA-OAEP-256') }).algorithm).toBe('RS384');
		expect(parseSigningKey({ key: key('ES384') }).algorithm).toBe('RS384');
		expect(parseSigningKey({ key: key('PS512'), algorithm: 'RS256' }).algorithm).toBe('RS256');
	});

	it('the key for signatures is taken from a JWKS that has one for encryption as well', () => {
		const keys = [jwk(rsa.privateKey, { use: 'enc', kid: 'enc' }), jwk(p384.privateKey, { use: 'sig', kid: 'sig' })];
		expect(parseSigningKey({ key: JSON.stringify({ keys }) })).toMatchObject({ keyId: 'sig', algorithm: 'ES384' });
	});

	it('it is RS384 for RSA and ES384 for P-384', () => {
		expect(parseSigningKey({ key: pem(rsa.privateKey) }).algorithm).toBe('RS384');
		expect(parseSigningKey({ key: pem(p384.privateKey) }).algorithm).toBe('ES384');
	});

	it('another algorithm is refused', () => {
		const { message, advice } = failureOf(() => parseSigningKey({ key: pem(rsa.privateKey), algorithm: 'ES384' }));
		expect(message).toBe('"Private Key" is a key for RS384, but "Signing Algorithm" is ES384');
		expect(advice).toBe('Choose RS384, RS256, RS512, PS256, PS384, PS512, or enter an EC key on curve P-384.');
	});
});

describe('Private key: an input error names the field for', () => {
	const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
	const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
	const x25519 = generateKeyPairSync('x25519').privateKey;

	it.each([
		['blanks', '  ', undefined, '"Private Key" is empty'],
		['a word', 'secret', undefined, '"Private Key" is neither PEM nor a JWK'],
		[
			'an RSA key of 1024 bits',
			pem(short),
			undefined,
			'"Private Key" is an RSA key of 1024 bits: too short to be safe',
		],
		[
			'a key on a curve of Bitcoin',
			pem(koblitz),
			undefined,
			'"Private Key" is an EC key on curve secp256k1, which no signing algorithm of JWTs uses',
		],
		[
			'a key for key exchange',
			pem(x25519),
			undefined,
			'"Private Key" is a key of type x25519, which cannot sign a JWT',
		],
		[
			'a public key',
			rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
			undefined,
			'"Private Key" is a public key: signing needs the private one',
		],
		['a public JWK', JSON.stringify(jwk(rsa.publicKey)), undefined, '"Private Key" contains only a public JWK'],
		['half a JWK', '{"kty":"RSA","d":"abc', undefined, '"Private Key" looks like a JWK but is not valid JSON'],
		[
			'a JWK with a member missing',
			JSON.stringify({ ...jwk(rsa.privateKey), p: undefined }),
			undefined,
			'"Private Key" cannot be read: it is damaged, or of a type that Node.js does not support',
		],
		[
			'two private JWKs',
			JSON.stringify({ keys: [jwk(rsa.privateKey), jwk(p384.privateKey)] }),
			undefined,
			'"Private Key" contains 2 private keys',
		],
		[
			'an encrypted key without its passphrase',
			encrypted(rsa.privateKey),
			undefined,
			'"Private Key" is encrypted, but "Private Key Passphrase" is empty',
		],
		[
			'an encrypted key with a wrong passphrase',
			encrypted(rsa.privateKey),
			'wrong',
			'"Private Key" cannot be opened with this passphrase',
		],
		[
			'a key that is cut off',
			pem(rsa.privateKey).slice(0, 800),
			undefined,
			'"Private Key" is damaged: its block has no END line',
		],
	])('%s', (_what, key, passphrase, message) => {
		const failure = failureOf(() => parseSigningKey({ key, passphrase }));
		expect(failure.message).toBe(message);
		expect(failure.kind).toBe('input');
		expect(failure.details.field).toBe('Private Key');
		expect(failure.advice).toBeTruthy();
	});

	it('a damaged key, without any part of the key', () => {
		const key = JSON.stringify({ ...jwk(rsa.privateKey), p: undefined });
		const failure = failureOf(() => parseSigningKey({ key }));
		const { d } = jwk(rsa.privateKey) as { d: string };
		expect(JSON.stringify([failure, failure.message, failure.stack])).not.toContain(d.slice(0, 12));
		expect(failure.cause).toBeUndefined();
	});
});

describe('Public JWKS:', () => {
	it('it contains the public half of the key only', () => {
		const { keys } = publicJwks(parseSigningKey({ key: pem(rsa.privateKey), keyId: 'n8n-1' }));
		const { e, n } = rsa.publicKey.export({ format: 'jwk' });
		expect(keys).toEqual([{ kty: 'RSA', e, n, kid: 'n8n-1', alg: 'RS384', use: 'sig', key_ops: ['verify'] }]);
		const [ec] = publicJwks(parseSigningKey({ key: pem(p384.privateKey) })).keys;
		expect(Object.keys(ec ?? {}).sort()).toEqual(['alg', 'crv', 'key_ops', 'kid', 'kty', 'use', 'x', 'y']);
	});

	it('the key ID is its own kid, else its thumbprint (RFC 7638 §3.1)', () => {
		expect(parseSigningKey({ key: JSON.stringify(jwk(p384.privateKey, { kid: 'mine' })) }).keyId).toBe('mine');
		const { e, n } = rsa.publicKey.export({ format: 'jwk' });
		const expected = createHash('sha256').update(`{"e":"${e}","kty":"RSA","n":"${n}"}`).digest('base64url');
		expect(parseSigningKey({ key: pem(rsa.privateKey) }).keyId).toBe(expected);
		expect(thumbprint(rsa.privateKey)).toBe(expected);
	});

	it('the thumbprint of an Ed25519 key is that of RFC 8037 appendix A.3', () => {
		const example = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
		const key = JSON.stringify({ ...example, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' });
		const signing = parseSigningKey({ key });
		expect(signing).toMatchObject({ keyId: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', keyIdIsGuessed: true });
		const { keyId: kid } = signing;
		expect(publicJwks(signing).keys).toEqual([{ ...example, kid, alg: 'EdDSA', use: 'sig', key_ops: ['verify'] }]);
	});
});
