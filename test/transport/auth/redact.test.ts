import { tokenServerText } from '../../../nodes/Fhir/transport/auth/redact';
import type { ClientAuthentication } from '../../../nodes/Fhir/transport/auth/settings';
import { testSettings } from './support';

const base = 'https://fhir.example.org';
const secret = 'planted/s3cret +&';
const bySecret: ClientAuthentication = { method: 'secretHeader', secret };
const byKey = (passphrase?: string): ClientAuthentication => ({ method: 'privateKeyJwt', key: 'none', passphrase });

const shown = (text: string, authentication: ClientAuthentication = bySecret, clientId = 'fhir') =>
	tokenServerText(text, testSettings(base, { clientId, authentication }));

describe("Redaction: the token endpoint's text is shown", () => {
	it.each([
		['as it is', 'The client is locked.', 'The client is locked.'],
		['without blanks around it', ' \n locked\t ', 'locked'],
		['on one line', 'locked\r\n\u0000\tsince May', 'locked since May'],
		['without markup', '<p class="x">locked</p><br>since May', 'locked since May'],
		['with single quotes instead of backticks', 'use `scope`', "use 'scope'"],
		['even with a lone <', 'a < b', 'a < b'],
		['cut to 300 characters', 'x'.repeat(301), 'x'.repeat(300)],
	])('%s', (_how, text, words) => {
		expect(shown(text)).toBe(words);
	});

	it('in little time, however long it is', () => {
		const start = performance.now();
		expect(shown('<'.repeat(100_000))).toBe('<'.repeat(300));
		expect(performance.now() - start).toBeLessThan(1_000);
	});
});

describe("Redaction: in the token endpoint's text,", () => {
	const header = `eyJ${'a'.repeat(8)}`;

	it.each([
		['a JWT is masked', `bad ${header}.eyJpc3M_-9.c2ln_-9 given`, 'bad [token] given'],
		['a JWT that is cut short is masked', `bad ${header}.eyJpc`, 'bad [token]'],
		['a JWT that is cut in its header is masked', `bad ${header}`, 'bad [token]'],
		['a word that only begins like a JWT is kept', 'bad eyJabc', 'bad eyJabc'],
		['the value of an Authorization header is masked', 'got Basic YWJj+/=.~-_ today', 'got Basic [token] today'],
		[
			'the value of an Authorization header after several blanks is masked',
			'got bearer  \t abcdefgh',
			'got bearer [token]',
		],
		['a word after the name of a scheme is kept', 'use Basic or Bearer here', 'use Basic or Bearer here'],
		['a word that ends like a scheme is kept', 'the forbearer wrongfully', 'the forbearer wrongfully'],
		['the client id is masked', 'fhir is not known, "fhir"', '[client id] is not known, "[client id]"'],
		['a word that contains the client id is kept', 'fhir-server, fhirs, hl7-fhir', 'fhir-server, fhirs, hl7-fhir'],
	])('%s', (_what, text, words) => {
		expect(shown(text)).toBe(words);
	});

	it.each([
		['as it is', secret],
		['encoded for a URL', encodeURIComponent(secret)],
		['encoded for a form', 'planted%2Fs3cret+%2B%26'],
		['with the id in Base64', Buffer.from(`fhir:${secret}`).toString('base64')],
		['with the id in Base64, encoded before', Buffer.from('fhir:planted%2Fs3cret+%2B%26').toString('base64')],
	])('the secret is masked, %s', (_how, echoed) => {
		expect(shown(`no ${echoed} here`)).toBe('no [secret] here');
	});

	it('the secret is masked even if the text is cut within it', () => {
		expect(shown(`${'\n'.repeat(1_990)}no ${secret} here`)).not.toContain('planted');
	});

	it('the passphrase of a key is masked', () => {
		expect(shown('no open sesame here', byKey('open sesame'))).toBe('no [secret] here');
		expect(shown('no undefined here', byKey())).toBe('no undefined here');
	});

	it('a client id with special characters is masked', () => {
		expect(shown('who is a.b*(c)?', bySecret, 'a.b*(c)')).toBe('who is [client id]?');
		expect(shown('who is aXb', bySecret, 'a.b')).toBe('who is aXb');
	});
});
