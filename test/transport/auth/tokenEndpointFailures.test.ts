import { clientCredentials } from '../../../nodes/Fhir/transport/auth/clientCredentials';
import type { TransportSettings } from '../../../nodes/Fhir/transport/client';
import { Failure } from '../../../nodes/Fhir/transport/errors/failure';
import { closeConnections } from '../../../nodes/Fhir/transport/node/pools';
import { selfSigned } from '../../servers/certificates';
import { type Handler, startServer } from '../../servers/httpServer';
import { startProxy } from '../../servers/proxy';
import { failureOf, grant, headerOf, testClient, testRuntime, testSettings, tokenServer } from './support';

const nowhere = 'http://127.0.0.1:9';
const proxyVariables = ['HTTPS_PROXY', 'NO_PROXY', 'https_proxy', 'no_proxy'];
const token = grant({ access_token: 'token' });
const named =
	'The FHIR server named this address itself. Check that it can be reached from n8n, or enter another "Token URL".';

// Connections that are kept know nothing of a proxy that comes later.
afterEach(closeConnections);

/** The failure of a call for a token, by a client with some settings of its own. */
async function failureWith(base: string, tokenUrl?: string, more: Partial<TransportSettings> = {}): Promise<Failure> {
	const runtime = testRuntime();
	const authorization = clientCredentials(testSettings(base, { tokenUrl }), runtime);
	return await failureOf(Promise.resolve(authorization.header(testClient(base, runtime, more))));
}

/** Names a token endpoint that returns no token. */
const naming =
	(token_endpoint: string): Handler =>
	(request, response) => {
		if (request.method === 'POST') request.socket.destroy();
		else response.end(JSON.stringify({ token_endpoint }));
	};

describe('OAuth2 token endpoint that cannot be reached: the advice is about', () => {
	it('the token URL that was typed', async () => {
		expect((await failureWith(nowhere, `${nowhere}/token`)).advice).toBe(
			'Check "Token URL", and that its server is running and can be reached from n8n.',
		);
	});

	it('the base URL if the FHIR server is asked for the token endpoint', async () => {
		expect((await failureWith(`${nowhere}/fhir`)).advice).toContain('Check host and port of the Base URL');
	});

	it('the base URL if the token endpoint is on the same server', async () => {
		const server = await tokenServer(naming('/token'));
		const { advice } = await failureWith(`${server.url}/fhir`);
		expect(advice).not.toContain('named');
	});

	it('the address that the FHIR server named', async () => {
		const server = await tokenServer(naming(`${nowhere}/token`));
		expect((await failureWith(`${server.url}/fhir`)).advice).toBe(named);
	});

	it('the address that the FHIR server named, even on another port of its host', async () => {
		const server = await startServer(naming('https://fhir.example.org:8443/token'), { tls: selfSigned() });
		const proxy = await startProxy({ leadTo: server.port });
		const before = proxyVariables.map((name) => [name, process.env[name]] as const);
		for (const name of proxyVariables) Reflect.deleteProperty(process.env, name);
		process.env.HTTPS_PROXY = proxy.url;
		const failure = await failureWith('https://fhir.example.org');
		for (const [name, value] of before) {
			if (value === undefined) Reflect.deleteProperty(process.env, name);
			else process.env[name] = value;
		}
		await Promise.all([server.close(), proxy.close()]);
		expect([...new Set(proxy.connects)]).toEqual(['fhir.example.org:443', 'fhir.example.org:8443']);
		expect(failure.advice).toBe(named);
	});
});

describe('OAuth2 token call that fails: the kind of failure', () => {
	it('stays tls for a certificate that is not trusted', async () => {
		const server = await startServer(token, { tls: selfSigned() });
		const failure = await failureWith(nowhere, `${server.url}/token`, { tls: { mode: 'default' } });
		await server.close();
		expect(failure).toMatchObject({ kind: 'tls', effect: 'notSent' });
		expect(failure.message).toMatch(/^No access token could be fetched: /);
		expect(failure.advice).toContain('"SSL/TLS Validation"');
	});

	it('stays policy for an address that is not allowed', async () => {
		const check = () => {
			throw new Failure({ kind: 'policy', message: 'It is forbidden', advice: 'Allow it.' });
		};
		expect(await failureWith(nowhere, `${nowhere}/token`, { network: { check } })).toMatchObject({
			kind: 'policy',
			message: 'No access token could be fetched: It is forbidden',
			advice: 'Allow it.',
			effect: 'notSent',
		});
	});

	it('stays response for a response that is too large', async () => {
		const server = await tokenServer((_request, response) => void response.end('x'.repeat(1024 * 1024 + 1)));
		expect(await failureWith(nowhere, `${server.url}/token`)).toMatchObject({ kind: 'response', effect: 'notSent' });
	});

	it('becomes authorization for a failed connection or a timeout', async () => {
		const server = await tokenServer(() => undefined);
		const timeouts = { connect: 5_000, response: 50, total: 5_000 };
		const late = await failureWith(nowhere, `${server.url}/token`, { timeouts });
		expect(late).toMatchObject({ kind: 'authorization', effect: 'notSent' });
		expect(late.cause).toMatchObject({ kind: 'timeout' });
		const lost = await failureWith(nowhere, `${nowhere}/token`);
		expect(lost).toMatchObject({ kind: 'authorization', effect: 'notSent', code: 'ECONNREFUSED' });
		expect(lost.cause).toMatchObject({ kind: 'network' });
	});
});

describe('OAuth2 discovery:', () => {
	const smart = '/.well-known/smart-configuration';
	const oauth = (...extension: object[]) => ({
		url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
		extension,
	});
	const statement = (...extension: object[]) => JSON.stringify({ rest: [{ mode: 'server', security: { extension } }] });

	/** A server of such pages, status first; tokens come from any path. */
	const server = async (pages: Record<string, readonly [number, string]>) =>
		await tokenServer((request, response) => {
			if (request.method === 'POST') return token(request, response);
			const [status, body] = pages[request.url ?? ''] ?? [404, ''];
			return void response.writeHead(status).end(body);
		});

	it('the FHIR server is asked for JSON if "Token URL" is blank', async () => {
		const { url, requests } = await server({ [smart]: [200, '{"token_endpoint":"/token"}'] });
		expect(await headerOf(testSettings(url, { tokenUrl: '  ' }))).toBe('Bearer token');
		expect(requests[0]).toMatchObject({
			url: smart,
			headers: { accept: 'application/json, application/fhir+json;q=0.9' },
		});
	});

	it.each<[string, Record<string, readonly [number, string]>]>([
		['in an error response', { [smart]: [404, '{"token_endpoint":"/wrong"}'] }],
		['that is not a text', { [smart]: [200, '{"token_endpoint":7}'] }],
		['that is an empty text', { [smart]: [200, '{"token_endpoint":""}'] }],
	])('a token endpoint %s is ignored', async (_where, pages) => {
		const right = statement(
			{ url: 'http://example.org/other', extension: [{ url: 'token', valueUri: '/wrong' }] },
			oauth({ url: 'token' }, { url: 'authorize', valueUri: '/wrong' }, { url: 'token', valueUri: '/right' }),
		);
		const { url, requests } = await server({ ...pages, '/metadata': [200, right] });
		await headerOf(testSettings(url));
		expect(requests.map((request) => request.url)).toEqual([smart, '/metadata', '/right']);
	});

	it('the failure contains the base URL if no token endpoint is named', async () => {
		const { url } = await server({ '/metadata': [500, statement(oauth({ url: 'token', valueUri: '/wrong' }))] });
		const failure = await failureOf(headerOf(testSettings(url)));
		expect(failure.details).toEqual({ baseUrl: url });
	});

	it('authentication methods of the server are listed if they are texts', async () => {
		const configuration = {
			token_endpoint: '/token',
			token_endpoint_auth_methods_supported: [7, 'private_key_jwt', null],
		};
		const { url } = await tokenServer((request, response) =>
			request.method === 'POST' ? void response.writeHead(401).end() : void response.end(JSON.stringify(configuration)),
		);
		const { advice } = await failureOf(headerOf(testSettings(url)));
		expect(advice).toContain(
			'The server supports these authentication methods: `private_key_jwt`. The credential uses',
		);
	});
});
