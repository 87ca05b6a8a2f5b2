import { codeOf, messageOf, nameOf, withinCauses } from '../../support/errors';
import { WireError } from '../wire';
import { tlsFault } from './tlsFault';

/** The connection to a proxy could not be opened. */
export class ProxyError extends Error {
	constructor(
		/** Host and port of the proxy. */
		readonly host: string,
		cause: unknown,
	) {
		super('The proxy could not be used', { cause });
	}
}

/** The proxy did not open a tunnel. */
export class ProxyRefusal extends Error {
	constructor(readonly status: number) {
		super(`The proxy responded with status ${status}`);
	}
}

/** The proxy speaks something else than HTTP, such as `socks5`. */
export class ProxySchemeError extends Error {
	constructor(readonly scheme: string) {
		super('The proxy does not speak HTTP');
	}
}

/** How far a request had got when it failed. */
export interface Progress {
	/** Was it written to the connection, if only in part? */
	readonly sent: boolean;
	/** Status of the response whose body was arriving, or 0. */
	readonly status: number;
}

/** The port's codes for the codes of undici, or for the name of an error without a code. */
const codes: Readonly<Record<string, string>> = {
	UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
	UND_ERR_HEADERS_TIMEOUT: 'RESPONSE_TIMEOUT',
	UND_ERR_BODY_TIMEOUT: 'BODY_TIMEOUT',
	UND_ERR_SOCKET: 'CONNECTION_CLOSED',
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'BODY_INCOMPLETE',
	UND_ERR_HEADERS_OVERFLOW: 'HEADERS_TOO_LARGE',
	UND_ERR_INVALID_ARG: 'INVALID_HEADER',
	UND_ERR_NOT_SUPPORTED: 'INVALID_HEADER',
	HTTPParserError: 'NOT_HTTP',
};

/**
 * Turns an error of undici, Node.js or OpenSSL into a `WireError`, with the error as its cause. A `WireError` is returned as
 * it is: a reader of the body aborted the request with it.
 */
export function toWireError(error: unknown, progress: Progress): WireError {
	const known = withinCauses(error, WireError);
	if (known) return known;
	const facts = { ...progress, cause: error };
	const proxy = proxyFault(error);
	if (proxy) return new WireError({ ...facts, code: 'PROXY', proxy });
	const raw = codeOf(error) ?? nameOf(error);
	const code = Object.hasOwn(codes, raw) ? (codes[raw] ?? raw) : raw;
	if (code === 'INVALID_HEADER') return new WireError({ ...facts, code, header: headerIn(messageOf(error)) });
	const tls = tlsFault(error);
	return tls ? new WireError({ ...facts, ...tls }) : new WireError({ ...facts, code });
}

function proxyFault(error: unknown): WireError['proxy'] {
	// The URLs of requests are parsed before: this is the proxy's.
	if (codeOf(error) === 'ERR_INVALID_URL') return { problem: 'address' };
	const refused = withinCauses(error, ProxyRefusal);
	if (refused) return { problem: 'refused', status: refused.status };
	const other = withinCauses(error, ProxySchemeError);
	if (other) return { problem: 'scheme', scheme: other.scheme };
	const unreachable = withinCauses(error, ProxyError);
	return unreachable && { problem: 'unreachable', host: unreachable.host };
}

/** undici refuses invalid headers before it connects, and its message names them. */
function headerIn(message: string): string | undefined {
	return /(?:invalid|duplicate) (\S+) header/.exec(message)?.[1];
}
