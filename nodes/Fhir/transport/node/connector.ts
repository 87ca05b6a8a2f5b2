import type { buildConnector } from 'undici';
import { asError } from '../../support/errors';
import type { NetworkPolicy } from '../settings';
import { connected } from './compression';
import { rememberingCertificate } from './presentedChain';
import { undici } from './undici';
import { ProxyError } from './wireErrors';

/** undici's function that opens a connection. */
export type Connector = buildConnector.connector;
type BuildOptions = buildConnector.BuildOptions;

/** A connector that resolves names under the network policy, and asks it about each host before it connects. */
export function policedConnector(options: BuildOptions, network: NetworkPolicy): Connector {
	const connect = rememberingCertificate(
		undici().buildConnector({ ...options, ...(network.lookup && { lookup: network.lookup }) }),
	);
	if (!network.checkHost) return connect;
	return (target, callback) => {
		Promise.resolve(target.hostname)
			.then((hostname) => network.checkHost?.(hostname))
			.then(
				() => connect(target, callback),
				(error: unknown) => callback(asError(error), null),
			);
	};
}

/**
 * A connector whose failures reach the request. If a connection fails with undici's own "socket" error while it is being
 * opened, undici would keep the request queued and connect again without end; the wrapped error makes the request fail.
 */
export function failingOnce(connect: Connector): Connector {
	return wrapping(connect, (error) =>
		'code' in error && error.code === 'UND_ERR_SOCKET' ? new BrokenConnect(error) : error,
	);
}

/** A connector to a proxy, whose errors are `ProxyError`s. */
export function proxyConnector(connect: Connector): Connector {
	return (target, callback) =>
		wrapping(connect, (error) => new ProxyError(target.host ?? target.hostname, error))(target, callback);
}

/** A connector that notes where the servers are. */
export function noting(connect: Connector): Connector {
	return (target, callback) =>
		connect(target, (...[error, socket]) => {
			if (error) return callback(error, null);
			const { protocol, host, hostname } = target;
			if (socket.remoteAddress) connected(`${protocol}//${host ?? hostname}`, socket.remoteAddress);
			callback(null, socket);
		});
}

class BrokenConnect extends Error {
	readonly code = 'ECONNRESET';

	constructor(cause: Error) {
		super('The connection broke while it was being opened', { cause });
	}
}

function wrapping(connect: Connector, wrap: (error: Error) => Error): Connector {
	return (target, callback) =>
		connect(target, (...[error, socket]) => (error ? callback(wrap(error), null) : callback(null, socket)));
}
