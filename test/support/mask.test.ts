import fc from 'fast-check';
import { asSecret, type Masked, secretMask } from '../../nodes/Fhir/support/mask';
import { heldBy } from '../../nodes/Fhir/support/secretForms';

const maskOf = (...secrets: Array<string | Masked>) =>
	secretMask(() => secrets.map((secret) => (typeof secret === 'string' ? asSecret(secret) : secret)));

describe('A mask', () => {
	it.each([
		['as it is', 'p%ss w+rd/=&<"\'>', 'p%ss w+rd/=&<"\'>'],
		['encoded for a URL', 'p%ss w+rd/', 'p%25ss%20w%2Brd%2F'],
		['encoded for a URL in lower case', 'p%ss w+rd/', 'p%25ss%20w%2brd%2f'],
		['encoded for a form', 'p%ss w+rd/', 'p%25ss+w%2Brd%2F'],
		['in JSON', 'pass"word\\1', 'pass\\"word\\\\1'],
		['in ASCII JSON', 'pässwörd', 'p\\u00e4ssw\\u00f6rd'],
		['in HTML', 'pass<w>&"1', 'pass&lt;w&gt;&amp;&quot;1'],
		['in Base64', 'password1', 'cGFzc3dvcmQx'],
		['in Base64 for URLs', 'passwör?>', Buffer.from('passwör?>').toString('base64url')],
		['as Latin-1 that was UTF-8', 'passwörd', 'passwÃ¶rd'],
		['without the blanks around it', '\tpassword1\n', 'password1'],
	])('hides a secret %s', (_how, secret, said) => {
		expect(maskOf(secret)(`no ${said} here`)).toBe('no [secret] here');
	});

	it('F46: runs over the text once, never over its own result', () => {
		expect(maskOf('s', 'e', 'secret', 'client id')('a secret s e, client id')).toBe(
			'a [secret] [secret] [secret], [secret]',
		);
		const twice = maskOf('secret', 'abcdef');
		expect(twice(twice('the secret is abcdef'))).toBe('the [secret] is [secret]');
	});

	it('F46: hides what is shorter than six characters only where it stands alone', () => {
		expect(maskOf('s')('Invalid client credentials, s')).toBe('Invalid client credentials, [secret]');
		expect(maskOf('admin')('admin, "admin", administrator, x-admin, admin1')).toBe(
			'[secret], "[secret]", administrator, x-admin, admin1',
		);
		expect(maskOf('secret')('mysecretpassword')).toBe('my[secret]password');
	});

	it('hides the longest first', () => {
		expect(maskOf('abcdef', 'abcdefghijkl')('abcdefghijkl abcdef')).toBe('[secret] [secret]');
	});

	it('hides the beginning of a long secret that looks random, but no word', () => {
		const token = 'k3Jd92hfKs02mfUwq91';
		expect(maskOf(token)(`Token ${token.slice(0, 14)}... expired`)).toBe('Token [secret]... expired');
		expect(maskOf('Observations are fine')('Observations are not here')).toBe('Observations are not here');
	});

	it('hides nothing where there is no secret, or only blanks', () => {
		expect(maskOf()('text')).toBe('text');
		expect(maskOf('', '  ')('some  text')).toBe('some  text');
	});

	it('takes the secrets of the moment', () => {
		let token = 'first-token';
		const mask = secretMask(() => [asSecret(token)]);
		expect(mask('first-token second-token')).toBe('[secret] second-token');
		token = 'second-token';
		expect(mask('first-token second-token')).toBe('first-token [secret]');
	});

	it('hides any secret in any of its forms, wherever it stands', () => {
		const secret = fc
			.string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
			.filter((text) => text.trim().length >= 6);
		fc.assert(
			fc.property(
				fc.array(secret, { minLength: 1, maxLength: 4 }),
				fc.string(),
				fc.string(),
				(secrets, before, after) => {
					const mask = maskOf(...secrets);
					for (const one of secrets) {
						for (const form of heldBy(one).filter((text) => text.length >= 6 && !'[secret]'.includes(text))) {
							const shown = mask(`${before} ${form} ${after}`);
							// A label may happen to be the secret.
							expect(shown.replaceAll('[secret]', '').includes(form)).toBe(
								before.includes(form) && shown.includes(form) ? expect.anything() : false,
							);
						}
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	it('takes little time for a hostile text', () => {
		const mask = maskOf(
			`${'a'.repeat(2_000)}b`,
			'aaaaab',
			'x'.repeat(4_000),
			...Array.from({ length: 20 }, (_, index) => `secret-${index}-${'y'.repeat(30)}`),
		);
		const start = performance.now();
		for (const text of ['a', 'x', 'secret-', 'é', '[', '[secret']) mask(text.repeat(16_384 / text.length));
		expect(performance.now() - start).toBeLessThan(2_000);
	});
});
