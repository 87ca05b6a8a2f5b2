import type { OAuthServerOptions } from './oauth/options';
import { type OAuthServer, spawnServer } from './spawn';

export { BASIC_CLIENT, DEFAULT_SCOPE, FORBIDDEN_SCOPE, POST_CLIENT } from './oauth/options';
export type { OAuthClient, OAuthServerOptions } from './oauth/options';
export type { OAuthServer } from './spawn';

/**
 * A real OAuth server (oidc-provider) for the client credentials grant: secret by header or in the body,
 * `private_key_jwt` with every usual algorithm, resource indicators, replay detection, introspection. It runs in a
 * child process, because Jest cannot load ES modules; hence everything is asynchronous.
 */
export async function startOAuthServer(options: OAuthServerOptions = {}): Promise<OAuthServer> {
	return await spawnServer('oauth', options);
}
