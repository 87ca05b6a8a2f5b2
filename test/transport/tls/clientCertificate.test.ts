import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { nodeWire } from '../../../nodes/Fhir/transport/node/nodeWire';
import { checkClientCertificate } from '../../../nodes/Fhir/transport/tls/clientCertificate';
import type { ClientCertificate } from '../../../nodes/Fhir/transport/tls/settings';
import { TestCa } from '../../servers/certificates';
import { invalidCertificate } from './invalidCertificate';
import { custom, outcome, tlsServer } from './tlsFixtures';

const now = Date.now();
const days = (count: number) => new Date(now + count * 86_400_000);
const root = TestCa.create('Hospital Root CA');
const issuing = root.intermediate('Hospital Issuing CA');
const client = issuing.issue({ client: true, commonName: 'n8n' });
const passphrase = 'correct horse';

const pkcs8 = createPrivateKey(client.key)
	.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
	.toString();
const pkcs1 = createPrivateKey(client.key)
	.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase })
	.toString();
/** One wrong passphrase in 256 yields bytes that look like a key, and so causes a different error. */
const wrongFor = (key: string) =>
	['wrong', 'false', 'no', 'never'].find((word) => {
		try {
			createPrivateKey({ key, passphrase: word });
			return false;
		} catch (error) {
			return /bad decrypt|bad password/i.test(String(error));
		}
	}) ?? '';
const plainPkcs1 = createPrivateKey(client.key).export({ type: 'pkcs1', format: 'pem' }).toString();

const valid: ClientCertificate = { certificate: client.chain, key: client.key };

function refusal(change: Partial<ClientCertificate>): Failure {
	try {
		checkClientCertificate({ ...valid, ...change }, now, nodeWire.checkClientCertificate);
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('The client certificate was accepted');
}

describe('Client certificate:', () => {
	const forms: Array<[string, ClientCertificate]> = [
		['a certificate with a PKCS#8 key', valid],
		['a certificate with a PKCS#1 key', { ...valid, key: plainPkcs1 }],
		['a certificate with an encrypted PKCS#8 key', { ...valid, key: pkcs8, passphrase }],
		['a certificate with an encrypted PKCS#1 key', { ...valid, key: pkcs1, passphrase }],
		[
			'a certificate with EC parameters before the key',
			{ ...valid, key: `-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n${client.key}` },
		],
		['a certificate with an unnecessary passphrase', { ...valid, passphrase }],
	];
	const mangled: Array<[string, (text: string) => string]> = [
		['as it is', (text) => text],
		['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
		['with \\n spelled out', (text) => text.replaceAll('\n', '\\n')],
		['with spaces for line breaks', (text) => text.replaceAll('\n', ' ')],
		['without line breaks', (text) => text.replaceAll('\n', '')],
	];
	const cases = forms.flatMap(([form, given]) => mangled.map(([way, mangle]) => ({ form, way, given, mangle })));

	it.each(cases)('$form, pasted $way, is accepted by a server that requires it', async ({ given, mangle }) => {
		const pasted = { ...given, certificate: mangle(given.certificate), key: mangle(given.key) };
		const server = root.issue();
		const running = await tlsServer({ cert: server.cert, key: server.key, requestCert: true, ca: root.certificate });
		try {
			const settings = custom([root.certificate], checkClientCertificate(pasted, now, nodeWire.checkClientCertificate));
			expect(await outcome(running.port, settings)).toBe(200);
			expect(running.requests[0]?.clientCertificate).toBe('n8n');
			expect(await outcome(running.port, custom([root.certificate]))).toMatchObject({ message: expect.any(String) });
			expect(running.requests).toHaveLength(1);
		} finally {
			await running.close();
		}
	});
});

describe('Client certificate: an input error reports', () => {
	const otherKey = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	}).privateKey;
	const expired = issuing.issue({ client: true, notBefore: days(-20), notAfter: days(-10) });
	const future = issuing.issue({ client: true, notBefore: days(10), notAfter: days(20) });
	const weak = invalidCertificate({ bits: 512 });
	const damaged = (pem: string) => pem.replace(/\n(.{64}\n){3}/, '\n');

	it.each<[string, Partial<ClientCertificate>, string]>([
		['no certificate', { certificate: '' }, '"Client Certificate" contains no certificate'],
		[
			'a damaged certificate',
			{ certificate: damaged(client.cert) },
			'Block 1 of "Client Certificate" is damaged: it cannot be read as a certificate',
		],
		[
			'the key in the wrong field',
			{ certificate: client.cert + client.key },
			'"Client Certificate" contains a private key',
		],
		['no key', { key: '' }, '"Client Key" contains no private key'],
		['a certificate instead of a key', { key: client.cert }, '"Client Key" contains no private key'],
		['a damaged key', { key: damaged(client.key) }, '"Client Key" is damaged: it cannot be read as a private key'],
		['a key that is cut off', { key: client.key.slice(0, 400) }, '"Client Key" is damaged: its block has no END line'],
		[
			'a key that belongs to another certificate',
			{ key: otherKey },
			'"Client Key" does not belong to the certificate in "Client Certificate"',
		],
		['a missing passphrase', { key: pkcs8 }, '"Client Key" is encrypted, but "Client Key Passphrase" is empty'],
		['a missing passphrase, PKCS#1', { key: pkcs1 }, '"Client Key" is encrypted, but "Client Key Passphrase" is empty'],
		[
			'a wrong passphrase',
			{ key: pkcs8, passphrase: wrongFor(pkcs8) },
			'"Client Key Passphrase" does not open the private key',
		],
		[
			'a wrong passphrase, PKCS#1',
			{ key: pkcs1, passphrase: wrongFor(pkcs1) },
			'"Client Key Passphrase" does not open the private key',
		],
		[
			'a damaged encrypted key',
			{ key: damaged(pkcs8), passphrase },
			'"Client Key" cannot be read: it is damaged, or encrypted in an outdated way',
		],
		[
			'a certificate that follows its CA',
			{ certificate: issuing.certificate + client.cert },
			'"Client Certificate" does not begin with the client\'s own certificate',
		],
		[
			'an expired certificate',
			{ certificate: expired.chain, key: expired.key },
			`"Client Certificate" expired on ${days(-10).toISOString().slice(0, 10)}`,
		],
		[
			'a certificate that is not yet valid',
			{ certificate: future.chain, key: future.key },
			`"Client Certificate" is not valid before ${days(10).toISOString().slice(0, 10)}`,
		],
		[
			'a weak certificate',
			{ certificate: weak.cert, key: weak.key },
			'"Client Certificate" is too weak: its key is too short or its hash outdated',
		],
	])('%s', (_name, change, message) => {
		const failure = refusal(change);
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent', message });
		expect(failure.advice).toBeTruthy();
		expect(failure.cause).toBeUndefined();
		const shown = JSON.stringify([failure, failure.message]);
		expect(shown).not.toContain(passphrase);
		expect(shown).not.toContain(client.key.slice(100, 130));
	});
});
