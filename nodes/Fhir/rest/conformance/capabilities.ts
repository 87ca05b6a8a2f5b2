import { asError } from '../../support/errors';
import { listMember, textMember } from '../../support/jsonMembers';
import { LruMap } from '../../support/lruMap';
import { runAfter } from '../../support/timers';
import { Failure } from '../../transport/errors/failure';
import type { FhirClient } from '../client';
import type { Resource } from '../model/resource';

/** How long a CapabilityStatement is cached, in milliseconds. It changes when the server is updated. */
const ttl = 10 * 60_000;

/** The number of cached statements: those of large servers take megabytes. */
const maxStatements = 20;

interface Cached {
	readonly statement: Promise<Resource>;
	readonly until: number;
}

/** The statements are cached for the whole process, so that the next execution can use them too. */
const statements = new LruMap<unknown, Cached>(maxStatements);

/**
 * The server's CapabilityStatement (R4 §3.1.0.9), requested once in ten minutes for all clients with the same identity;
 * a client without an identity has its own cache. Throws what `FhirClient.send` throws, and a `Failure` of kind
 * `response` if the server does not return a resource. Failures are not cached. If the caller that sent the request
 * cancels it, the other callers that wait for it send it again.
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

/** What a CapabilityStatement says of its resource types, or of one of them (`rest.resource`). */
export function resourceEntries(statement: Resource, type?: string): unknown[] {
	const entries = listMember(statement, 'rest').flatMap((rest) => listMember(rest, 'resource'));
	return type === undefined ? entries : entries.filter((entry) => textMember(entry, 'type') === type);
}

/** The resource types in a CapabilityStatement (`rest.resource.type`), without duplicates, in its order. */
export function servedTypes(statement: Resource): string[] {
	return [...new Set(resourceEntries(statement).flatMap((entry) => textMember(entry, 'type') ?? []))];
}

/** The canonical URLs of the profiles of a type in a CapabilityStatement (`supportedProfile`, `profile`), without duplicates. */
export function servedProfiles(statement: Resource, type: string): string[] {
	const urls = resourceEntries(statement, type).flatMap((entry) => [
		...listMember(entry, 'supportedProfile'),
		textMember(entry, 'profile'),
	]);
	return [...new Set(urls.filter((url) => typeof url === 'string'))];
}

async function requestStatement(client: FhirClient, signal?: AbortSignal): Promise<Resource> {
	const { resource } = await client.send({ interaction: 'capabilities', method: 'GET', path: 'metadata' }, signal);
	if (resource) return resource;
	throw new Failure({
		kind: 'response',
		message: 'The server did not return a CapabilityStatement',
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
