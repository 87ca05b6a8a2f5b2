import { createSecureContext, type TLSSocket } from 'node:tls';
import type { TlsSettings } from '../tls/settings';
import { type Handshake, type HandshakeTarget, WireError } from '../wire';
import { chainOf } from './presentedChain';
import { connectOptions, secureOptions, type TlsConnectOptions } from './secureContext';
import { openTlsSocket } from './socket';
import { loadUndici } from './undici';
import { toWireError } from './wireErrors';

/** Milliseconds that the server has to close its side of the connection after the handshake. */
const closeTimeout = 2_000;

const beforeSending = { sent: false, status: 0 } as const;

/** See `Wire.handshake`. */
export async function handshake(
	target: HandshakeTarget,
	tls: TlsSettings,
	trust: 'verify' | 'any',
): Promise<Handshake> {
	try {
		if (target.signal?.aborted) throw new WireError({ code: 'CANCELLED' });
		await loadUndici(true);
		const socket = await openTlsSocket(target, trust === 'any' ? anyServer(tls) : connectOptions(tls));
		const chain = chainOf(socket);
		const protocol = socket.getProtocol() ?? 'TLS';
		if (trust === 'verify') return { protocol, chain, refusal: await refusalAfter(socket) };
		socket.destroy();
		return { protocol, chain };
	} catch (error) {
		throw target.signal?.aborted ? new WireError({ code: 'CANCELLED' }) : toWireError(error, beforeSending);
	}
}

/**
 * Accepts any server. The store is empty, so that Node.js cannot complete the chain with its own CAs. The client certificate
 * is not shown: a server that is not verified may be an impostor.
 */
function anyServer(tls: TlsSettings): TlsConnectOptions {
	const secureContext = createSecureContext({ ca: [], secureOptions: secureOptions(tls) });
	return { rejectUnauthorized: false, secureContext };
}

/** In TLS 1.3 a server checks the client's certificate after the client has finished; its alert gives the reason. */
async function refusalAfter(socket: TLSSocket): Promise<WireError | undefined> {
	const error = await endQuietly(socket);
	if (error === undefined) return undefined;
	const wireError = toWireError(error, beforeSending);
	return wireError.tls && wireError;
}

/** Ends a connection in order, waits until it is closed, and returns the error that arrived meanwhile. */
async function endQuietly(socket: TLSSocket): Promise<unknown> {
	return await new Promise((resolve) => {
		let received: unknown;
		socket.once('error', (error) => {
			received = error;
		});
		socket.once('close', () => resolve(received));
		socket.setTimeout(closeTimeout, () => socket.destroy());
		socket.resume();
		socket.end();
	});
}
