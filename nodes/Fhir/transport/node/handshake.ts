import type { X509Certificate } from 'node:crypto';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { summarize, type PresentedChain } from '../tls/chain';
import type { TlsSettings } from '../tls/settings';
import { WireError, type Handshake, type HandshakeTarget } from '../wire';
import { connectOptions, type TlsConnectOptions } from './secureContext';
import { openTlsSocket } from './socket';
import { toWireError } from './wireErrors';

/** Milliseconds that a server is given to close its side of a connection that has served its purpose. */
const closeTimeout = 2_000;

/** No honest chain is longer than this. */
const maxChain = 10;

const beforeSending = { sent: false, status: 0 } as const;

/** See `Wire.handshake`. */
export async function handshake(
	target: HandshakeTarget,
	tls: TlsSettings,
	trust: 'verify' | 'any',
): Promise<Handshake> {
	try {
		if (target.signal?.aborted) throw new WireError({ code: 'CANCELLED' });
		const socket = await openTlsSocket(target, trust === 'any' ? anyServer(tls) : connectOptions(tls));
		const chain = presentedBy(socket);
		const protocol = socket.getProtocol() ?? 'TLS';
		if (trust === 'verify') return { protocol, chain, refusal: await refusalAfter(socket) };
		socket.destroy();
		return { protocol, chain };
	} catch (error) {
		throw target.signal?.aborted ? new WireError({ code: 'CANCELLED' }) : toWireError(error, beforeSending);
	}
}

/**
 * Accepts any server, with an empty store, so that Node.js cannot complete the chain by CAs of its own. The client
 * certificate has been shown in the handshake that failed, and without it some servers do not even begin.
 */
function anyServer({ clientCertificate }: TlsSettings): TlsConnectOptions {
	const { certificate: cert, key, passphrase } = clientCertificate ?? {};
	return { rejectUnauthorized: false, secureContext: createSecureContext({ ca: [], cert, key, passphrase }) };
}

function presentedBy(socket: TLSSocket): PresentedChain {
	const chain: X509Certificate[] = [];
	let next = socket.getPeerX509Certificate();
	while (next && chain.length < maxChain) {
		chain.push(next);
		next = next.subject === next.issuer ? undefined : next.issuerCertificate;
	}
	return chain.map(summarize);
}

/** In TLS 1.3 a server judges the client's certificate after the client is done; its alert says what is wrong. */
async function refusalAfter(socket: TLSSocket): Promise<WireError | undefined> {
	const error = await endQuietly(socket);
	if (error === undefined) return undefined;
	const wireError = toWireError(error, beforeSending);
	return wireError.tls && wireError;
}

/** Ends a connection in order, waits for it to close, and gives the last error that came meanwhile. */
async function endQuietly(socket: TLSSocket): Promise<unknown> {
	return await new Promise((resolve) => {
		let last: unknown;
		socket.once('error', (error) => {
			last = error;
		});
		socket.once('close', () => resolve(last));
		socket.setTimeout(closeTimeout, () => socket.destroy());
		socket.resume();
		socket.end();
	});
}
