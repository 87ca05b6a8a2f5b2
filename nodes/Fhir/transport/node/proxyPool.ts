import type { buildConnector, Dispatcher, Pool } from 'undici';
import { asError } from '../../support/errors';
import { type Connector, failingOnce } from './connector';
import { undici } from './undici';
import { ProxyRefusal, ProxySchemeError } from './wireErrors';

/** How servers are reached through a proxy. */
export interface ProxyPoolSettings {
	/** The proxy's address, as the environment has it. */
	readonly proxy: string;
	/** Connects to the proxy itself. */
	readonly toProxy: Connector;
	/** The TLS of the server, inside a tunnel. */
	readonly tls: buildConnector.BuildOptions;
	/** Milliseconds that the proxy has to open a tunnel. */
	readonly connectTimeout: number;
	/** Intercepts each connection over which a request will be sent. */
	wrap(connect: Connector): Connector;
}

/**
 * A pool for one origin, behind a proxy: https goes through a tunnel (CONNECT, RFC 9110 §9.3.6), http in requests that name
 * the whole URL, as n8n's own nodes do; many proxies open tunnels to port 443 only. Requests fail with
 * `ProxyRefusal`s and `ProxySchemeError`s, and with what `toProxy` fails with.
 */
export function proxiedPool(origin: string, options: Pool.Options, settings: ProxyPoolSettings): Dispatcher {
	try {
		const proxy = parseProxy(settings.proxy);
		return new URL(origin).protocol === 'https:'
			? new (undici().Pool)(origin, { ...options, connect: settings.wrap(failingOnce(tunnel(proxy, settings))) })
			: forwarding(origin, proxy, { ...options, connect: settings.wrap(settings.toProxy) });
	} catch (error) {
		return new (undici().Pool)(origin, { ...options, connect: (_target, callback) => callback(asError(error), null) });
	}
}

/** undici calls it a `Duplex`, but it is the socket to the proxy. */
type OpenSocket = NonNullable<Parameters<Connector>[0]['httpSocket']>;

interface Proxy {
	readonly url: URL;
	/** `Proxy-Authorization`, if the address holds a login. */
	readonly headers: Readonly<Record<string, string>>;
}

/** Throws Node's error for what is not a URL, and a `ProxySchemeError` for a proxy of another kind. */
function parseProxy(address: string): Proxy {
	const url = new URL(address);
	if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new ProxySchemeError(url.protocol.slice(0, -1));
	const { username, password } = url;
	if (username === '' && password === '') return { url, headers: {} };
	const login = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64');
	return { url, headers: { 'proxy-authorization': `Basic ${login}` } };
}

/** A percent sign in a password that nobody encoded stands for itself. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Opens a tunnel, and makes the TLS connection with the server in it. */
function tunnel({ url, headers }: Proxy, { toProxy, tls, connectTimeout }: ProxyPoolSettings): Connector {
	const proxy = new (undici().Pool)(url.origin, { connect: toProxy, headersTimeout: connectTimeout });
	const secure = undici().buildConnector(tls);
	return (target, callback) => {
		const path = `${target.hostname}:${target.port || 443}`;
		const host = target.host ?? path;
		proxy.connect({ path, headers: { ...headers, host, 'proxy-connection': 'keep-alive' } }).then(
			({ socket, statusCode }) => {
				if (statusCode === 200) {
					secure({ ...target, httpSocket: socket as unknown as OpenSocket }, callback);
					return;
				}
				socket.on('error', () => undefined).destroy();
				callback(new ProxyRefusal(statusCode), null);
			},
			(error: unknown) => callback(asError(error), null),
		);
	};
}

/** Sends requests to the proxy, each with the whole URL (RFC 9112 §3.2.2). */
function forwarding(origin: string, { url, headers }: Proxy, options: Pool.Options): Dispatcher {
	const { host } = new URL(origin);
	return new (undici().Pool)(url.origin, options).compose((dispatch) => (request, handler) => {
		const own = request.headers as Record<string, string> | undefined;
		return dispatch({ ...request, path: origin + request.path, headers: { host, ...own, ...headers } }, handler);
	});
}
