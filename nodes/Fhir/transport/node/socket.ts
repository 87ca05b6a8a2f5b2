import type { TLSSocket } from 'node:tls';
import type { HandshakeTarget } from '../wire';
import type { Connector } from './connector';
import { newDispatcher } from './pools';
import type { TlsConnectOptions } from './secureContext';

/**
 * Opens a TLS connection in the same way as a request would, including through a proxy, and sends nothing over it. The
 * caller must destroy it. Rejects with undici's error.
 */
export async function openTlsSocket(
	{ host, port, connectTimeout, signal, network = {} }: HandshakeTarget,
	tls: TlsConnectOptions,
): Promise<TLSSocket> {
	const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
	return await new Promise((resolve, reject) => {
		let ended = false;
		const intercept =
			(connect: Connector): Connector =>
			(target, callback) =>
				connect(target, (...[error, socket]) => {
					if (error) return callback(error, null);
					if (ended) socket.destroy();
					else resolve(socket as TLSSocket);
					// Ends the request that opened the connection, before it sends anything.
					callback(new Error('The connection was taken over'), null);
				});
		const dispatcher = newDispatcher(tls, { connectTimeout, headerBytes: 16_384, network }, intercept);
		const end = (error: Error) => {
			ended = true;
			signal?.removeEventListener('abort', cancel);
			void dispatcher.destroy();
			// Has no effect once a socket was handed out.
			reject(error);
		};
		// undici ignores a signal until it is connected.
		const cancel = () => end(new Error('Cancelled'));
		signal?.addEventListener('abort', cancel);
		dispatcher
			.request({ origin, path: '/', method: 'HEAD' })
			.then(() => end(new Error('A response arrived before the request')), end);
	});
}
