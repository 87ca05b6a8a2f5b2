import { env } from 'node:process';
import type { Dispatcher, Pool } from 'undici';
import { fingerprint } from '../../support/fingerprint';
import { LruMap } from '../../support/lruMap';
import type { NetworkPolicy } from '../settings';
import { tlsKey } from '../tls/settings';
import type { WireSettings } from '../wire';
import { type Connector, failingOnce, noting, policedConnector, proxyConnector } from './connector';
import { proxiedPool } from './proxyPool';
import { proxyChoice } from './proxyVariables';
import { connectOptions, type TlsConnectOptions } from './secureContext';
import { undici } from './undici';

/** Pools outlive executions: at most this many are kept. */
const maxPools = 32;
/** The runner limits the concurrency; this only prevents a mistake from using up all sockets. */
const connectionsPerOrigin = 128;
/** Idle sockets are closed before the server closes them: Tomcat's default is 20 s, nginx's 75 s. */
const idleMs = 10_000;
/** The maximum if the server announces a longer time (`Keep-Alive: timeout`). */
const maxIdleMs = 60_000;

/** An evicted pool closes by itself once its last request has ended; nobody has to wait for that. */
const pools = new LruMap<string, Dispatcher>(maxPools, (evicted) => void evicted.close());

/**
 * Returns a function that gives the dispatcher for these settings, to be called before each request: a pool that was evicted
 * in the meantime is made again. Equal settings share a dispatcher, also across executions; different TLS settings never do,
 * since a resumed TLS session is not verified again. The function throws the error of Node.js or undici for an unusable
 * client certificate or proxy address.
 */
export function dispatcherFor(settings: WireSettings): () => Dispatcher {
	const key = keyOf(settings);
	return () => pools.get(key) ?? newPool(key, settings);
}

/** Closes all pools once their requests have ended: for tests and for the end of the process. */
export async function closeConnections(): Promise<void> {
	await Promise.all(pools.drain().map(async (pool) => await pool.close()));
}

function keyOf({ tls, connectTimeout, headerBytes, network }: WireSettings): string {
	return fingerprint([tlsKey(tls), connectTimeout, headerBytes, policyNumber(network)]);
}

const policyNumbers = new WeakMap<object, number>();
let lastPolicyNumber = 0;

/** Policies with the same functions for connections count as one, and those without any as none. */
function policyNumber({ lookup, checkHost }: NetworkPolicy): number {
	const policy = lookup ?? checkHost;
	if (!policy) return 0;
	const known = policyNumbers.get(policy);
	if (known !== undefined) return known;
	policyNumbers.set(policy, ++lastPolicyNumber);
	return lastPolicyNumber;
}

function newPool(key: string, settings: WireSettings): Dispatcher {
	const pool = newDispatcher(connectOptions(settings.tls), settings);
	pools.set(key, pool);
	return pool;
}

/**
 * A dispatcher that connects as the environment says when it is made: directly, or through the proxy that `HTTP_PROXY`,
 * `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` choose for an origin. `wrap` can intercept each connection to a server before a
 * request is sent over it.
 */
export function newDispatcher(
	tls: TlsConnectOptions,
	{ connectTimeout, headerBytes, network }: Omit<WireSettings, 'tls'>,
	wrap: (connect: Connector) => Connector = (connect) => connect,
): Dispatcher {
	const target = { ...tls, timeout: connectTimeout };
	const direct = wrap(noting(failingOnce(policedConnector(target, network))));
	// The proxy belongs to the network, not to the FHIR server: its certificate is validated by the default CA bundle.
	const proxy = { ...connectOptions({ mode: 'default' }), timeout: connectTimeout };
	const toProxy = failingOnce(proxyConnector(policedConnector(proxy, network)));
	const proxyFor = proxyChoice(env);
	const { Agent, Pool } = undici();
	return new Agent({
		connect: direct,
		connections: connectionsPerOrigin,
		keepAliveTimeout: idleMs,
		keepAliveMaxTimeout: maxIdleMs,
		maxHeaderSize: headerBytes,
		// HTTP/2 stays off until a measurement shows that it helps.
		allowH2: false,
		factory: (origin: URL | string, options: Pool.Options) => {
			const address = proxyFor?.(String(origin));
			if (address === undefined) return new Pool(origin, options);
			return proxiedPool(String(origin), options, { proxy: address, toProxy, tls: target, connectTimeout, wrap });
		},
	});
}
