import { bearerAuthorization, headersAuthorization } from '../../../nodes/Fhir/transport/auth/headerAuthorization';
import type { HttpClient } from '../../../nodes/Fhir/transport/http';

const runtime = { now: () => 0 };
const noClient: HttpClient = { send: () => Promise.reject(new Error('Nothing has to be sent')) };

describe('Header authorization:', () => {
	it('an Authorization header is apart from the others, whose names are in lower case', () => {
		const rows = [
			{ name: ' X-API-Key ', value: ' k-1 ' },
			{ name: 'Authorization', value: 'ApiKey abc' },
			{ name: '', value: ' ' },
		];
		const authorization = headersAuthorization(rows, runtime);
		expect(authorization.header(noClient)).toBe('ApiKey abc');
		expect(authorization.headers).toEqual({ 'x-api-key': 'k-1' });
	});

	it('the header is there at once, and a refused one is not replaced', () => {
		const authorization = bearerAuthorization('abc', runtime);
		expect(authorization.header(noClient)).toBe('Bearer abc');
		expect(authorization.rejected).toBeUndefined();
	});

	it('all values are secrets, with and without their scheme', () => {
		const rows = [
			{ name: 'X-API-Key', value: 'k-1' },
			{ name: 'Authorization', value: 'ApiKey abc' },
		];
		const texts = headersAuthorization(rows, runtime)
			.secrets?.()
			.map(({ text }) => text);
		expect(texts).toEqual(['ApiKey abc', 'abc', 'k-1']);
		expect(bearerAuthorization('abc', runtime).secrets?.()).toContainEqual({ text: 'abc', label: '[secret]' });
	});

	it.each(['a header name', 'ä', 'x:y', 'x\ny'])('the name "%s" is refused', (name) => {
		expect(() => headersAuthorization([{ name, value: 'v' }], runtime)).toThrow(/name that no header can have/);
	});
});
