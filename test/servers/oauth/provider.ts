import { setTimeout as pause } from 'node:timers/promises';
import Provider, { type AccessToken } from 'oidc-provider';
import { type Handler, startServer, type TestServer } from '../httpServer';
import {
	BASIC_CLIENT,
	DEFAULT_SCOPE,
	FORBIDDEN_SCOPE,
	type OAuthClient,
	type OAuthServerOptions,
	POST_CLIENT,
	SIGNING_ALGORITHMS,
} from './options';

function registered(client: OAuthClient): object {
	const { id, scope = DEFAULT_SCOPE, method } = client;
	const common = {
		client_id: id,
		scope,
		grant_types: ['client_credentials'],
		redirect_uris: [],
		response_types: [],
		token_endpoint_auth_method: method,
	};
	if (client.method !== 'private_key_jwt') return { ...common, client_secret: client.secret };
	return { ...common, token_endpoint_auth_signing_alg: client.algorithm, jwks: client.jwks };
}

function configuration({ clients = [BASIC_CLIENT, POST_CLIENT], ttl = 300, scopes = [] }: OAuthServerOptions): object {
	const known = new Set([
		...scopes,
		FORBIDDEN_SCOPE,
		...clients.flatMap(({ scope = DEFAULT_SCOPE }) => scope.split(' ')),
	]);
	return {
		clients: clients.map(registered),
		scopes: [...known],
		clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
		enabledJWA: { clientAuthSigningAlgValues: [...SIGNING_ALGORITHMS] },
		ttl: { ClientCredentials: ttl },
		features: {
			clientCredentials: { enabled: true },
			introspection: { enabled: true },
			devInteractions: { enabled: false },
			resourceIndicators: {
				enabled: true,
				defaultResource: () => undefined,
				// Opaque rather than JWT, so that such a token can be looked up and revoked too.
				getResourceServerInfo: (_context: unknown, audience: string) => ({
					scope: [...known].join(' '),
					audience,
					accessTokenTTL: ttl,
					accessTokenFormat: 'opaque',
				}),
			},
		},
	};
}

function formEncoded(text: string): string {
	return new URLSearchParams({ v: text }).toString().slice('v='.length);
}

/** Converts a raw Basic header into the form-encoded header that oidc-provider expects. */
function encodedBasic(authorization: string, rawBasic: true | string[]): string {
	const raw = Buffer.from(authorization.replace(/^basic /i, ''), 'base64').toString('utf8');
	const colon = raw.indexOf(':');
	if (rawBasic !== true && !rawBasic.includes(raw.slice(0, colon))) return authorization;
	const encoded = `${formEncoded(raw.slice(0, colon))}:${formEncoded(raw.slice(colon + 1))}`;
	return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

/** The OAuth server in this process: oidc-provider is an ES module, which Jest cannot load. */
export interface LocalOAuthServer extends TestServer {
	issuer: string;
	tokenUrl: string;
	introspect(token: string): Promise<boolean>;
	revoke(token: string): Promise<void>;
	revokeAll(): Promise<void>;
	tokenCalls(): number;
}

/** Starts oidc-provider on 127.0.0.1. */
export async function serveOAuth(options: OAuthServerOptions): Promise<LocalOAuthServer> {
	const issued = new Set<AccessToken>();
	let calls = 0;

	const handler: Handler = async (request, response) => {
		if (options.latency) await pause(options.latency);
		if (request.method === 'POST' && request.url === '/token') calls++;
		const { authorization } = request.headers;
		if (options.rawBasic && authorization?.toLowerCase().startsWith('basic ')) {
			request.headers.authorization = encodedBasic(authorization, options.rawBasic);
		}
		await serve(request, response);
	};
	const server = await startServer(handler, { tls: options.tls, port: options.port });
	// The issuer holds the port, so the provider comes after the server.
	const provider = new Provider(server.url, configuration(options));
	provider.on('client_credentials.saved', (token) => issued.add(token));
	provider.on('server_error', (_context, error) => process.stderr.write(`${String(error.stack)}\n`));
	const serve = provider.callback();

	return {
		...server,
		issuer: server.url,
		tokenUrl: `${server.url}/token`,
		introspect: async (token) => (await provider.ClientCredentials.find(token))?.isValid ?? false,
		revoke: async (token) => await (await provider.ClientCredentials.find(token))?.destroy(),
		async revokeAll() {
			await Promise.all([...issued].map(async (token) => await token.destroy()));
			issued.clear();
		},
		tokenCalls: () => calls,
	};
}
