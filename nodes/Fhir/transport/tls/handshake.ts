import { isIP, type LookupFunction } from 'node:net';
import * as tls from 'node:tls';
import { Failure } from '../errors/failure';

/** Whom to shake hands with, and for how long to try. */
export interface HandshakeTarget {
	/** A name or an address, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
	/** Milliseconds without progress after which it is given up. */
	readonly connectTimeout: number;
	readonly signal?: AbortSignal;
	readonly lookup?: LookupFunction;
}

/** Milliseconds that a server is given to close its side of a connection that has served its purpose. */
const patience = 2_000;

/**
 * Makes a TLS connection over which nothing is sent. Whoever gets it destroys it. Rejects with Node's error,
 * or with a `Failure` of kind `timeout` or `cancelled`.
 */
export async function shakeHands(
	{ host, port, connectTimeout, signal, lookup }: HandshakeTarget,
	options: tls.ConnectionOptions,
): Promise<tls.TLSSocket> {
	if (signal?.aborted) throw cancelled();
	return await new Promise((resolve, reject) => {
		// Names only: a server name that is an address breaks RFC 6066 §3.
		const servername = isIP(host) ? undefined : host;
		const socket = tls.connect({ ...options, host, port, servername, lookup });
		const abort = () => socket.destroy(cancelled());
		signal?.addEventListener('abort', abort, { once: true });
		socket.setTimeout(connectTimeout, () => socket.destroy(timedOut(host)));
		socket.once('close', () => signal?.removeEventListener('abort', abort));
		socket.once('error', reject);
		socket.once('secureConnect', () => resolve(socket));
	});
}

/**
 * Ends a connection in order and waits for it to close. In TLS 1.3 a server judges the client's certificate
 * after the client is done: its alert is the error this gives back. Other errors are a matter of manners.
 */
export async function endQuietly(socket: tls.TLSSocket): Promise<unknown> {
	return await new Promise((resolve) => {
		let last: unknown;
		socket.once('error', (error) => {
			last = error;
		});
		socket.once('close', () => resolve(last));
		socket.setTimeout(patience);
		socket.resume();
		socket.end();
	});
}

function cancelled(): Failure {
	return new Failure({ kind: 'cancelled', message: 'The connection was cancelled', fate: 'not sent' });
}

function timedOut(host: string): Failure {
	return new Failure({
		kind: 'timeout',
		message: `${host} did not answer in time`,
		advice: 'Check host name and port, and whether a firewall lies between n8n and the server.',
		fate: 'not sent',
	});
}
