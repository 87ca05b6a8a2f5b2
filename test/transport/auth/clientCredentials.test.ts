import { fingerprint } from '../../../nodes/Fhir/support/fingerprint';
import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { failureOf, grant, headerOf, numbered, testClient, testRuntime, testSettings, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';

describe('OAuth2 token cache:', () => {
	it('a thousand concurrent callers, and later ones, share one token call', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const settings = server.settings(base);
		const http = testClient(base, runtime);
		// Each execution has an authorization object of its own.
		const executions = Array.from({ length: 50 }, () => clientCredentials(settings, runtime));
		const headers = await Promise.all(
			executions.flatMap((execution) => Array.from({ length: 20 }, async () => await execution.header(http))),
		);
		expect(new Set(headers)).toEqual(new Set(['Bearer token-1']));
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		expect(server.requests).toHaveLength(1);
	});

	it('a cached token is returned as a plain value, not as a promise', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		await authorization.header(http);
		expect(authorization.header(http)).toBe('Bearer token-1');
	});

	it('other settings, a changed secret and another TLS mode get their own token', async () => {
		const server = await tokenServer(numbered());
		const settings = server.settings(base);
		const secret = { ...settings, authentication: { method: 'secretHeader', secret: 'new' } as const };
		expect(await headerOf(settings)).toBe('Bearer token-1');
		expect(await headerOf(secret)).toBe('Bearer token-2');
		expect(await headerOf({ ...settings, tlsKey: 'skip' })).toBe('Bearer token-3');
		expect(await headerOf({ ...settings, networkKey: 'proxy' })).toBe('Bearer token-4');
		expect(await headerOf({ ...settings, scope: 'system/*.rs' })).toBe('Bearer token-5');
		expect(await headerOf(settings)).toBe('Bearer token-1');
	});
});

describe('OAuth2 token cache: the key', () => {
	const settings = testSettings(base, { authentication: { method: 'secretBody', secret: 'planted' } });

	it('contains no secret, only a SHA-256 hash', () => {
		expect(fingerprint(settings)).toMatch(/^[\w-]{43}$/);
	});

	it.each([
		{ baseUrl: testSettings('http://127.0.0.1:9/other').baseUrl },
		{ tokenUrl: 'http://127.0.0.1:9/token' },
		{ clientId: 'other' },
		{ authentication: { method: 'secretBody', secret: 'Planted' } as const },
		{ authentication: { method: 'secretHeader', secret: 'planted' } as const },
		{ scope: 'system/*.rs' },
		{ audience: 'x' },
		{ resources: ['x'] },
		{ parameters: [['x', 'y']] as const },
		{ tlsKey: 'other' },
		{ networkKey: 'other' },
	])('differs with %j', (more) => {
		expect(fingerprint({ ...settings, ...more })).not.toBe(fingerprint(settings));
	});
});

describe('OAuth2 token renewal:', () => {
	it('a token is renewed in the background while it is valid, and callers wait for a new one later', async () => {
		const server = await tokenServer(numbered({ expires_in: 570 }));
		const runtime = testRuntime();
		const settings = server.settings(base);
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');

		runtime.time += 512_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		expect(server.requests).toHaveLength(1);

		// Within the last tenth of its lifetime: this caller gets the old token, the next one the new token.
		runtime.time += 2_000;
		const authorization = clientCredentials(settings, runtime);
		const http = testClient(base, runtime);
		expect(authorization.header(http)).toBe('Bearer token-1');
		await new Promise<void>((resolve) => {
			const look = () => (authorization.header(http) === 'Bearer token-2' ? resolve() : setTimeout(look, 1));
			look();
		});
		expect(server.requests).toHaveLength(2);

		// After a long pause it is too late to renew it in the background.
		runtime.time += 560_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-3');
	});

	it('if it fails in the background, the old token stays in use, and the log says why', async () => {
		let calls = 0;
		const server = await tokenServer((request, response) => {
			calls++;
			if (calls !== 2) return grant({ access_token: `token-${calls}` })(request, response);
			response.statusCode = 500;
			response.end();
		});
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		await authorization.header(http);
		runtime.time += 275_000;
		expect(authorization.header(http)).toBe('Bearer token-1');
		await new Promise<void>((resolve) => {
			const look = () => (runtime.lines.length > 0 ? resolve() : setTimeout(look, 1));
			look();
		});
		expect(runtime.lines).toEqual([
			'The access token could not be renewed before its expiry: The token endpoint is not available',
		]);
		expect(authorization.header(http)).toBe('Bearer token-1');
		expect(server.requests).toHaveLength(2);
		runtime.time += 11_000;
		expect(await authorization.header(http)).toBe('Bearer token-3');
	});

	it.each([
		['a number', 100],
		['a numeric text', '100'],
	])('`expires_in` is %s', async (_what, expires_in) => {
		const server = await tokenServer(numbered({ expires_in }));
		const runtime = testRuntime();
		const settings = server.settings(base);
		await headerOf(settings, runtime);
		runtime.time += 89_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		runtime.time += 7_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-2');
	});

	it('without `expires_in`, a token is renewed after five minutes', async () => {
		const server = await tokenServer(numbered({ expires_in: undefined }));
		const runtime = testRuntime();
		const settings = server.settings(base);
		await headerOf(settings, runtime);
		runtime.time += 269_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		runtime.time += 20_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-2');
	});
});

describe('OAuth2 token that the FHIR server refuses:', () => {
	it('one new token is fetched, however many requests failed', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const settings = server.settings(base);
		const http = testClient(base, runtime);
		const items = Array.from({ length: 20 }, () => clientCredentials(settings, runtime));
		await Promise.all(items.map(async (item) => await item.header(http)));
		const renewed = await Promise.all(
			items.map(async (item) => {
				expect(item.rejected('Bearer token-1')).toBe(true);
				return await item.header(http);
			}),
		);
		expect(new Set(renewed)).toEqual(new Set(['Bearer token-2']));
		// A slow request reports the old token: the newer one is cached already, and no call is made.
		expect(items[0]?.rejected('Bearer token-1')).toBe(true);
		expect(await items[0]?.header(http)).toBe('Bearer token-2');
		expect(server.requests).toHaveLength(2);
	});

	it('if the server refuses every token, the token is replaced once a minute at most', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		await authorization.header(http);
		expect(authorization.rejected('Bearer token-1')).toBe(true);
		await authorization.header(http);
		expect(authorization.rejected('Bearer token-2')).toBe(false);
		expect(await authorization.header(http)).toBe('Bearer token-2');
		runtime.time += 61_000;
		expect(authorization.rejected('Bearer token-2')).toBe(true);
		expect(await authorization.header(http)).toBe('Bearer token-3');
	});
});

describe('OAuth2 token call that fails:', () => {
	it('all waiting callers fail, and the next caller tries again', async () => {
		let calls = 0;
		const server = await tokenServer((request, response) => {
			if (++calls > 1) return grant({ access_token: 'token' })(request, response);
			response.statusCode = 502;
			response.end();
		});
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => await authorization.header(http)));
		expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20);
		expect(server.requests).toHaveLength(1);
		expect(await authorization.header(http)).toBe('Bearer token');
	});

	it('a refusal is not repeated for every item of a run', async () => {
		const server = await tokenServer((_request, response) => {
			response.statusCode = 401;
			response.end('{"error":"invalid_client"}');
		});
		const runtime = testRuntime();
		const settings = server.settings(base);
		for (let item = 0; item < 5; item++) {
			expect(await failureOf(headerOf(settings, runtime))).toMatchObject({ code: 'invalid_client' });
		}
		expect(server.requests).toHaveLength(1);
		runtime.time += 5_001;
		await failureOf(headerOf(settings, runtime));
		expect(server.requests).toHaveLength(2);
	});

	it('a failed connection becomes an authorization failure, and the request was not sent', async () => {
		const runtime = testRuntime();
		const settings = { ...(await tokenServer(numbered())).settings(base), tokenUrl: 'http://127.0.0.1:9/token' };
		const failure = await failureOf(headerOf(settings, runtime));
		expect(failure).toMatchObject({ kind: 'authorization', effect: 'notSent' });
		expect(failure.message).toMatch(/^No access token could be fetched: /);
		expect(failure.advice).toContain('"Token URL"');
	});
});
