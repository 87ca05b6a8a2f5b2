import { codeOf, messageOf, nameOf, withinCauses } from '../../support/errors';
import { WireError } from '../wire';
import { tlsFault } from './tlsFault';

/** The connection to a proxy could not be made. */
export class ProxyError extends Error {
	constructor(
		/** Host and port of the proxy. */
		readonly host: string,
		cause: unknown,
	) {
		super('The proxy could not be used', { cause });
	}
}

/** How far a request had come when something failed. */
export interface Progress {
	/** Was it written to the connection, if only in part? */
	readonly sent: boolean;
	/** Status of the response whose body was arriving, or 0. */
	readonly status: number;
}

/** The port's names for what undici reports; its HTTP parser has a name, but no code. */
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
 * An error of undici, Node.js or OpenSSL in the port's terms, with the error as its cause. A `WireError` stays what it is:
 * a reader of the body has ended the request with it.
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
	// URLs of requests have been parsed before: this one is the proxy's.
	if (codeOf(error) === 'ERR_INVALID_URL') return { problem: 'address' };
	const refused = /^Proxy response \((\d+)\)/.exec(messageOf(error));
	if (refused) return { problem: 'refused', status: Number(refused[1]) };
	const broken = withinCauses(error, ProxyError);
	return broken && { problem: 'unreachable', host: broken.host };
}

/** undici refuses such headers before it connects, and names them as it got them. */
function headerIn(message: string): string | undefined {
	return /(?:invalid|duplicate) (\S+) header/.exec(message)?.[1];
}
