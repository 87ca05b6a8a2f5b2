import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import { fingerprint } from '../../../nodes/Fhir/support/fingerprint';
import { failureOf, grant, headerOf, numbered, testClient, testRuntime, testSettings, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';

describe('One token call per lifetime', () => {
	it('serves a thousand callers that come at once, and all that come later', async () => {
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

	it('gives a plain value, and no promise, where the token is at hand', async () => {
		const server = await tokenServer(numbered());
		const runtime = testRuntime();
		const authorization = clientCredentials(server.settings(base), runtime);
		const http = testClient(base, runtime);
		await authorization.header(http);
		expect(authorization.header(http)).toBe('Bearer token-1');
	});

	it('and another one for other settings, a changed secret or another TLS mode', async () => {
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

describe('The key that a token is kept by', () => {
	const settings = testSettings(base, { authentication: { method: 'secretBody', secret: 'planted' } });

	it('holds no secret, only a SHA-256 hash', () => {
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
	])('is another one with %j', (more) => {
		expect(fingerprint({ ...settings, ...more })).not.toBe(fingerprint(settings));
	});
});

describe('A token is renewed ahead of its expiry', () => {
	it('in the background while it still serves, then by a call that is waited for', async () => {
		const server = await tokenServer(numbered({ expires_in: 570 }));
		const runtime = testRuntime();
		const settings = server.settings(base);
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');

		runtime.time += 512_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		expect(server.requests).toHaveLength(1);

		// Within the last tenth: the old one serves this caller, the new one the next.
		runtime.time += 2_000;
		const authorization = clientCredentials(settings, runtime);
		const http = testClient(base, runtime);
		expect(authorization.header(http)).toBe('Bearer token-1');
		await new Promise<void>((resolve) => {
			const look = () => (authorization.header(http) === 'Bearer token-2' ? resolve() : setTimeout(look, 1));
			look();
		});
		expect(server.requests).toHaveLength(2);

		// Nobody asked for a while: it is too late for the background.
		runtime.time += 560_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-3');
	});

	it('once in the background: where that fails, the old one serves on, and the log says why', async () => {
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
			'The access token could not be renewed ahead of its expiry: The token endpoint is out of order',
		]);
		expect(authorization.header(http)).toBe('Bearer token-1');
		expect(server.requests).toHaveLength(2);
		runtime.time += 11_000;
		expect(await authorization.header(http)).toBe('Bearer token-3');
	});

	it.each([
		['a number', 100],
		['a numeric text', '100'],
	])('whose time is %s', async (_what, expires_in) => {
		const server = await tokenServer(numbered({ expires_in }));
		const runtime = testRuntime();
		const settings = server.settings(base);
		await headerOf(settings, runtime);
		runtime.time += 89_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-1');
		runtime.time += 7_000;
		expect(await headerOf(settings, runtime)).toBe('Bearer token-2');
	});

	it('after five minutes where the server does not say', async () => {
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

describe('A token that the FHIR server refuses', () => {
	it('is thrown away and fetched once, however many requests it failed', async () => {
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
		// A slow request comes back with the old one: the newer one is there, and no call is made.
		expect(items[0]?.rejected('Bearer token-1')).toBe(true);
		expect(await items[0]?.header(http)).toBe('Bearer token-2');
		expect(server.requests).toHaveLength(2);
	});

	it('is not replaced again and again where the server refuses every token', async () => {
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

describe('A token call that fails', () => {
	it('fails all who wait for it, once, and the next caller tries anew', async () => {
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

	it('with a final no is not repeated for every item of a run', async () => {
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

	it('for want of a connection is a failure of authorization, and the request was not sent', async () => {
		const runtime = testRuntime();
		const settings = { ...(await tokenServer(numbered())).settings(base), tokenUrl: 'http://127.0.0.1:9/token' };
		const failure = await failureOf(headerOf(settings, runtime));
		expect(failure).toMatchObject({ kind: 'authorization', effect: 'notSent' });
		expect(failure.message).toMatch(/^No access token could be fetched: /);
		expect(failure.advice).toContain('"Token URL"');
	});
});
