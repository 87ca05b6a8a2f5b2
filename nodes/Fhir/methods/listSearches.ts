import type { ConnectionSource } from '../connection/sources';
import type { FhirClient } from '../rest/client';
import { isResource, type Resource } from '../rest/model/resource';
import type { Query } from '../rest/request/request';
import { isLoginRefusal } from '../rest/response/loginRefusal';
import { searchRequest } from '../rest/search/searchRequest';
import { asError } from '../support/errors';
import { Failure } from '../transport/errors/failure';
import { formClient, listTimeoutMs, unlessUnreachable } from './formServer';

/** A resource that a list can offer. */
export type FoundResource = Resource & { readonly id: string };

/**
 * The resources that any of these searches finds on the server of the open form, each once, those of the first search first.
 * A search that the server refuses finds nothing; rejects where it refuses all, or cannot be asked.
 */
export async function searchAll(
	source: ConnectionSource,
	type: string,
	queries: readonly Query[],
	limit: number,
): Promise<FoundResource[]> {
	const client = await formClient(source, listTimeoutMs);
	const searches = await Promise.allSettled(queries.map(async (query) => await search(client, type, query, limit)));
	const refused = searches.find((one) => one.status === 'rejected');
	if (refused && searches.every(({ status }) => status === 'rejected')) throw asError(refused.reason);
	const found = searches.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
	return [...new Map(found.map((resource) => [resource.id, resource])).values()];
}

/**
 * What the first of these sets of searches finds that the server does not refuse; undefined where it refuses all, or cannot be
 * reached. Rejects as `unlessUnreachable` does.
 */
export async function searchFirst(
	source: ConnectionSource,
	type: string,
	attempts: ReadonlyArray<readonly Query[]>,
	limit: number,
): Promise<FoundResource[] | undefined> {
	return await unlessUnreachable(source, async () => {
		for (const queries of attempts) {
			try {
				return await searchAll(source, type, queries, limit);
			} catch (error) {
				// Where it does not respond, or takes no login, it would not to the next either.
				if (!(error instanceof Failure) || error.kind !== 'http' || isLoginRefusal(error)) throw asError(error);
			}
		}
		return undefined;
	});
}

async function search(client: FhirClient, type: string, query: Query, limit: number): Promise<FoundResource[]> {
	try {
		return await firstPage(client, type, query, limit);
	} catch (error) {
		// A server that cannot sort still has a list.
		const unsorted = query.filter(([name]) => name !== '_sort');
		const isRefused = error instanceof Failure && error.kind === 'http' && (error.status ?? 0) < 500;
		if (!isRefused || unsorted.length === query.length) throw asError(error);
		return await firstPage(client, type, unsorted, limit);
	}
}

async function firstPage(client: FhirClient, type: string, query: Query, limit: number): Promise<FoundResource[]> {
	// What was written a moment ago should be in the list.
	const headers = { 'cache-control': 'no-cache' };
	const request = searchRequest({ path: type, query, headers });
	for await (const { matches } of client.search(request, { limit })) {
		return matches.flatMap(({ resource }) =>
			isResource(resource) && typeof resource.id === 'string' ? [{ ...resource, id: resource.id }] : [],
		);
	}
	return [];
}
