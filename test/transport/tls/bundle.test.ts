import fc from 'fast-check';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { parseCaBundle } from '../../../nodes/Fhir/transport/tls/bundle';
import { selfSigned, TestCa } from '../../servers/certificates';

const now = Date.now();
const days = (count: number) => new Date(now + count * 86_400_000);
const one = TestCa.create('Hospital Root CA');
const two = TestCa.create('Laboratory Root CA');
const three = TestCa.create('Payer Root CA');
const both = one.certificate + two.certificate;
const expired = TestCa.create('Old Root CA', { notBefore: days(-20), notAfter: days(-10) });
const future = TestCa.create('New Root CA', { notBefore: days(10), notAfter: days(20) });

const subjects = (pem: string) =>
	parse(pem).bundle.certificates.map((text) => new X509Certificate(text).subject.split('\n')[0]);
const parse = (pem: string) => parseCaBundle(pem, now);

function refusal(pem: string): Failure {
	try {
		parse(pem);
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('The bundle was accepted');
}

describe('CA bundle: accepted', () => {
	it.each([
		['as OpenSSL writes it', both],
		['with CRLF', both.replaceAll('\n', '\r\n')],
		['with CR alone', both.replaceAll('\n', '\r')],
		['with a byte order mark', `\uFEFF${both}`],
		['with line breaks spelled \\n', both.replaceAll('\n', '\\n')],
		['with line breaks spelled \\r\\n', both.replaceAll('\n', '\\r\\n')],
		['with line breaks spelled \\\\n', both.replaceAll('\n', '\\\\n')],
		['with spaces for line breaks', both.replaceAll('\n', ' ')],
		['without any line breaks', both.replaceAll('\n', '')],
		['indented', both.replaceAll(/^/gm, '    ')],
		[
			'with comments',
			`# Hospital\nsubject=CN = Hospital Root CA\n${one.certificate}\nissuer=/CN=x\n${two.certificate}# end`,
		],
		['with duplicate certificates', both + both.replaceAll('\n', ' ')],
		['with X509 CERTIFICATE blocks', both.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE')],
	])('%s', (_name, pem) => {
		expect(parse(pem)).toEqual({ ...parse(both), warnings: [] });
		expect(subjects(pem)).toEqual(['CN=Hospital Root CA', 'CN=Laboratory Root CA']);
	});

	it('with OpenSSL TRUSTED CERTIFICATE blocks', () => {
		// `openssl x509 -addtrust serverAuth -setalias hospital`: the certificate and what it is trusted for.
		const der = new X509Certificate(one.certificate).raw;
		const auxiliary = Buffer.from('3016300a06082b060105050703010c08686f73706974616c', 'hex');
		const base64 = Buffer.concat([der, auxiliary]).toString('base64');
		const trusted = `-----BEGIN TRUSTED CERTIFICATE-----\n${base64}\n-----END TRUSTED CERTIFICATE-----\n`;
		expect(parse(trusted)).toEqual(parse(one.certificate));
	});

	it('with a fingerprint that depends on its certificates only', () => {
		const { fingerprint } = parse(both).bundle;
		expect(parse(both.replaceAll('\n', ' ')).bundle.fingerprint).toBe(fingerprint);
		expect(parse(one.certificate).bundle.fingerprint).not.toBe(fingerprint);
	});

	it('if it is empty and public CAs are trusted too, but not otherwise', () => {
		expect(parseCaBundle(' \n', now, { mayBeEmpty: true }).bundle.certificates).toEqual([]);
		expect(() => parseCaBundle('hello', now, { mayBeEmpty: true })).toThrow('"CA Bundle" contains no certificate');
		expect(refusal(' \n')).toMatchObject({ kind: 'input', effect: 'notSent', message: '"CA Bundle" is empty' });
	});
});

describe('CA bundle: an input error reports', () => {
	const block = (label: string) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;

	it.each([
		['text that is not PEM', 'hello', '"CA Bundle" contains no certificate', 'BEGIN CERTIFICATE'],
		[
			'DER in base64',
			new X509Certificate(one.certificate).raw.toString('base64'),
			'"CA Bundle" contains no certificate',
			'openssl x509 -inform DER',
		],
		[
			'binary DER',
			new X509Certificate(one.certificate).raw.toString('latin1'),
			'"CA Bundle" contains no certificate',
			'',
		],
		['PKCS#7', block('PKCS7'), 'Block 1 of "CA Bundle" is not a certificate but "PKCS7"', 'openssl pkcs7 -print_certs'],
		[
			'a certificate request',
			one.certificate + block('CERTIFICATE REQUEST'),
			'Block 2 of "CA Bundle" is not a certificate but "CERTIFICATE REQUEST"',
			'Enter the certificate that the CA issued for it.',
		],
		[
			'a public key',
			createPublicKey(one.certificate).export({ type: 'spki', format: 'pem' }).toString(),
			'Block 1 of "CA Bundle" is not a certificate but "PUBLIC KEY"',
			'Remove this block',
		],
		['a private key', one.certificate + one.key, '"CA Bundle" contains a private key (block 2)', 'no longer secret'],
		[
			'an encrypted private key',
			block('ENCRYPTED PRIVATE KEY') + both,
			'"CA Bundle" contains a private key (block 1)',
			'',
		],
		[
			'an RSA private key that is cut off',
			`${both}-----BEGIN RSA PRIVATE KEY-----\nMIIE`,
			'"CA Bundle" contains a private key (block 3)',
			'',
		],
	])('%s', (_name, pem, message, advice) => {
		const failure = refusal(pem);
		expect(failure).toMatchObject({ kind: 'input', effect: 'notSent', message });
		expect(failure.advice).toContain(advice);
		expect(JSON.stringify(failure)).not.toContain(one.key.slice(40, 80));
	});

	it.each([
		['changed bytes', (pem: string) => pem.replace(/MII.{20}/, 'MIIAAAAAAAAAAAAAAAAAAAA'), 'is damaged'],
		['half of it missing', (pem: string) => pem.replace(/\n(.{64}\n){6}/, '\n'), 'is damaged'],
		['invalid characters', (pem: string) => pem.replace('MII', 'M…I'), 'contains characters that do not belong there'],
		['no content', (pem: string) => pem.replace(/-\n[^-]+\n-/, '-\n-'), 'is empty'],
		['no END line', (pem: string) => pem.replace(/-----END.*/, ''), 'has no END line'],
		['no BEGIN line', (pem: string) => pem.replace(/-----BEGIN.*/, ''), 'has no BEGIN line'],
		[
			'the END line of another label',
			(pem: string) => pem.replace('END CERT', 'END TRUSTED CERT'),
			'ends as "TRUSTED CERTIFICATE"',
		],
	])('the number of a damaged block among good ones: %s', (_name, damage, what) => {
		const failure = refusal(one.certificate + damage(two.certificate) + three.certificate);
		expect(failure).toMatchObject({ kind: 'input', details: { block: 2 } });
		expect(failure.message).toContain(`Block 2 of "CA Bundle", the one after "Hospital Root CA", ${what}`);
	});

	it('a bundle without a certificate that is valid today', () => {
		const failure = refusal(expired.certificate + future.certificate);
		expect(failure.message).toBe(
			`No certificate in "CA Bundle" is valid today: Block 1 ("Old Root CA") expired on ${days(-10).toISOString().slice(0, 10)}`,
		);
	});
});

describe('CA bundle: a warning names', () => {
	it('certificates that are expired or not yet valid, beside valid ones', () => {
		const { bundle, warnings } = parse(one.certificate + expired.certificate + future.certificate);
		expect(bundle.certificates).toHaveLength(3);
		expect(warnings).toEqual([
			`Block 2 ("Old Root CA") expired on ${days(-10).toISOString().slice(0, 10)}`,
			`Block 3 ("New Root CA") is not valid before ${days(10).toISOString().slice(0, 10)}`,
		]);
	});

	it('a certificate that expired since the same bundle was read before', () => {
		const pem = two.certificate + future.certificate;
		expect(parseCaBundle(pem, days(15).getTime()).warnings).toEqual([]);
		expect(parseCaBundle(pem, days(21).getTime()).warnings).toEqual([
			`Block 2 ("New Root CA") expired on ${days(20).toISOString().slice(0, 10)}`,
		]);
	});

	it('certificates that are not CAs, except self-signed ones', () => {
		expect(parse(one.issue({ commonName: 'fhir.example.org' }).cert).warnings).toEqual([
			'Block 1 ("fhir.example.org") is not a CA: it can vouch only for itself',
		]);
		expect(parse(selfSigned().cert).warnings).toEqual([]);
	});
});

describe('CA bundle: any text', () => {
	it('is either read or refused with an input error', () => {
		const parts = fc.constantFrom(
			one.certificate,
			one.key,
			'-----BEGIN CERTIFICATE-----',
			'-----END CERTIFICATE-----',
			'\\n',
			'\r',
		);
		fc.assert(
			fc.property(fc.array(fc.oneof(parts, fc.string())), (texts) => {
				try {
					const { certificates } = parse(texts.join('')).bundle;
					expect(certificates.length).toBeGreaterThan(0);
				} catch (error) {
					expect(error).toMatchObject({ name: 'Failure', kind: 'input' });
				}
			}),
		);
	});

	it('gives the same bundle wherever white space is added to its base64', () => {
		const base64 = new X509Certificate(one.certificate).raw.toString('base64');
		const places = fc.array(fc.tuple(fc.nat(base64.length), fc.constantFrom(' ', '\n', '\r\n', '\t', '\\n', '\u00a0')));
		fc.assert(
			fc.property(places, (spaces) => {
				const spaced = spaces
					.sort(([a], [b]) => b - a)
					.reduce((text, [at, space]) => text.slice(0, at) + space + text.slice(at), base64);
				expect(parse(`-----BEGIN CERTIFICATE-----${spaced}-----END CERTIFICATE-----`)).toEqual(parse(one.certificate));
			}),
		);
	});
});
