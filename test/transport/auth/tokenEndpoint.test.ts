import { discoveredTokenUrl, typedTokenUrl } from '../../../nodes/Fhir/transport/auth/tokenEndpoint';
import { parseBaseUrl } from '../../../nodes/Fhir/transport/baseUrl';

const secure = parseBaseUrl('https://fhir.example.org/r4');
const plain = parseBaseUrl('http://fhir.example.org/r4');
const named = 'https://login.example.org/token';

describe('Token URL: as typed, it', () => {
	it.each([
		['as it is', named, named],
		['without blanks around it', ` \t${named}\n`, named],
		['without normalization, as the audience of a JWT', 'HTTPS://Login.example.org', 'HTTPS://Login.example.org'],
		['with its query', `${named}?tenant=1`, `${named}?tenant=1`],
	])('is taken %s', (_how, typed, url) => {
		expect(typedTokenUrl(typed, secure)).toEqual({ url, typed: true });
	});

	it('may be unencrypted if the FHIR server is too', () => {
		expect(typedTokenUrl('http://login.example.org', plain)).toMatchObject({ url: 'http://login.example.org' });
	});

	const noAddress = '"Token URL" is not a web address';
	const more = '"Token URL" contains a user name, a password or a fragment';

	it.each([
		['no scheme', 'login.example.org/token', noAddress],
		['another scheme', 'ftp://login.example.org/token', noAddress],
		['another scheme before https', 'view:https://login.example.org/token', noAddress],
		['no host', 'https://', noAddress],
		['an invalid port', 'https://login.example.org:port/', noAddress],
		['a user name', 'https://a@login.example.org/token', more],
		['a password', 'https://:b@login.example.org/token', more],
		['both', 'https://a:b@login.example.org/token', more],
		['a fragment', `${named}#x`, more],
		['no encryption', 'http://login.example.org', '"Token URL" is not encrypted, although the FHIR server is'],
	])('is refused with %s', (_what, typed, message) => {
		expect(() => typedTokenUrl(typed, secure)).toThrow(
			expect.objectContaining({ kind: 'input', message, details: { field: 'Token URL' } }),
		);
	});
});

describe('Token URL: named by the FHIR server, it', () => {
	it.each([
		['as it is', named, named],
		['relative to the root', '/token', 'https://fhir.example.org/token'],
		['relative to the base URL', 'token', 'https://fhir.example.org/r4/token'],
		['on another port', '//fhir.example.org:8443/token', 'https://fhir.example.org:8443/token'],
	])('is taken %s', (_how, text, url) => {
		expect(discoveredTokenUrl(text, secure)).toBe(url);
	});

	it('may be unencrypted if the server is too', () => {
		expect(discoveredTokenUrl('/token', plain)).toBe('http://fhir.example.org/token');
	});

	it.each([
		['an invalid host', 'https://['],
		['a user name', 'https://a@login.example.org/token'],
		['a password', 'https://:b@login.example.org/token'],
		['a fragment', `${named}#x`],
		['another scheme', 'ftp://login.example.org/token'],
		['a scheme that ends in https', 'shttp://login.example.org/token'],
	])('is refused with %s', (_what, text) => {
		expect(() => discoveredTokenUrl(text, secure)).toThrow(
			expect.objectContaining({
				kind: 'authorization',
				message: 'The FHIR server names a token endpoint that is not a web address',
			}),
		);
	});

	it('is refused if it is not encrypted although the server is, and shown without its query', () => {
		expect(() => discoveredTokenUrl('http://login.example.org/token?x=1', secure)).toThrow(
			expect.objectContaining({
				kind: 'authorization',
				message: 'The FHIR server names a token endpoint that is not encrypted',
				details: { tokenEndpoint: 'http://login.example.org/token' },
			}),
		);
	});
});
