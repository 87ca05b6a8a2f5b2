import { tokenRefusal } from '../../../nodes/Fhir/transport/auth/refusal';
import type { HttpResponse } from '../../../nodes/Fhir/transport/http';
import { type Case, google, jwt, oauth, row, secret } from './refusals/case';
import { clouds } from './refusals/clouds';
import { ehrs } from './refusals/ehrs';
import { identity } from './refusals/identity';
import { testSettings } from './support';

function failureFor({ login, status, body }: Case) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const json: unknown = typeof body === 'string' ? undefined : body;
	const settings = testSettings('https://fhir.example/r4', { authentication: login, clientId: 'n8n' });
	const url = 'https://login.example/token';
	const response = { status, headers: {}, url } as HttpResponse;
	const endpoint = { url, typed: true, fromKeyFile: login === google };
	const proof = login === jwt ? { keyId: 'n8n-2026', algorithm: 'RS384' } : {};
	return tokenRefusal(response, text, json, { settings, endpoint, ...proof, now: Date.now() });
}

const rows = Object.entries({ ...ehrs, ...clouds, ...identity }).flatMap(([server, cases]) =>
	cases.map((each) => [server, each.why, each] as const),
);

describe('OAuth2 token refusal: the message for', () => {
	test.each(rows)('%s, %s', (_server, _why, each) => {
		const { message, advice = '', kind, effect } = failureFor(each);
		expect(message).toBe(each.message);
		expect({ kind, effect }).toEqual({ kind: 'authorization', effect: 'notSent' });
		if (each.advice) expect(advice).toMatch(each.advice);
		const words = typeof each.body === 'string' ? each.body : each.body.error_description;
		if (typeof words === 'string' && words !== '') expect(advice).toContain('The server says: ');
	});
});

describe('OAuth2 token refusal: words of a server about JWTs', () => {
	test.each(['Token is not active', 'Invalid token audience', 'kid is invalid', 'Token reuse detected'])(
		'mean nothing to a login with a secret: %s',
		(description) => {
			const { message } = failureFor(row('', secret, 401, oauth('invalid_client', description), ''));
			expect(message).toMatch(/client ID and secret|resource or audience/);
		},
	);
});

test('OAuth2 token refusal: long words of a server are examined in no time', () => {
	const texts = ['client ', 'aud ', 'JWKS ', 'key ', 'signature ', 'token ', 'invalid '].map((word) =>
		word.repeat(100_000),
	);
	const started = Date.now();
	for (const words of texts) {
		failureFor(row('', jwt, 400, oauth('invalid_client', words), ''));
	}
	// Backtracking would take minutes; the machine may be busy with other tests.
	expect(Date.now() - started).toBeLessThan(5_000);
});
