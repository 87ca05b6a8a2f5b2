import type { FhirClient } from '../client';
import { type Change, isChosen } from './change';
import type { Feed, ReadingMethod } from './feed';
import { newestByHistory } from './historyReading';
import { newestBySearch, sortingOf } from './searchPages';

/** How many changes are looked at to find some of the kinds that are wanted. */
const lookedAt = 50;

/**
 * The newest changes of these feeds, newest first, `count` at most: to look at, without consequences. Throws what
 * `FhirClient.search` throws.
 */
export async function newestChanges(
	client: FhirClient,
	feeds: readonly Feed[],
	method: ReadingMethod,
	count: number,
	signal?: AbortSignal,
): Promise<Change[]> {
	const found: Change[] = [];
	for (const feed of feeds) {
		const { changes } =
			method === 'history'
				? await newestByHistory(client, feed, lookedAt, signal)
				: await newestBySearch(client, feed, lookedAt, sortingOf(undefined), signal);
		found.push(...changes.filter((change) => isChosen(change, feed.kinds)));
	}
	return found.sort((a, b) => b.time.at - a.time.at).slice(0, count);
}
