import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import { runAfter } from '../../support/timers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';

/** How long what a server says of itself is kept, in milliseconds. It changes when the server is updated. */
const ttl = 10 * 60_000;

/** How long it is remembered that a server does not have something: somebody may be about to load it. */
const missingTtl = 30_000;

/** What is kept for each server. */
const maxEntries = 200;
/** A CapabilityStatement of a large server takes megabytes. */
const maxServers = 20;

interface Kept<Value> {
	readonly value: Promise<Value>;
	until: number;
}

/** Reads something of a server by its key. */
type Read<Value> = (client: FhirClient, key: string, signal?: AbortSignal) => Promise<Value>;

/**
 * Returns a function that reads something of a server once in ten minutes, for all clients with the same identity and all executions
 * of the process; a client without an identity has its own cache. It rejects as `read` does. Failures are not kept, and that there is
 * nothing (undefined) only for half a minute. If the caller that sent the request cancels it, the other callers that wait for it
 * send it again.
 */
export function readOnce<Value>(read: Read<Value>): Read<Value> {
	const servers = new LruMap<unknown, LruMap<string, Kept<Value>>>(maxServers);
	return async (client, key, signal) => {
		const identity = client.identity ?? client;
		const kept = servers.get(identity) ?? new LruMap<string, Kept<Value>>(maxEntries);
		servers.set(identity, kept);
		const evict = (entry: Kept<Value>) => {
			if (kept.get(key) === entry) kept.delete(key);
		};
		for (;;) {
			const now = client.runtime.now();
			const latest = kept.get(key);
			const shared = latest !== undefined && latest.until > now ? latest : undefined;
			const entry = shared ?? { value: read(client, key, signal), until: now + ttl };
			if (!shared) {
				kept.set(key, entry);
				runAfter(ttl, () => evict(entry));
			}
			try {
				const value = await entry.value;
				if (value === undefined) entry.until = Math.min(entry.until, now + missingTtl);
				return value;
			} catch (error) {
				evict(entry);
				const othersCancel = shared !== undefined && error instanceof Failure && error.kind === 'cancelled';
				if (!othersCancel || signal?.aborted) throw asError(error);
			}
		}
	};
}
