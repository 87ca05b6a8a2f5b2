import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import type { FhirClient } from '../client';

/** How long what a server has defined is kept, in milliseconds: as long as its CapabilityStatement. */
const ttl = 10 * 60_000;

/** What is kept for each server. */
const maxEntries = 200;
const maxServers = 20;

interface Kept<Value> {
	readonly value: Promise<Value>;
	readonly until: number;
}

/**
 * Returns a function that reads something of a server once in ten minutes for all clients with the same identity; failures are not
 * kept. It rejects as `read` does.
 */
export function readOnce<Value>(
	read: (client: FhirClient, key: string) => Promise<Value>,
): (client: FhirClient, key: string) => Promise<Value> {
	const servers = new LruMap<unknown, LruMap<string, Kept<Value>>>(maxServers);
	return async (client, key) => {
		const identity = client.identity ?? client;
		const kept = servers.get(identity) ?? new LruMap<string, Kept<Value>>(maxEntries);
		servers.set(identity, kept);
		const now = client.runtime.now();
		const known = kept.get(key);
		const entry = known && known.until > now ? known : { value: read(client, key), until: now + ttl };
		kept.set(key, entry);
		try {
			return await entry.value;
		} catch (error) {
			if (kept.get(key) === entry) kept.delete(key);
			throw asError(error);
		}
	};
}
