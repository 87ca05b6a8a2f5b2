import type { TLSSocket } from 'node:tls';
import type { HandshakeTarget } from '../wire';
import type { Connector } from './connector';
import { newDispatcher } from './pools';
import type { TlsConnectOptions } from './secureContext';

/**
 * Opens a TLS connection by the way that a request would take, through the proxy of the environment too, and sends
 * nothing over it. The caller destroys it. Rejects with undici's error.
 */
export async function openTlsSocket(
	{ host, port, connectTimeout, signal, network = {} }: HandshakeTarget,
	tls: TlsConnectOptions,
): Promise<TLSSocket> {
	const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
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
