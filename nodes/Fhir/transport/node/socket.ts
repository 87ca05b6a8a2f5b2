import type { TLSSocket } from 'node:tls';
import type { NetworkPolicy } from '../settings';
import type { TlsConnectOptions } from './secureContext';
import type { Connector } from './connector';
import { newDispatcher } from './pools';

/** What bounds the opening of a connection. */
export interface SocketBounds {
	/** Milliseconds for TCP and TLS together. */
	readonly connectTimeout: number;
	readonly network: NetworkPolicy;
	readonly signal?: AbortSignal;
}

/**
 * Opens a TLS connection to an origin in the way that a request would take, through the proxy of the environment too,
 * and sends nothing over it. Whoever gets it destroys it. Rejects with undici's error.
 */
export async function openTlsSocket(
	origin: string,
	tls: TlsConnectOptions,
	{ connectTimeout, network, signal }: SocketBounds,
): Promise<TLSSocket> {
	return await new Promise((resolve, reject) => {
		let over = false;
		const taking =
			(connect: Connector): Connector =>
			(target, callback) =>
				connect(target, (...[error, socket]) => {
					if (error) return callback(error, null);
					if (over) socket.destroy();
					else resolve(socket as TLSSocket);
					// The request that led here ends, before it has sent anything.
					callback(new Error('The connection is used otherwise'), null);
				});
		const dispatcher = newDispatcher(tls, { connectTimeout, headerBytes: 16_384, network }, taking);
		const end = (error: Error) => {
			over = true;
			signal?.removeEventListener('abort', cancel);
			void dispatcher.destroy();
			// After a socket was handed out, that changes nothing.
			reject(error);
		};
		// undici looks at a signal only once it is connected.
		const cancel = () => end(new Error('Cancelled'));
		signal?.addEventListener('abort', cancel);
		dispatcher
			.request({ origin, path: '/', method: 'HEAD' })
			.then(() => end(new Error('Answered before it was asked')), end);
	});
}
