/** The little of oidc-provider 9 that the test server uses; the package has no types. */
declare module 'oidc-provider' {
	import type { IncomingMessage, ServerResponse } from 'node:http';

	export interface AccessToken {
		readonly isValid: boolean;
		destroy(): Promise<void>;
	}

	export default class Provider {
		constructor(issuer: string, configuration: object);
		readonly ClientCredentials: { find(token: string): Promise<AccessToken | undefined> };
		callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
		on(event: 'client_credentials.saved', listener: (token: AccessToken) => void): this;
		on(event: 'server_error', listener: (context: unknown, error: Error) => void): this;
	}
}
