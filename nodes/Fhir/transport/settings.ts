import type { LookupFunction } from 'node:net';
import type { Authorization } from './auth/authorization';
import type { BaseUrl } from './baseUrl';
import type { HttpHeaders } from './http';
import type { Runtime } from './runtime';
import type { TlsSettings } from './tls/settings';

/** Time limits in milliseconds. */
export interface Timeouts {
	/** TCP and TLS handshake. */
	readonly connect: number;
	/** From the request's last byte to the answer's headers. */
	readonly response: number;
	/** The whole request with its body, without retries. */
	readonly total: number;
}

/** What a server may make us hold. */
export interface Limits {
	/** Bytes of an answer that is read whole, after decompression. */
	readonly bodyBytes: number;
	/** Bytes of all headers of an answer. */
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

/** Where requests may go: n8n's egress filter and a credential's allowed domains. */
export interface NetworkPolicy {
	/** Throws a `Failure` of kind `policy` where the URL may not be called. Asked before every hop. */
	check?(url: string): void | Promise<void>;
	/** Resolves host names under the policy. Same function for the whole process, or pools multiply. */
	readonly lookup?: LookupFunction;
	/** Throws where the proxy or address actually connected to is forbidden. */
	checkHost?(hostname: string): void | Promise<void>;
}

/** All that an HTTP client is made from. */
export interface TransportSettings {
	readonly baseUrl: BaseUrl;
	readonly tls: TlsSettings;
	readonly authorization: Authorization;
	/** Headers for the own server only, such as `x-api-key`; names in lower case. */
	readonly headers: HttpHeaders;
	readonly userAgent: string;
	readonly timeouts: Timeouts;
	readonly limits: Limits;
	readonly retry: RetrySettings;
	readonly network: NetworkPolicy;
	readonly runtime: Runtime;
}

/** Limits that suit an integration: generous for FHIR, far from a crash of n8n. */
export const defaultLimits: Limits = {
	bodyBytes: 256 * 1024 * 1024,
	headerBytes: 64 * 1024,
	redirects: 5,
};
