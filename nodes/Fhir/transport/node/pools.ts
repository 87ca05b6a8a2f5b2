import { env } from 'node:process';
import { Agent, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { fingerprint } from '../../support/fingerprint';
import { LruMap } from '../../support/lruMap';
import type { NetworkPolicy } from '../settings';
import { tlsKey } from '../tls/settings';
import type { WireSettings } from '../wire';
import { connectOptions, type TlsConnectOptions } from './secureContext';
import { failingOnce, policedConnector, proxyConnector, type Connector } from './connector';

/** Pools outlive executions; this many kinds of them are kept. */
const maxPools = 32;
/** For an origin. The sender bounds the concurrency; this only keeps a mistake from using up all sockets. */
const connectionsPerOrigin = 128;
/** Idle sockets are closed before servers close theirs: Tomcat's default is 20 s, nginx's 75 s. */
const idleMilliseconds = 10_000;
/** Where a server announces a longer time (`Keep-Alive: timeout`), up to this. */
const maxIdleMilliseconds = 60_000;

/** The variables by which undici finds a proxy. */
const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** A pool that is evicted closes by itself once its last request has ended; nobody has to wait for that. */
const pools = new LruMap<string, Dispatcher>(maxPools, (unused) => void unused.close());

/**
 * Gives the process's dispatcher under these settings, to be asked before each request: a pool that was evicted in the
 * meantime is made anew. Equal settings share one, also across executions; other TLS settings never do, since a resumed
 * TLS session is not verified again. Throws what an unusable client certificate or proxy address throws.
 */
export function dispatcherFor(settings: WireSettings): () => Dispatcher {
	const key = keyOf(settings);
	return () => pools.get(key) ?? newPool(key, settings);
}

/** Closes all pools once their requests have ended: for tests and for a process that ends. */
export async function closeConnections(): Promise<void> {
	await Promise.all(pools.drain().map(async (pool) => await pool.close()));
}

function keyOf({ tls, connectTimeout, headerBytes, network }: WireSettings): string {
	return fingerprint([tlsKey(tls), connectTimeout, headerBytes, policyNumber(network)]);
}

const policyNumbers = new WeakMap<object, number>();
let policies = 0;

/** Policies with the same look-up function are one policy; one that only judges hosts stands for itself. */
function policyNumber(network: NetworkPolicy): number {
	const policy = network.lookup ?? (network.checkHost ? network : undefined);
	if (!policy) return 0;
	const known = policyNumbers.get(policy);
	if (known !== undefined) return known;
	policyNumbers.set(policy, ++policies);
	return policies;
}

function newPool(key: string, settings: WireSettings): Dispatcher {
	const pool = newDispatcher(connectOptions(settings.tls), settings);
	pools.set(key, pool);
	return pool;
}

/**
 * A dispatcher that goes the way of the environment: straight, or through the proxy of `HTTP_PROXY`, `HTTPS_PROXY` and
 * `NO_PROXY`. `wrap` gets hold of each connection to a server before a request is sent over it.
 */
export function newDispatcher(
	tls: TlsConnectOptions,
	{ connectTimeout, headerBytes, network }: Omit<WireSettings, 'tls'>,
	wrap: (connect: Connector) => Connector = (connect) => connect,
): Dispatcher {
	const target = { ...tls, timeout: connectTimeout };
	// The proxy is the administrator's, not the FHIR server's: its own certificate is judged by the default bundle.
	const proxy = { ...connectOptions({ mode: 'default' }), timeout: connectTimeout };
	const direct = policedConnector(target, network);
	const toProxy = failingOnce(proxyConnector(policedConnector(proxy, network)));
	const options = {
		connect: direct,
		connections: connectionsPerOrigin,
		keepAliveTimeout: idleMilliseconds,
		keepAliveMaxTimeout: maxIdleMilliseconds,
		maxHeaderSize: headerBytes,
		// HTTP/2 stays off until a measurement speaks for it.
		allowH2: false,
		factory: (origin: URL | string, given: Agent.Options) => new Pool(origin, poolOptions(given, wrap)),
	};
	// It looks at `NO_PROXY` again for each request, also where there is no proxy.
	if (!proxyVariables.some((name) => env[name])) return new Agent(options);
	return new EnvHttpProxyAgent({
		...options,
		requestTls: target,
		clientFactory: (origin: URL) => new Pool(origin, { connect: toProxy, headersTimeout: connectTimeout }),
	});
}

/** `connect` is ours for direct connections and undici's tunnel for those through a proxy. */
function poolOptions(options: Agent.Options, wrap: (connect: Connector) => Connector): Pool.Options {
	const { connect, ...others } = options;
	return { ...others, ...(typeof connect === 'function' && { connect: wrap(failingOnce(connect)) }) };
}
