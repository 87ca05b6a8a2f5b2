import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ClientAuthentication } from '../../../nodes/Fhir/transport/auth/settings';
import type { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { failureOf, headerOf, testRuntime, tokenServer } from './support';

const base = 'http://127.0.0.1:9/fhir';
const secret = 'planted-s3cret/+&';
const clientId = 'planted-client';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwt: ClientAuthentication = {
	method: 'privateKeyJwt',
	key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
	keyId: 'key-7',
};

type Respond = (response: ServerResponse, body: string, headers: NodeJS.Dict<string | string[]>) => void;

async function refusedBy(
	respond: Respond,
	authentication: ClientAuthentication = { method: 'secretHeader', secret },
	runtime = testRuntime(),
): Promise<Failure> {
	const server = await tokenServer((request, response) => respond(response, request.body.toString(), request.headers));
	return await failureOf(headerOf(server.settings(base, { clientId, authentication }), runtime));
}

const json =
	(status: number, body: unknown): Respond =>
	(response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
const text =
	(status: number, body: string, type = 'text/plain'): Respond =>
	(response) => {
		response.writeHead(status, { 'content-type': type });
		response.end(body);
	};

describe('OAuth2 token refusal: message and advice if the token endpoint', () => {
	it.each<[string, Respond, string, RegExp]>([
		[
			'does not know the client',
			json(401, { error: 'invalid_client' }),
			'The token endpoint does not accept the client ID and secret',
			/Enter "Client ID" and "Client Secret" again.*header as it is \(Oracle Health\)/,
		],
		[
			'says so in plain text, as Oracle Health does',
			text(401, 'Client authentication failed.'),
			'The token endpoint does not accept the client ID and secret',
			/The server says: Client authentication failed\.$/,
		],
		[
			'does not grant the scope',
			json(400, { error: 'invalid_scope', error_description: 'unknown scope' }),
			'The token endpoint does not grant the requested scopes',
			/Compare "Scope".*The server says: unknown scope$/,
		],
		[
			'does not allow the client this grant',
			json(400, { error: 'unauthorized_client' }),
			'The token endpoint does not accept this client: its ID or secret is wrong, or the client credentials grant is not allowed for it',
			/client credentials grant/,
		],
		[
			'does not offer the grant',
			json(400, { error: 'unsupported_grant_type' }),
			'The token endpoint does not offer the client credentials grant',
			/"Token URL"/,
		],
		['refuses the grant', json(400, { error: 'invalid_grant' }), 'The token endpoint refuses the grant', /active/],
		[
			'misses a parameter',
			json(400, { error: 'invalid_request' }),
			'The token endpoint considers the token request incomplete or contradictory',
			/"Audience"/,
		],
		[
			'does not know the resource (RFC 8707)',
			json(400, { error: 'invalid_target' }),
			'The token endpoint does not know the requested resource or audience',
			/"Resource"/,
		],
		['denies access', json(403, { error: 'access_denied' }), 'The token endpoint denies this client access', /active/],
		[
			'uses a non-standard error code',
			json(400, { error: 'tenant_locked', error_description: 'locked since May' }),
			'The token endpoint refuses the token request',
			/locked since May$/,
		],
		[
			'is a gateway that returns a page',
			text(200, '<!DOCTYPE html><html><head><title>Sign in</title></head></html>', 'text/html'),
			'The token endpoint returned a web page instead of a token',
			/login page, or the page of a gateway.*The server says: Sign in$/,
		],
		[
			'is a gateway that forbids the request',
			text(403, '<html><title>Forbidden</title></html>', 'text/html'),
			'The token endpoint returned a web page instead of a token',
			/gateway/,
		],
		['does not exist', text(404, 'nope'), 'There is no token endpoint at the token URL', /Check "Token URL"/],
		['does not accept POST', text(405, ''), 'There is no token endpoint at the token URL', /Check "Token URL"/],
		['throttles requests', text(429, ''), 'The token endpoint receives too many requests', /Wait a few minutes/],
		['is down', text(503, 'maintenance'), 'The token endpoint is not available', /Try again later/],
		['returns JSON without a token', json(200, { ok: true }), 'The token endpoint returned no token', /"Token URL"/],
		['returns an empty response', text(200, ''), 'The token endpoint returned no token', /"Token URL"/],
		[
			'returns a token of another type',
			json(200, { access_token: 'x', token_type: 'DPoP' }),
			'The token endpoint returned a token that is not of type Bearer',
			/"Token URL"/,
		],
		[
			'returns a token that could split a header',
			json(200, { access_token: 'x\r\ny', token_type: 'Bearer' }),
			'The token endpoint returned a token with forbidden characters',
			/"Token URL"/,
		],
	])('%s', async (_what, respond, message, advice) => {
		const failure = await refusedBy(respond);
		expect(failure.message).toBe(message);
		expect(failure.advice).toMatch(advice);
		expect(failure).toMatchObject({ kind: 'authorization', effect: 'notSent' });
	});

	it('redirects: id and secret are not sent along', async () => {
		const stranger = await tokenServer((_request, response) => void response.end('{}'));
		const failure = await refusedBy((response) => {
			response.writeHead(307, { location: `${stranger.url}/token?x=1` }).end();
		});
		expect(failure.message).toBe('The token endpoint redirects to another address');
		expect(failure.advice).toContain(`to \`${stranger.url}/token\`: if that is the token endpoint`);
		expect(stranger.requests).toEqual([]);
	});

	it('refuses: code and status are kept for the error branch', async () => {
		const failure = await refusedBy(json(401, { error: 'invalid_client', error_description: 'no' }));
		expect(failure).toMatchObject({ code: 'invalid_client', status: 401 });
		expect(failure.details).toMatchObject({ error: 'invalid_client', serverSays: 'no', status: 401 });
	});
});

describe('OAuth2 token refusal: the advice for a refused JWT', () => {
	it('mentions the registered key, its ID, and the time until it is active', async () => {
		const failure = await refusedBy(json(400, { error: 'invalid_client', error_description: null }), jwt);
		expect(failure.message).toBe('The token endpoint does not accept the signed JWT of this client');
		expect(failure.advice).toMatch(/key ID `key-7`.*takes time to become active: with Epic/);
		expect(failure.advice).not.toContain('clock');
	});

	it.each([
		[7 * 60_000, /7 min ahead of the server's/],
		[-3 * 60_000, /3 min behind the server's/],
	])('mentions the clock if it is off by %d ms', async (off, advice) => {
		const runtime = testRuntime();
		runtime.time += off;
		expect((await refusedBy(json(400, { error: 'invalid_client' }), jwt, runtime)).advice).toMatch(advice);
	});
});

describe("OAuth2 token refusal: the server's own text", () => {
	it.each<[string, ClientAuthentication]>([
		['header', { method: 'secretHeader', secret }],
		['raw header', { method: 'secretHeaderRaw', secret }],
		['body', { method: 'secretBody', secret }],
		['JWT', jwt],
	])('is shown without echoed secrets, with the secret in: %s', async (_what, authentication) => {
		let planted: string[] = [];
		const failure = await refusedBy((response, body, headers) => {
			const assertion = new URLSearchParams(body).get('client_assertion');
			const basic = headers.authorization === undefined ? undefined : String(headers.authorization).slice(6);
			planted = [
				clientId,
				...(authentication.method === 'privateKeyJwt' ? [] : [secret, encodeURIComponent(secret)]),
				...(assertion === null ? [] : [assertion.slice(0, 40), assertion]),
				...(basic === undefined ? [] : [basic, `Basic ${basic}`]),
			];
			const words = ['<b>Bad</b> `client`', ...planted].join('\n');
			response.writeHead(400);
			response.end(JSON.stringify({ error: 'invalid_request', error_description: words }));
		}, authentication);
		const shown = JSON.stringify([failure.message, failure.advice, failure.details, failure.stack]);
		expect(shown).toContain("Bad 'client' [client id]");
		expect(planted.length).toBeGreaterThan(2);
		for (const text of planted) expect(shown).not.toContain(text);
	});

	it('is cut short and on one line', async () => {
		const failure = await refusedBy(json(400, { error: 'x_y', error_description: `a\nb\u0000c ${'d'.repeat(2000)}` }));
		expect(String(failure.details.serverSays)).toMatch(/^a b c d{294}$/);
	});
});
