import { buildConnector } from 'undici';
import { asError } from '../../support/errors';
import type { NetworkPolicy } from '../settings';
import { ProxyError } from './wireErrors';

/** undici's way to open a connection. */
export type Connector = buildConnector.connector;
type BuildOptions = buildConnector.BuildOptions;

/** A connector that asks the network policy about each host before it connects. */
export function policedConnector(options: BuildOptions, network: NetworkPolicy): Connector {
	const connect = buildConnector({ ...options, ...(network.lookup && { lookup: network.lookup }) });
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
 * undici keeps a request queued and connects again, without end, where a connection fails with its own
 * "socket" error before it is up. With the error wrapped, the request fails instead.
 */
export function failingOnce(connect: Connector): Connector {
	return wrapping(connect, (error) =>
		'code' in error && error.code === 'UND_ERR_SOCKET' ? new BrokenConnect(error) : error,
	);
}

/** A connector to a proxy, whose errors say so. */
export function proxyConnector(connect: Connector): Connector {
	return (target, callback) =>
		wrapping(connect, (error) => new ProxyError(target.host ?? target.hostname, error))(target, callback);
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
