import type { Mask } from '../support/mask';

/** The methods that FHIR's REST API and OAuth use. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A stream of bytes, read in chunks and only as fast as its reader asks for them. A reader that stops early ends its source. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** What one attempt sends. */
export type HttpContent = string | Uint8Array | ByteStream;

/**
 * What can be sent. If a request is repeated, text and bytes are sent again as they are; a function
 * is called for each attempt: for streams, and for content that must differ each time.
 */
export type HttpBody = string | Uint8Array | (() => HttpContent);

/** Header names in lower case; a header that came more than once is joined by ", ". */
export type HttpHeaders = Readonly<Record<string, string>>;

/** One request, as the layers above ask for it. */
export interface HttpRequest {
	readonly method: HttpMethod;
	/** Absolute http(s) URL with its path and query already encoded. */
	readonly url: string;
	/** Names in lower case. `authorization` is not among them: the client adds it where it belongs. */
	readonly headers?: HttpHeaders;
	readonly body?: HttpBody;
	/**
	 * May the request be sent again if it is unknown whether the server carried it out? Default: only GET and
	 * HEAD. PUT and DELETE are idempotent too (RFC 9110 §9.2.2), but there the caller decides.
	 */
	readonly repeatable?: boolean;
	/**
	 * Where credentials are sent: login, custom headers, client certificate. `own` (default): if the base URL covers the
	 * URL; `origin`: to the whole origin of the base URL, for an address that the server itself returned for a request
	 * with credentials (see `HttpResponse.withCredentials`); `none`: no login and no custom headers, even to the base URL,
	 * e.g. for bulk files that need none.
	 */
	readonly authorization?: 'own' | 'origin' | 'none';
	/**
	 * Is the client certificate shown? `own` (default): as `authorization` says; `always`: also to
	 * this other URL (a token endpoint that the user typed); `never`: not at all. A redirect to
	 * another origin falls back from `always` to `own`.
	 */
	readonly clientCertificate?: 'own' | 'always' | 'never';
	/**
	 * The response's body is read before `send` resolves, so that a body that is cut off counts as a broken
	 * connection and is tried again if the request allows it; with `success`, only where the status is not an error.
	 * Not for bodies to be streamed.
	 */
	readonly whole?: boolean | 'success';
	/**
	 * What a response with an error status says beyond its status and headers. True: the server did nothing, for a reason that
	 * may be over in a moment, so that any request can be sent again, as after a 429. False: it must not be sent again.
	 * Undefined: its status decides. It may read the body, which can be read again afterwards; it must not throw.
	 */
	readonly isTemporary?: (response: HttpResponse) => Promise<boolean | undefined>;
	/**
	 * Does this body of a 400 or 403 (what it parses to, if it is JSON) say that the login was not accepted? Then the request is
	 * sent once more with a new token, as after a 401. Default: no.
	 */
	readonly refusesLogin?: (body: unknown) => boolean;
	/**
	 * `none`: a redirect is a response like any other, for requests whose body contains a secret. `exceptSeeOther`: a 303 is, and
	 * the others are followed. Default `follow`.
	 */
	readonly redirects?: 'follow' | 'none' | 'exceptSeeOther';
	/** Bytes that the response may have after decompression. Default: the client's limit. */
	readonly maxBytes?: number;
	/**
	 * Only the first megabyte of a response with an error status is read (`Limits.errorBytes`), unless this returns true for
	 * its status and that `start`: then it is read like any other.
	 */
	readonly readsWholeError?: (status: number, start: Buffer) => boolean;
	/**
	 * `stream` gives the body as it was sent, with its `Content-Encoding`: for files that are resumed in the middle, or kept
	 * compressed. Such a request names the encodings that it takes in `Accept-Encoding`.
	 */
	readonly keepsEncoding?: boolean;
	/** Aborts the request; the failure then is of kind `cancelled`. */
	readonly signal?: AbortSignal;
}

/** A response of any status. Its body is read once, in one of three ways, or discarded. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	/** The URL that responded: not the requested one if redirects were followed. */
	readonly url: string;
	/** Hides the secrets of the connection: for each text of the response that is shown to a person or logged. */
	readonly mask: Mask;
	/**
	 * `open`: the request was sent before, in an attempt that the server may have carried out although no response to it
	 * arrived. A write may then find its own effect: a resource that it deleted, or created. Default: no such attempt.
	 */
	readonly earlierAttempt?: 'open';
	/**
	 * The request was a write, the server referred it to another address with 303 (See Other), and this is the response to
	 * the GET there: its status says nothing about the write, which may have been carried out.
	 */
	readonly isSeeOther?: boolean;
	/**
	 * Is this the response to a request that could carry credentials? Only then may an address in it be requested with
	 * `authorization: 'origin'`.
	 */
	readonly withCredentials?: boolean;
	/** Takes what a user should know about how the body was read. By default nobody is told. */
	readonly hint?: (message: string) => void;
	/**
	 * The decompressed body as text in its charset, by default UTF-8; see `decodeText`. Throws a `Failure` if it is cut off or too
	 * large; with an error status, what is too large is left out (see `HttpRequest.readsWholeError`).
	 */
	text(): Promise<string>;
	/** The same, if the body is in memory: nobody has to wait for it. */
	textInMemory?(): string;
	/** The decompressed body as bytes. Throws as `text` does. */
	bytes(): Promise<Buffer>;
	/** The body as it arrives, decompressed unless the request keeps its encoding. The stream fails with a `Failure`. */
	stream(): ByteStream;
	/** Discards the body, so that its connection can serve the next request. */
	discard(): Promise<void>;
}

/** All that the layers above see of HTTP. */
export interface HttpClient {
	/**
	 * Sends one request and returns the response, whatever its status is. Retries, redirects, credentials
	 * and limits are handled inside. Throws a `Failure` if there is no response.
	 */
	send(request: HttpRequest): Promise<HttpResponse>;
}
