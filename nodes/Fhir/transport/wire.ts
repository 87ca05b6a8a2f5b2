import type { ByteStream, HttpContent, HttpHeaders, HttpMethod } from './http';
import type { NetworkPolicy, Timeouts } from './settings';
import type { PresentedChain } from './tls/chain';
import type { CertificateCheck } from './tls/clientCertificate';
import type { TlsSettings } from './tls/settings';

/**
 * The port to the network: the only thing that the transport asks of the machine it runs on. It sends a request once, and
 * knows no retry, no redirect and no login. `node/` implements it with undici; tests have an implementation in memory.
 */
export interface Wire {
	/** Connections under these settings. None is opened before the first request. */
	connections(settings: WireSettings): WireConnections;
	/**
	 * Opens a TLS connection in the same way as a request would, and sends nothing over it. `verify` validates the
	 * server as the settings say, and waits for the server's verdict on the client certificate; `any` accepts every
	 * certificate, to find out which ones the server presents, and shows none itself. Rejects with a `WireError`.
	 */
	handshake(target: HandshakeTarget, tls: TlsSettings, trust: 'verify' | 'any'): Promise<Handshake>;
	/** Why the TLS library would not use this certificate, which has been read and checked before; undefined if it would. */
	readonly checkClientCertificate: CertificateCheck;
}

/** What connections must have in common to be shared. */
export interface WireSettings {
	readonly tls: TlsSettings;
	/** Milliseconds for TCP and TLS together. */
	readonly connectTimeout: number;
	/** Maximum size of the headers of a response, in bytes. */
	readonly headerBytes: number;
	readonly network: NetworkPolicy;
}

/** Connections to any number of origins. Equal settings share them. */
export interface WireConnections {
	/**
	 * The content codings to ask this origin for, as `Accept-Encoding` lists them (RFC 9110 §12.5.3): those that `WireResponse`
	 * can undo, or `identity` where compression would take longer than it saves.
	 */
	encodings(origin: string): string;
	/**
	 * Sends a request once and resolves when the head of the response has arrived, or all of it: see `WireRequest.awaitedBytes`.
	 * Rejects with a `WireError`.
	 */
	send(request: WireRequest): Promise<WireResponse>;
}

/** One request as it goes on the wire. */
export interface WireRequest {
	readonly method: HttpMethod;
	/** Scheme, host and port. */
	readonly origin: string;
	/** With the query. */
	readonly path: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: HttpContent | undefined;
	/**
	 * The body of a success is waited for, up to so many bytes, since all of it is wanted; whatever goes wrong with it shows when it
	 * is read. Default: nobody waits for it.
	 */
	readonly awaitedBytes?: number;
	/** Called with the status once the head of the response has arrived. It must not throw. */
	onHead?(status: number): void;
	readonly timeouts: Timeouts;
	readonly signal: AbortSignal | undefined;
}

/** A response whose body may still be arriving. The body is read once, or discarded. */
export interface WireResponse {
	readonly status: number;
	readonly headers: HttpHeaders;
	/**
	 * The body, where it was waited for, all of it is there and it was not compressed: nobody has to wait for it again. Undefined
	 * says nothing, and the body has not been read then.
	 */
	arrived?(): Buffer | undefined;
	/** The body, decompressed. Rejects with a `WireError`, of code `BODY_TOO_LARGE` once it has more than `limit` bytes. */
	bytes(limit: number): Promise<Buffer>;
	/**
	 * The first `limit` bytes of the body, decompressed; the rest is neither read nor decompressed. If there are more,
	 * `readOn` is given those bytes, and may return a higher limit: then the body is read as by `bytes`. Rejects as that does.
	 */
	start(limit: number, readOn?: (start: Buffer) => number | undefined): Promise<Buffer>;
	/**
	 * The body, decompressed unless it is to be kept `encoded`, as it arrives. The stream fails with the error that `toError`
	 * makes from the `WireError`.
	 */
	stream(limit: number, toError: (error: WireError) => Error, encoded?: boolean): ByteStream;
	/** Discards the body. Never rejects. */
	discard(): Promise<void>;
}

/** Which server to shake hands with, and how long to try. */
export interface HandshakeTarget {
	/** A name or an address, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
	/** Milliseconds for TCP and TLS together. */
	readonly connectTimeout: number;
	readonly signal?: AbortSignal;
	/** Resolves the host's name, and decides about each host that is connected to. */
	readonly network?: NetworkPolicy;
}

/** A completed handshake. */
export interface Handshake {
	/** E.g. `TLSv1.3`. */
	readonly protocol: string;
	readonly chain: PresentedChain;
	/** The TLS alert with which the server ended the connection afterwards: in TLS 1.3 its verdict on the client certificate. */
	readonly refusal?: WireError;
}

/** What went wrong in TLS. */
export interface TlsFault {
	/** A word that is the same in every version of the TLS library, e.g. `CERT_HAS_EXPIRED` or `ALERT_UNKNOWN_CA`. */
	readonly word: string;
	/** The names in a certificate that is for another host. */
	readonly names?: readonly string[];
	/** What the server presented before the connection failed, completed with the CAs that were trusted for it. */
	readonly chain?: PresentedChain;
}

/** What went wrong with the proxy: its address is not a URL or of another kind, it cannot be reached, or it refuses. */
export type ProxyFault =
	| { readonly problem: 'address' }
	| { readonly problem: 'scheme'; readonly scheme: string }
	| { readonly problem: 'unreachable'; readonly host: string }
	| { readonly problem: 'refused'; readonly status: number };

/** What a `WireError` is made from. */
export interface WireErrorFacts {
	/**
	 * The code of the operating system or TLS library, if there is one (`ECONNREFUSED`, `ENOTFOUND` …), else one of:
	 * - `CONNECT_TIMEOUT`, `RESPONSE_TIMEOUT`, `BODY_TIMEOUT`, `TIMEOUT` (the whole request);
	 * - `CONNECTION_CLOSED`, `BODY_INCOMPLETE`, `NOT_HTTP`, `HEADERS_TOO_LARGE`, `BODY_TOO_LARGE`, `UNDECODABLE`;
	 * - `INVALID_HEADER`, `CONTENT_UNREADABLE`, `CANCELLED`, `PROXY`.
	 */
	readonly code: string;
	/** Was the request written to a connection, if only in part? Default: no. */
	readonly sent?: boolean;
	/** Status of the response whose body was arriving; 0 if none had begun. */
	readonly status?: number;
	readonly tls?: TlsFault;
	readonly proxy?: ProxyFault;
	/** The header that cannot be sent, if it is known. */
	readonly header?: string;
	readonly cause?: unknown;
}

/** A request that got no response, or whose response was cut off, in the port's own terms. */
export class WireError extends Error {
	readonly code: string;
	readonly sent: boolean;
	readonly status: number;
	readonly tls: TlsFault | undefined;
	readonly proxy: ProxyFault | undefined;
	readonly header: string | undefined;

	constructor({ code, sent = false, status = 0, tls, proxy, header, cause }: WireErrorFacts) {
		super(code, { cause });
		this.name = 'WireError';
		this.code = code;
		this.sent = sent;
		this.status = status;
		this.tls = tls;
		this.proxy = proxy;
		this.header = header;
	}
}
