import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import { type PresentedChain, summarize } from '../tls/chain';

type Connector = buildConnector.connector;

/** Longer chains are cut off: no genuine one has as many certificates. */
const maxChain = 10;

/** By the error with which a connection failed, the certificate of its server. */
const certificates = new WeakMap<Error, DetailedPeerCertificate>();

/** The certificates that the server of an open connection presents. */
export function chainOf(socket: TLSSocket): PresentedChain {
	const chain: X509Certificate[] = [];
	let next = socket.getPeerX509Certificate();
	while (next && chain.length < maxChain) {
		chain.push(next);
		next = next.subject === next.issuer ? undefined : next.issuerCertificate;
	}
	return chain.map(summarize);
}

/** The certificates of the server to which a connection failed with this error, if the handshake got so far. */
export function chainBefore(error: unknown): PresentedChain | undefined {
	const chain: X509Certificate[] = [];
	let next = certificates.get(error as Error);
	while (next?.raw && chain.length < maxChain) {
		chain.push(new X509Certificate(next.raw));
		next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
	}
	return chain.length > 0 ? chain.map(summarize) : undefined;
}

/**
 * A connector that remembers the server's certificate for the error with which the connection fails: after that, the socket
 * no longer has it. undici's connector returns the socket, which emits `secure` before it judges the certificate; asked for
 * an `X509Certificate` at that time, Node.js would lose the names in it.
 */
export function rememberingCertificate(connect: Connector): Connector {
	return (target, callback) => {
		let certificate: DetailedPeerCertificate | undefined;
		const open = connect as unknown as (...parameters: Parameters<Connector>) => Partial<TLSSocket> | undefined;
		const socket = open(target, (...[error, opened]) => {
			if (!error) return callback(null, opened);
			if (certificate) certificates.set(error, certificate);
			return callback(error, null);
		});
		socket?.prependOnceListener?.('secure', () => {
			certificate = socket.getPeerCertificate?.(true);
		});
	};
}
