import type { HttpClient } from '../../../nodes/Fhir/transport/http';
import { basicAuthorization } from '../../../nodes/Fhir/transport/auth/basic';

const nothingToAsk: HttpClient = { send: () => Promise.reject(new Error('Basic asks nobody')) };

describe('Basic authentication (RFC 7617)', () => {
	it('sends the example of section 2', () => {
		expect(basicAuthorization('Aladdin', 'open sesame').header(nothingToAsk)).toBe(
			'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
		);
	});

	it('encodes in UTF-8, as the example of section 2.1', () => {
		expect(basicAuthorization('test', '123£').header(nothingToAsk)).toBe('Basic dGVzdDoxMjPCow==');
	});

	it('lets a password hold colons, and be empty', () => {
		expect(basicAuthorization('a', 'b:c').header(nothingToAsk)).toBe(`Basic ${btoa('a:b:c')}`);
		expect(basicAuthorization('a', '').header(nothingToAsk)).toBe(`Basic ${btoa('a:')}`);
	});

	it('has nothing else to offer when the server refuses it', () => {
		expect(basicAuthorization('a', 'b').rejected('Basic YTpi')).toBe(false);
	});

	it.each([
		['an empty user', '', 'x', '"User" is empty'],
		['a user with a colon', 'a:b', 'x', '"User" holds a colon'],
		['a line break', 'a', 'x\r\n', '"User" or its password holds a line break or another control character'],
	])('refuses %s', (_what, user, password, message) => {
		expect(() => basicAuthorization(user, password)).toThrow(
			expect.objectContaining({ kind: 'input', message, details: { field: 'User' } }),
		);
	});
});
