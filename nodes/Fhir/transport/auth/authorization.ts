import type { Masked } from '../../support/mask';
import type { Failure } from '../errors/failure';
import type { RequestInfo } from '../errors/requestInfo';
import type { HttpBody, HttpClient, HttpHeaders, HttpMethod, HttpResponse } from '../http';

/** A request as it goes on the wire, but for its signature. */
export interface OutgoingRequest {
	readonly method: HttpMethod;
	readonly url: URL;
	/** Names in lower case. */
	readonly headers: HttpHeaders;
	/** A function is called to hash the body, and once more to send it. */
	readonly body: HttpBody | undefined;
	readonly signal: AbortSignal | undefined;
}

/**
 * What proves to the FHIR server who sends a request: for most logins an `Authorization` header, for some other headers, or a
 * signature of the request. The client asks for all of it before each request to its own server, and reports a response
 * that refuses it.
 */
export interface Authorization {
	/**
	 * The value of the header, or undefined to send none. `http` sends the requests that this needs (token, discovery), with
	 * the same TLS settings and network policy and without credentials. A cached value is returned as it is, not as a
	 * promise, so that the common case costs no microtask. Throws a `Failure` of kind `authorization` if no value can be
	 * obtained.
	 */
	header(http: HttpClient, signal?: AbortSignal): string | undefined | Promise<string | undefined>;
	/** Further headers, the same for each request, such as API keys. Names in lower case. */
	readonly headers?: HttpHeaders;
	/**
	 * Headers that can be made only from the whole request: its signature. Called for each attempt, redirected ones included.
	 * May reject with a `WireError` for a body that cannot be read.
	 */
	sign?(request: OutgoingRequest): HttpHeaders | Promise<HttpHeaders>;
	/**
	 * The server refused this value (see `isTokenRefused`). Returns true if the request should be sent once more with a new value.
	 * A login whose value never changes has none.
	 */
	rejected?(value: string): boolean;
	/** The server accepted this value. If it refuses the value later, the value has expired or been revoked since. */
	accepted?(value: string): void;
	/**
	 * The failure for a response with an error status, where this kind of login knows better than the status what is wrong.
	 * The body of the response is in memory, and may be read again.
	 */
	refusal?(response: HttpResponse, requestInfo: RequestInfo): Promise<Failure | undefined>;
	/** What must not be shown where the server repeats it: passwords, secrets, tokens, also those that were replaced. */
	secrets?(): readonly Masked[];
	/** Hints for the user about the authorization in use, such as scopes that were not granted. */
	hints?(): readonly string[];
}

/** A login that can get another value in place of one that the server refused. */
export type RenewableAuthorization = Authorization & Required<Pick<Authorization, 'rejected'>>;

/** No `Authorization` header at all. */
export const noAuthorization: Authorization = {
	header: () => undefined,
};
