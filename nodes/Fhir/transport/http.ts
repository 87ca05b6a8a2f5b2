/** The methods that FHIR's REST API and OAuth use. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A stream of bytes: read in chunks, no faster than it is asked for. Reading it only in part ends its source. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** What one attempt sends. */
export type HttpContent = string | Uint8Array | ByteStream;

/**
 * What can be sent. Text and bytes are sent again as they are when a request is repeated; a function
 * is called once for each attempt: for streams, and for what must differ each time.
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
	 * May it be sent again when nobody knows whether the server carried it out? By default only GET
	 * and HEAD may (RFC 9110 §9.2.2 calls PUT and DELETE idempotent too: the caller knows).
	 */
	readonly repeatable?: boolean;
	/** `none` sends no credentials, even to the own server: bulk files that need none. Default `own`. */
	readonly authorization?: 'own' | 'none';
	/**
	 * Where the client certificate is shown: `own` (default) where the base URL covers the URL, `always`
	 * also at this other URL (a token endpoint that the user typed), `never` nowhere. A redirect to
	 * another origin falls back from `always` to `own`.
	 */
	readonly clientCertificate?: 'own' | 'always' | 'never';
	/**
	 * The response's body is read before `send` resolves, so that a body that breaks off counts as a broken
	 * connection and is tried again where the request allows it. Not for what is to be streamed.
	 */
	readonly whole?: boolean;
	/** `none`: a redirect is a response like any other, since the body holds a secret. Default `follow`. */
	readonly redirects?: 'follow' | 'none';
	/** Bytes that the response may have after decompression. Default: the client's limit. */
	readonly maxBytes?: number;
	/** Aborts the request; the failure then is of kind `cancelled`. */
	readonly signal?: AbortSignal;
}

/** A response of any status. Its body is read once, in one of three ways, or discarded. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	/** The URL that answered: another than the one asked where redirects were followed. */
	readonly url: string;
	/** The decompressed body as UTF-8 text; throws a `Failure` when it breaks off or is too large. */
	text(): Promise<string>;
	/** The decompressed body as bytes; throws as `text` does. */
	bytes(): Promise<Buffer>;
	/** The decompressed body as it arrives; the stream fails with a `Failure`. */
	stream(): ByteStream;
	/** Discards the body, so that its connection can serve the next request. */
	discard(): Promise<void>;
}

/** All that the layers above see of HTTP. */
export interface HttpClient {
	/**
	 * Sends one request and gives the response, whatever its status is. Retries, redirects, credentials
	 * and limits are handled inside. Throws a `Failure` where there is no response to give.
	 */
	send(request: HttpRequest): Promise<HttpResponse>;
}
