import { discoveredTokenUrl, typedTokenUrl } from '../../../nodes/Fhir/transport/auth/tokenEndpoint';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';

const secure = parseBaseUrl('https://fhir.example.org/r4');
const plain = parseBaseUrl('http://fhir.example.org/r4');
const named = 'https://login.example.org/token';

describe('A token URL as typed', () => {
	it.each([
		['as it is', named, named],
		['without blanks around it', ` \t${named}\n`, named],
		['letter by letter, as the audience of a JWT', 'HTTPS://Login.example.org', 'HTTPS://Login.example.org'],
		['with its query', `${named}?tenant=1`, `${named}?tenant=1`],
	])('is taken %s', (_how, typed, url) => {
		expect(typedTokenUrl(typed, secure)).toEqual({ url, typed: true });
	});

	it('may be unencrypted where the FHIR server is so too', () => {
		expect(typedTokenUrl('http://login.example.org', plain)).toMatchObject({ url: 'http://login.example.org' });
	});

	const noAddress = '"Token URL" is not a web address';
	const more = '"Token URL" holds a user name, a password or a fragment';

	it.each([
		['no scheme', 'login.example.org/token', noAddress],
		['another scheme', 'ftp://login.example.org/token', noAddress],
		['another scheme that leads to one', 'view:https://login.example.org/token', noAddress],
		['no host', 'https://', noAddress],
		['a port that is none', 'https://login.example.org:port/', noAddress],
		['a user name', 'https://a@login.example.org/token', more],
		['a password', 'https://:b@login.example.org/token', more],
		['both', 'https://a:b@login.example.org/token', more],
		['a fragment', `${named}#x`, more],
		['no encryption', 'http://login.example.org', '"Token URL" is not encrypted, while the FHIR server is'],
	])('is refused with %s', (_what, typed, message) => {
		expect(() => typedTokenUrl(typed, secure)).toThrow(
			expect.objectContaining({ kind: 'input', message, details: { field: 'Token URL' } }),
		);
	});
});

describe('A token URL that the FHIR server names', () => {
	it.each([
		['as it is', named, named],
		['from the root', '/token', 'https://fhir.example.org/token'],
		['below the base', 'token', 'https://fhir.example.org/r4/token'],
		['of another port', '//fhir.example.org:8443/token', 'https://fhir.example.org:8443/token'],
	])('is taken %s', (_how, text, url) => {
		expect(discoveredTokenUrl(text, secure)).toBe(url);
	});

	it('may be unencrypted where the server is so too', () => {
		expect(discoveredTokenUrl('/token', plain)).toBe('http://fhir.example.org/token');
	});

	it.each([
		['no address', 'https://['],
		['a user name', 'https://a@login.example.org/token'],
		['a password', 'https://:b@login.example.org/token'],
		['a fragment', `${named}#x`],
		['another scheme', 'ftp://login.example.org/token'],
		['a scheme that ends alike', 'shttp://login.example.org/token'],
	])('is refused with %s', (_what, text) => {
		expect(() => discoveredTokenUrl(text, secure)).toThrow(
			expect.objectContaining({
				kind: 'authorization',
				message: 'The FHIR server names a token endpoint that is not a web address',
			}),
		);
	});

	it('is refused unencrypted where the server is not, and shown without its query', () => {
		expect(() => discoveredTokenUrl('http://login.example.org/token?x=1', secure)).toThrow(
			expect.objectContaining({
				kind: 'authorization',
				message: 'The FHIR server names a token endpoint that is not encrypted',
				details: { tokenEndpoint: 'http://login.example.org/token' },
			}),
		);
	});
});
