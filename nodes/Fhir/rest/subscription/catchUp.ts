import type { FhirClient } from '../client';
import { isResource } from '../model/resource';
import { milliseconds } from '../changes/change';
import { historyPath, resourcePath } from '../request/path';
import { searchRequest } from '../search/searchRequest';
import { type Change, changeOf, deletionOf } from './change';
import type { CriteriaWatch } from './definition';

/** Changes that one catch-up gives, at most; the next one goes on from there. */
const maxCaughtUp = 10_000;

/** Results of searches and histories that are not to come from the server's cache. */
const headers = { 'cache-control': 'no-cache' };

const deletionsHint = `The history of the type has more than ${maxCaughtUp} versions since the last catch-up, of which only the latest were read: earlier deletions may be missing.`;

/** What a catch-up found. */
export interface CaughtUp {
	/** Oldest first. */
	readonly changes: readonly Change[];
	/** Were there more than `maxCaughtUp`? */
	readonly cut: boolean;
	/** The time of the last match that was read, in milliseconds since 1970: where to go on from after a cut. */
	readonly readUpTo: number | undefined;
}

/**
 * The matches of a criteria subscription that were changed since an instant (in milliseconds since 1970), by the server's
 * clock; of a resource that was changed several times the last version. Deletions come from the history of the type, where
 * the subscription is for those too. Throws what `FhirClient.search` throws.
 */
export async function changesSince(
	client: FhirClient,
	watch: CriteriaWatch,
	since: number,
	signal?: AbortSignal,
): Promise<CaughtUp> {
	const instant = new Date(since).toISOString();
	const { resourceType, query } = watch;
	const request = searchRequest({
		path: resourcePath(resourceType),
		// Resources that were written together share a time: only with the ID is their order the same on each page.
		query: [...query, ['_lastUpdated', `ge${instant}`], ['_sort', '_lastUpdated,_id'], ['_count', '200']],
		headers,
	});
	const changes: Change[] = [];
	let cut = false as boolean;
	const options = { limit: maxCaughtUp, onLimit: () => (cut = true) };
	for await (const { matches, warnings } of client.search(request, options, signal)) {
		warnings.forEach(client.hint);
		for (const { resource } of matches)
			if (isResource(resource)) changes.push({ ...changeOf(resource), caughtUp: true });
	}
	const last = changes.findLast(({ lastUpdated }) => milliseconds(lastUpdated) !== undefined);
	const readUpTo = milliseconds(last?.lastUpdated);
	const deletions = watch.deletions ? await deletionsSince(client, resourceType, instant, signal) : [];
	// What was deleted after the last match that was read comes with the matches that were not.
	const end = cut ? (readUpTo ?? Infinity) : Infinity;
	const given = deletions.filter(({ lastUpdated }) => (milliseconds(lastUpdated) ?? 0) <= end);
	return { changes: [...changes.sort(byTime), ...given], cut, readUpTo };
}

async function deletionsSince(
	client: FhirClient,
	resourceType: string,
	since: string,
	signal: AbortSignal | undefined,
): Promise<Change[]> {
	const query = [
		['_since', since],
		['_count', '200'],
	] as const;
	const request = { interaction: 'history', method: 'GET', path: historyPath(resourceType), query, headers } as const;
	const latest = new Map<string, Change | undefined>();
	// Newest first: a resource whose latest version is not a deletion is there again.
	const options = { limit: maxCaughtUp, onLimit: () => client.hint(deletionsHint) };
	for await (const { matches, warnings } of client.search(request, options, signal)) {
		warnings.forEach(client.hint);
		for (const entry of matches) {
			const deletion = deletionOf(entry);
			const id = entry.resource?.id ?? deletion?.id;
			if (id !== undefined && !latest.has(id)) latest.set(id, deletion && { ...deletion, caughtUp: true });
		}
	}
	return [...latest.values()].filter((one) => one !== undefined).reverse();
}

function byTime(one: Change, other: Change): number {
	return (milliseconds(one.lastUpdated) ?? 0) - (milliseconds(other.lastUpdated) ?? 0);
}
