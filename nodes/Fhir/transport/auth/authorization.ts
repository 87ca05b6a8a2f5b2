import type { HttpClient } from '../http';

/**
 * How a request gets its `Authorization` header. The client asks before each request to the own
 * server, and says so when the server answers 401.
 */
export interface Authorization {
	/**
	 * The header's value, or nothing where no header is sent. `http` sends what has to be asked first
	 * (token, discovery), under the same TLS mode and network policy, without credentials of its own.
	 * A plain value where it is at hand, so that the common case costs no microtask.
	 * Throws a `Failure` of kind `authorization` when there is none to be had.
	 */
	header(http: HttpClient, signal?: AbortSignal): string | undefined | Promise<string | undefined>;
	/** The server refused this value: true when a new one is worth one more try. */
	rejected(value: string): boolean;
	/** The server carried out a request with this value: should it refuse it later, something has happened to it since. */
	accepted?(value: string): void;
	/** Sentences for the user about the authorization in use, e.g. scopes that were not granted. */
	hints?(): readonly string[];
}

/** No `Authorization` header at all. */
export const noAuthorization: Authorization = {
	header: () => undefined,
	rejected: () => false,
};
