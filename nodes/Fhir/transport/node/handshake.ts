import type { TLSSocket } from 'node:tls';
import { Failure } from '../errors/failure';
import type { NetworkPolicy } from '../settings';
import { openTlsSocket } from './socket';
import type { TlsConnectOptions } from './secureContext';

/** Whom to shake hands with, and for how long to try. */
export interface HandshakeTarget {
	/** A name or an address, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
	/** Milliseconds without progress after which it is given up. */
	readonly connectTimeout: number;
	readonly signal?: AbortSignal;
	/** Whose look-up is used, and which is asked about each host that is connected to. */
	readonly network?: NetworkPolicy;
}

/** Milliseconds that a server is given to close its side of a connection that has served its purpose. */
const patience = 2_000;

/**
 * Makes a TLS connection over which nothing is sent, through the proxy of the environment where requests go
 * through it: what stands at the other end may be the proxy's doing. Whoever gets it destroys it. Rejects with
 * Node's or undici's error, or with a `Failure` of kind `cancelled`.
 */
export async function shakeHands(
	{ host, port, connectTimeout, signal, network = {} }: HandshakeTarget,
	options: TlsConnectOptions,
): Promise<TLSSocket> {
	if (signal?.aborted) throw cancelled();
	const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
	return await openTlsSocket(origin, options, { connectTimeout, network, signal }).catch((error: unknown) => {
		throw signal?.aborted ? cancelled() : error;
	});
}

/**
 * Ends a connection in order and waits for it to close. In TLS 1.3 a server judges the client's certificate
 * after the client is done: its alert is the error this gives back. Other errors are a matter of manners.
 */
export async function endQuietly(socket: TLSSocket): Promise<unknown> {
	return await new Promise((resolve) => {
		let last: unknown;
		socket.once('error', (error) => {
			last = error;
		});
		socket.once('close', () => resolve(last));
		socket.setTimeout(patience, () => socket.destroy());
		socket.resume();
		socket.end();
	});
}

function cancelled(): Failure {
	return new Failure({ kind: 'cancelled', message: 'The connection was cancelled', effect: 'notSent' });
}
