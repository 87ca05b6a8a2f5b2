import { basicAuthorization } from '../../../nodes/Fhir/transport/auth/basic';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';

const nothingToAsk: HttpClient = { send: () => Promise.reject(new Error('Basic Auth sends no request')) };

describe('Basic Auth:', () => {
	it('the header is that of the example in RFC 7617 §2', () => {
		expect(basicAuthorization('Aladdin', 'open sesame').header(nothingToAsk)).toBe(
			'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
		);
	});

	it('user and password are encoded in UTF-8, as in the example in RFC 7617 §2.1', () => {
		expect(basicAuthorization('test', '123£').header(nothingToAsk)).toBe('Basic dGVzdDoxMjPCow==');
	});

	it('a password with a colon is sent unchanged, and an empty password is allowed', () => {
		expect(basicAuthorization('a', 'b:c').header(nothingToAsk)).toBe(`Basic ${btoa('a:b:c')}`);
		expect(basicAuthorization('a', '').header(nothingToAsk)).toBe(`Basic ${btoa('a:')}`);
	});

	it('a refused header is not replaced', () => {
		expect(basicAuthorization('a', 'b').rejected).toBeUndefined();
	});

	it.each([
		['an empty user', '', 'x', '"User" is empty'],
		['a user with a colon', 'a:b', 'x', '"User" contains a colon'],
		['a line break', 'a', 'x\r\n', '"User" or its password contains a line break or another control character'],
	])('%s is an input error', (_what, user, password, message) => {
		expect(() => basicAuthorization(user, password)).toThrow(
			expect.objectContaining({ kind: 'input', message, details: { field: 'User' } }),
		);
	});
});
