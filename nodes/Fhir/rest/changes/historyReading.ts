import type { FhirClient } from '../client';
import { historyPath } from '../request/path';
import type { FhirRequest, Query } from '../request/request';
import type { SearchPage } from '../search/paging';
import { type Change, exactly, milliseconds, recordedChange, type UntimedChange } from './change';
import type { Reading } from './cursor';
import { createCollector, type Feed, type ReadingRange } from './feed';
import { resultQuery } from '../search/searchRequest';
import { instant, pair } from './searchPages';

/**
 * Reads the changes of a feed from the history of its type (R4 §3.1.0.10): every version, and deletions. A history is newest
 * first, so that all of its pages are read down to the time to start from; what is written meanwhile only repeats entries.
 * Throws what `FhirClient.search` throws.
 */
export async function readByHistory(
	client: FhirClient,
	feed: Feed,
	range: ReadingRange,
	signal?: AbortSignal,
): Promise<Reading> {
	const collector = createCollector(feed, { ...range, newestFirst: true });
	const times = createTimes(range);
	const since = pair('_since', range.from === undefined ? undefined : instant(range.from));
	for await (const page of client.search(historyRequest(feed, since), { maxPages: feed.maxPages }, signal)) {
		page.warnings.forEach(client.hint);
		times.of(page).forEach((one) => collector.take(one));
	}
	times.rest().forEach((one) => collector.take(one));
	const { newest, date } = times;
	return { found: collector.changes(), newest, date };
}

/** The latest changes, newest first: for a start, and for a look in the editor. */
export async function newestByHistory(client: FhirClient, feed: Feed, count: number, signal?: AbortSignal) {
	const times = createTimes({ from: undefined, overlap: 0 });
	const changes: Change[] = [];
	for await (const page of client.search(historyRequest({ ...feed, count }, []), { maxPages: 1 }, signal)) {
		changes.push(...times.of(page));
		break;
	}
	changes.push(...times.rest());
	// Where all of them are deletions without a time, the clock of the server has to do.
	const newest = times.newest ?? (changes.length > 0 ? times.date : undefined);
	return { changes, newest, date: times.date };
}

/**
 * Gives times to the entries of a history, which come newest first. One without a time of its own (HAPI: deletions) happened
 * between the entries around it; the newest of all, before the time on the server's clock, as far as clocks agree.
 */
function createTimes({ from, overlap }: Pick<ReadingRange, 'from' | 'overlap'>) {
	let newest: number | undefined;
	let date: number | undefined;
	let before: number | undefined;
	let pages = 0;
	let waiting: UntimedChange[] = [];

	const settle = (notBefore: number): Change[] => {
		// A clock in a header has whole seconds.
		const at = before ?? Math.max((date ?? 0) + 999, notBefore);
		const time = { notBefore: Math.min(notBefore, at), at, notAfter: before ?? at + overlap };
		const settled = waiting.map((change) => ({ ...change, time }));
		waiting = [];
		return settled;
	};

	return {
		get newest() {
			return newest;
		},
		get date() {
			return date;
		},
		/** The entries of the next page, without those at its end that have no time. */
		of(page: SearchPage): Change[] {
			if (pages++ === 0) date = milliseconds(page.date);
			return page.matches.flatMap((entry): Change[] => {
				const change = recordedChange(entry);
				if (!change) return [];
				const time = milliseconds(change.lastUpdated);
				if (time === undefined) {
					waiting.push(change);
					return [];
				}
				newest = Math.max(time, newest ?? time);
				const earlier = settle(time);
				before = time;
				return [...earlier, { ...change, time: exactly(time) }];
			});
		},
		/** The entries without a time that are left after the last page. */
		rest: () => settle(from ?? 0),
	};
}

function historyRequest({ type, headers, count }: Feed, since: Query): FhirRequest {
	const query = [...since, ...resultQuery({ count })];
	return { interaction: 'history', method: 'GET', path: historyPath(type), query, headers };
}
