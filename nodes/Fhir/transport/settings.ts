/** Time limits in milliseconds. */
export interface Timeouts {
	/** TCP and TLS handshake. */
	readonly connect: number;
	/** From the request's last byte to the response's headers. */
	readonly response: number;
	/** The whole request with its body, without retries. */
	readonly total: number;
}

/** What a server may make us hold. */
export interface Limits {
	/** Bytes of a response that is read whole, after decompression. */
	readonly bodyBytes: number;
	/** Bytes of all headers of a response. */
	readonly headerBytes: number;
	/** Redirects followed for one request. */
	readonly redirects: number;
}

/** When a request is tried again. */
export interface RetrySettings {
	/** Attempts beside the first; 0 switches retry off. */
	readonly retries: number;
	/** Milliseconds from the first attempt to the start of the last. */
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
	/** Throws a `Failure` of kind `policy` where the URL may not be called. Asked before every hop. */
	check?(url: string): void | Promise<void>;
	/** Resolves host names under the policy. Same function for the whole process, or pools multiply. */
	readonly lookup?: HostLookup;
	/** Throws where the proxy or address actually connected to is forbidden. */
	checkHost?(hostname: string): void | Promise<void>;
}

/** Limits that suit an integration: generous for FHIR, far from a crash of n8n. */
export const defaultLimits: Limits = {
	bodyBytes: 256 * 1024 * 1024,
	headerBytes: 64 * 1024,
	redirects: 5,
};
