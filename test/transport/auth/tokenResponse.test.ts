import { type Grant, readGrant } from '../../../nodes/Fhir/transport/auth/tokenResponse';
import { failureOf, testClient, testRuntime, testSettings, tokenServer } from './support';

/** The grant that is read from a response of the token endpoint. */
async function read(members: object, status = 200): Promise<Grant> {
	const server = await tokenServer((_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ access_token: 'token', ...members }));
	});
	const runtime = testRuntime();
	const endpoint = { url: `${server.url}/token?x=1`, typed: true };
	const response = await testClient(server.url, runtime).send({ method: 'POST', ...endpoint });
	return await readGrant(response, { settings: testSettings(server.url), endpoint, now: runtime.time });
}

describe('OAuth2 token response:', () => {
	it('a token is read with its lifetime and scope', async () => {
		expect(await read({ scope: 'a b', expires_in: 60 })).toEqual({
			header: 'Bearer token',
			lifetime: 60_000,
			scope: 'a b',
		});
	});

	it.each([200, 201, 299])('a token is read from a response with status %d', async (status) => {
		expect(await read({}, status)).toMatchObject({ header: 'Bearer token' });
	});

	it.each([300, 400, 500])('no token is read from a response with status %d', async (status) => {
		expect(await failureOf(read({}, status))).toMatchObject({ kind: 'authorization', status });
	});

	it.each(['Bearer', 'bearer', ' Bearer ', 'BearerToken', 'access_token', 'JWT', '', 7, null, undefined])(
		'the token type %j is accepted',
		async (token_type) => {
			expect(await read({ token_type })).toMatchObject({ header: 'Bearer token' });
		},
	);

	it.each(['MAC', 'DPoP', 'PoP', 'N_A'])(
		'the token type %s, which needs more than the token, is refused',
		async (token_type) => {
			expect(await failureOf(read({ token_type }))).toMatchObject({
				message: 'The token endpoint returned a token that is not of type Bearer',
			});
		},
	);

	it.each(['!', '~', 'a/b+c=='])(
		'a token with characters that a header may contain is accepted: %s',
		async (access_token) => {
			expect(await read({ access_token })).toMatchObject({ header: `Bearer ${access_token}` });
		},
	);

	it.each([' x', 'x ', 'x y', 'x\u007f', 'ü', '\u0000'])(
		'a token with other characters is refused: %j',
		async (access_token) => {
			const failure = await failureOf(read({ access_token }));
			expect(failure.message).toBe('The token endpoint returned a token with forbidden characters');
			expect(failure.details.tokenEndpoint).toMatch(/\/token$/);
		},
	);
});

describe('OAuth2 token response: expires_in', () => {
	it.each<[unknown, number]>([
		[3600, 3_600_000],
		['3600', 3_600_000],
		[' 60 ', 60_000],
		[1.5, 1_500],
		['3600.5', 3_600_500],
		// SMART's maximum, if the server does not say.
		...[null, undefined, 0, '0', -1, '-1', '', ' ', 'soon', 'Infinity', true, [], ['60'], {}].map(
			(value): [unknown, number] => [value, 300_000],
		),
		// A day, if it says milliseconds or the time of expiry.
		[3_600_000, 86_400_000],
		[1_795_000_000, 86_400_000],
		['1e99', 86_400_000],
	])('%j is read as %d ms', async (expires_in, lifetime) => {
		expect((await read({ expires_in })).lifetime).toBe(lifetime);
	});
});
