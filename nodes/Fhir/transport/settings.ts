/** Time limits in milliseconds. */
export interface Timeouts {
	/** TCP and TLS handshake. */
	readonly connect: number;
	/** From the request's last byte to the response's headers. */
	readonly response: number;
	/** The whole request with its body, without retries. */
	readonly total: number;
}

/** How much a server can make the client store or do. */
export interface Limits {
	/** Bytes of a response after decompression. */
	readonly bodyBytes: number;
	/** The same for a response with an error status: what follows is not read, since a message for a person is short. */
	readonly errorBytes: number;
	/** Bytes of all headers of a response. */
	readonly headerBytes: number;
	/** Redirects followed for one request. */
	readonly redirects: number;
}

/** When a request is tried again. */
export interface RetrySettings {
	/** Attempts after the first; 0 switches retry off. */
	readonly retries: number;
	/** Milliseconds from the start of the first attempt to the start of the last. */
	readonly budget: number;
}

/** Resolves a host name, called as Node.js calls the `lookup` of a connection. */
export type HostLookup = (
	hostname: string,
	options: object,
	callback: (
		error: Error | null,
		address: string | Array<{ address: string; family: number }>,
		family?: number,
	) => void,
) => void;

/** Where requests may go: n8n's egress filter and a credential's allowed domains. */
export interface NetworkPolicy {
	/** Throws a `Failure` of kind `policy` if the URL is not allowed. Called before every hop. */
	check?(url: string): void | Promise<void>;
	/** Resolves host names under the policy. Must be the same function in the whole process, or pools multiply. */
	readonly lookup?: HostLookup;
	/**
	 * Throws if the proxy or address that is actually connected to is forbidden. Without `lookup`, it must be the same function
	 * too.
	 */
	readonly checkHost?: (hostname: string) => void | Promise<void>;
}

/** Default limits: generous for FHIR, but far from what would crash n8n. */
export const defaultLimits: Limits = {
	bodyBytes: 256 * 1024 * 1024,
	errorBytes: 1024 * 1024,
	headerBytes: 64 * 1024,
	redirects: 5,
};
