import type { Masked } from '../../support/mask';
import type { HttpClient } from '../http';

/**
 * Where a request gets its `Authorization` header from. The client asks for the header before each request to its own
 * server, and reports a response that refuses it.
 */
export interface Authorization {
	/**
	 * The value of the header, or undefined to send none. `http` sends the requests that this needs (token, discovery), with
	 * the same TLS settings and network policy and without credentials. A cached value is returned as it is, not as a
	 * promise, so that the common case costs no microtask. Throws a `Failure` of kind `authorization` if no value can be
	 * obtained.
	 */
	header(http: HttpClient, signal?: AbortSignal): string | undefined | Promise<string | undefined>;
	/** The server refused this value (see `isTokenRefused`). Returns true if the request should be sent once more with a new value. */
	rejected(value: string): boolean;
	/** The server accepted this value. If it refuses the value later, the value has expired or been revoked since. */
	accepted?(value: string): void;
	/** What must not be shown where the server repeats it: passwords, secrets, tokens, also those that were replaced. */
	secrets?(): readonly Masked[];
	/** Hints for the user about the authorization in use, such as scopes that were not granted. */
	hints?(): readonly string[];
}

/** No `Authorization` header at all. */
export const noAuthorization: Authorization = {
	header: () => undefined,
	rejected: () => false,
};
