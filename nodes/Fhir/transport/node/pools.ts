import { createHash } from 'node:crypto';
import { env } from 'node:process';
import { Agent, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import type { NetworkPolicy } from '../settings';
import { connectOptions, type TlsConnectOptions } from './secureContext';
import { tlsKey, type TlsSettings } from '../tls/settings';
import { failingOnce, policedConnector, proxyConnector, type Connector } from './connector';

/** What connections have in common that may share a pool. */
export interface PoolSettings {
	readonly tls: TlsSettings;
	/** Milliseconds for TCP and TLS together. */
	readonly connectTimeout: number;
	readonly headerBytes: number;
	readonly network: NetworkPolicy;
}

/** Connections of one kind, to any number of origins. */
export interface Connections {
	/** To be asked before each request: a pool that was let go in the meantime is made anew. */
	dispatcher(): Dispatcher;
}

/** Pools outlive executions; this many kinds of them are kept. */
const maxPools = 32;
/** For an origin. Whoever sends bounds the concurrency; this only keeps a mistake from using up all sockets. */
const connectionsPerOrigin = 128;
/** Idle sockets are closed before servers close theirs: Tomcat's default is 20 s, nginx's 75 s. */
const idleMilliseconds = 10_000;
/** Where a server announces a longer time (`Keep-Alive: timeout`), up to this. */
const maxIdleMilliseconds = 60_000;

/** By which undici finds a proxy. */
const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

const pools = new Map<string, Dispatcher>();

/**
 * The process's connections under these settings. Equal settings share them, also across executions;
 * other TLS settings never do, since a resumed TLS session is not verified again.
 */
export function connectionsFor(settings: PoolSettings): Connections {
	const key = keyOf(settings);
	return {
		dispatcher() {
			const pool = pools.get(key) ?? newPool(settings);
			touch(key, pool);
			return pool;
		},
	};
}

/** Closes all pools once what is under way has ended: for tests and for a process that ends. */
export async function closeConnections(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map(async (pool) => await pool.close()));
}

/** Deleted and set again, the map stands in order of use: the first is the one to let go. */
function touch(key: string, pool: Dispatcher): void {
	pools.delete(key);
	pools.set(key, pool);
	if (pools.size <= maxPools) return;
	for (const [oldest, unused] of pools) {
		pools.delete(oldest);
		// Ends by itself when its last request has ended; there is nobody to wait for it.
		void unused.close();
		return;
	}
}

function keyOf({ tls, connectTimeout, headerBytes, network }: PoolSettings): string {
	const parts = [tlsKey(tls), connectTimeout, headerBytes, policyNumber(network)];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
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

function newPool(settings: PoolSettings): Dispatcher {
	return newDispatcher(connectOptions(settings.tls), settings);
}

/**
 * A dispatcher that goes the way of the environment: straight, or through the proxy of `HTTP_PROXY`, `HTTPS_PROXY` and
 * `NO_PROXY`. `wrap` gets hold of each connection to a server before a request is sent over it.
 */
export function newDispatcher(
	tls: TlsConnectOptions,
	{ connectTimeout, headerBytes, network }: Omit<PoolSettings, 'tls'>,
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
