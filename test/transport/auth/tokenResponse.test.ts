import { type Grant, readGrant } from '../../../nodes/Fhir/transport/auth/tokenResponse';
import { failureOf, testClient, testRuntime, testSettings, tokenServer } from './support';

/** What is read from an answer of the token endpoint. */
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

describe('A token is taken', () => {
	it('with its scope', async () => {
		expect(await read({ scope: 'a b', expires_in: 60 })).toEqual({
			header: 'Bearer token',
			lifetime: 60_000,
			scope: 'a b',
		});
	});

	it.each([200, 201, 299])('from an answer with status %d', async (status) => {
		expect(await read({}, status)).toMatchObject({ header: 'Bearer token' });
	});

	it.each([300, 400, 500])('from none with status %d', async (status) => {
		expect(await failureOf(read({}, status))).toMatchObject({ kind: 'authorization', status });
	});

	it.each(['Bearer', 'bearer', 'BearerToken', '', null, undefined])('of the type %j', async (token_type) => {
		expect(await read({ token_type })).toMatchObject({ header: 'Bearer token' });
	});

	it.each(['MAC', 'NotBearer', 'BearerTokens', 'Bearer x'])('of no type such as %s', async (token_type) => {
		expect(await failureOf(read({ token_type }))).toMatchObject({
			message: 'The token endpoint gave a token that is not of type Bearer',
		});
	});

	it.each(['!', '~', 'a/b+c=='])('of characters that a header may hold: %s', async (access_token) => {
		expect(await read({ access_token })).toMatchObject({ header: `Bearer ${access_token}` });
	});

	it.each([' x', 'x ', 'x y', 'x\u007f', 'ü', '\u0000'])('of no others: %j', async (access_token) => {
		const failure = await failureOf(read({ access_token }));
		expect(failure.message).toBe('The token endpoint gave a token with forbidden characters');
		expect(failure.details.tokenEndpoint).toMatch(/\/token$/);
	});
});

describe('The lifetime of a token', () => {
	it.each<[unknown, number]>([
		[3600, 3_600_000],
		['3600', 3_600_000],
		[' 60 ', 60_000],
		[1.5, 1_500],
		[0, 0],
		['0', 0],
		// SMART's longest one, where the server does not say.
		[null, 300_000],
		[undefined, 300_000],
	])('%j s', async (expires_in, lifetime) => {
		expect((await read({ expires_in })).lifetime).toBe(lifetime);
	});

	it.each<[unknown]>([[-1], ['-1'], [''], [' '], ['soon'], ['Infinity'], [true], [[]], [['60']], [{}]])(
		'cannot be %j',
		async (expires_in) => {
			expect(await failureOf(read({ expires_in }))).toMatchObject({
				message: 'The token endpoint gave a token with a lifetime that is not a number',
			});
		},
	);
});
