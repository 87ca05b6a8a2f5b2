import { asError } from '../../support/errors';
import { LruMap } from '../../support/lruMap';
import { runAfter } from '../../support/timers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Resource } from '../model/resource';

/** Milliseconds for which a CapabilityStatement is cached. Servers change theirs when they are updated. */
const ttl = 10 * 60_000;

/** Statements cached at most: those of large servers have megabytes. */
const maxStatements = 20;

interface Cached {
	readonly statement: Promise<Resource>;
	readonly until: number;
}

/** The process's statements, so that the next execution has them. */
const statements = new LruMap<unknown, Cached>(maxStatements);

/**
 * The server's CapabilityStatement (R4 §3.1.0.9), requested once in ten minutes for all clients of the same identity; a
 * client without one caches for itself. Throws what `client.send` throws, and a `Failure` of kind `response` where no
 * resource comes. A failure is not cached, and a caller who was waiting is not stopped because the one who asked was.
 */
export async function capabilityStatement(client: FhirClient, signal?: AbortSignal): Promise<Resource> {
	const key = client.identity ?? client;
	const now = () => client.runtime.now();
	for (;;) {
		const latest = statements.get(key);
		const shared = latest !== undefined && latest.until > now() ? latest : undefined;
		const cached = shared ?? cache(key, { statement: requestStatement(client, signal), until: now() + ttl });
		try {
			return await cached.statement;
		} catch (error) {
			evict(key, cached);
			const othersCancel = shared !== undefined && error instanceof Failure && error.kind === 'cancelled';
			if (!othersCancel || signal?.aborted) throw asError(error);
		}
	}
}

async function requestStatement(client: FhirClient, signal?: AbortSignal): Promise<Resource> {
	const { resource } = await client.send({ interaction: 'capabilities', method: 'GET', path: 'metadata' }, signal);
	if (resource) return resource;
	throw new Failure({
		kind: 'response',
		message: 'The server has no statement of its capabilities',
		advice: 'Check the Base URL.',
	});
}

function cache(key: unknown, cached: Cached): Cached {
	statements.set(key, cached);
	runAfter(ttl, () => evict(key, cached));
	return cached;
}

function evict(key: unknown, cached: Cached): void {
	if (statements.get(key) === cached) statements.delete(key);
}
