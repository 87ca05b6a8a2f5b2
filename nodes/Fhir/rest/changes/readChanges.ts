import type { FhirClient } from '../client';
import type { Change } from './change';
import { type Cursor, type CursorLimits, moveCursor, type Reading, settledBefore, startCursor } from './cursor';
import type { Feed, ReadingMethod, ReadingRange } from './feed';
import { newestByHistory, readByHistory } from './historyReading';
import { SeenChanges } from './memory';
import { newestBySearch, sortingOf } from './searchPages';
import { readBySearch } from './searchReading';
import { type FeedState, parseState, storedState } from './state';

/** Keys that a workflow remembers at most: with them its state stays below 100 KB. */
const maxSeen = 10_000;

/** How many of the newest changes are looked at to find the time from which on changes are wanted. */
const newestCount = 100;

/** With which change a workflow begins. */
export type Start =
	{ readonly kind: 'now' } | { readonly kind: 'all' } | { readonly kind: 'since'; readonly time: number };

/** What a workflow wants to know of a server. */
export interface ChangesPlan {
	/** Stands for server and search. */
	readonly key: string;
	/** One for each resource type. */
	readonly feeds: readonly Feed[];
	readonly method: ReadingMethod;
	readonly start: Start;
	/** Milliseconds in which a change may become visible later than its time says. */
	readonly overlap: number;
	readonly maxItems: number;
}

/** The changes since the last time. */
export interface ChangesRead {
	/** Oldest first. */
	readonly changes: Change[];
	/** To be stored, as JSON, once the changes are handed over: it counts them as seen. */
	readonly state: Record<string, unknown>;
}

interface Progress {
	readonly feed: Feed;
	readonly state: FeedState;
	readonly reading: Reading;
}

/**
 * Reads what has changed on the server since `stored` was returned as `state`; undefined the first time. Each change comes
 * once, in the order of the server's times, `maxItems` at most; the others come the next time. Throws what `FhirClient.search`
 * throws: then nothing has moved. What a user should know goes to the client's hints.
 */
export async function readChanges(
	client: FhirClient,
	plan: ChangesPlan,
	stored: unknown,
	signal?: AbortSignal,
): Promise<ChangesRead> {
	const { feeds: known, dropped } = parseState(stored, plan.key);
	if (dropped) client.hint(droppedHints[dropped]);
	const feeds = new Map<string, FeedState>();
	const progress: Progress[] = [];
	for (const feed of plan.feeds) {
		const state = known.get(feed.type) ?? (await startOf(client, plan, feed, signal));
		feeds.set(feed.type, state);
		// What it just remembered at its start is not new.
		if (plan.start.kind === 'now' && !known.has(feed.type)) continue;
		const reading = await read(client, plan, feed, state, rangeOf(state.cursor, plan, plan.maxItems), signal);
		progress.push({ feed, state, reading });
	}
	const changes: Change[] = [];
	const counts = countsWithin(progress, plan.maxItems);
	for (const [index, one] of progress.entries()) {
		const { given, cursor } = await advance(client, plan, one, counts[index] ?? 0, signal);
		changes.push(...given);
		feeds.set(one.feed.type, { ...one.state, cursor });
	}
	return { changes: changes.sort((a, b) => a.time.at - b.time.at), state: storedState(plan.key, feeds) };
}

/** How many changes of each reading are among the oldest `maxItems` of all. */
function countsWithin(progress: readonly Progress[], maxItems: number): number[] {
	const all = progress.flatMap(({ reading }, index) => reading.found.map(({ time }) => ({ time, index })));
	const counts = progress.map(() => 0);
	for (const { index } of all.sort((a, b) => a.time.at - b.time.at).slice(0, maxItems))
		counts[index] = (counts[index] ?? 0) + 1;
	return counts;
}

async function advance(
	client: FhirClient,
	plan: ChangesPlan,
	{ feed, state, reading }: Progress,
	count: number,
	signal: AbortSignal | undefined,
): Promise<{ given: readonly Change[]; cursor: Cursor }> {
	const limits = limitsOf(plan);
	let [source, taken] = [reading, count];
	let moved = moveCursor(state.cursor, source, taken, limits);
	if (!moved) {
		const upTo = source.found[count]?.time.at ?? 0;
		source = await read(client, plan, feed, state, { ...rangeOf(state.cursor, plan, Infinity), upTo }, signal);
		taken = source.found.filter(({ time }) => time.at <= upTo).length;
		moved = moveCursor(state.cursor, source, taken, limits);
		if (!moved) moved = moveCursor(state.cursor, source, (taken = source.found.length), limits);
		client.hint(
			`More than ${limits.maxSeen} resources of type ${feed.type} have the same time of their last change. They were all given at once, although Max Items per Poll is ${plan.maxItems}.`,
		);
	}
	if (moved?.shortened) client.hint(shortenedHint(limits.maxSeen, feed.type));
	return { given: source.found.slice(0, taken), cursor: moved?.cursor ?? state.cursor };
}

async function startOf(
	client: FhirClient,
	plan: ChangesPlan,
	feed: Feed,
	signal: AbortSignal | undefined,
): Promise<FeedState> {
	const { start, method, overlap } = plan;
	const sorting = sortingOf(undefined);
	const empty = { seen: SeenChanges.from([]), from: start.kind === 'since' ? start.time : undefined };
	const state = { cursor: empty, sorting };
	if (start.kind !== 'now') return state;
	const now =
		method === 'history'
			? await newestByHistory(client, feed, newestCount, signal)
			: await newestBySearch(client, feed, newestCount, sorting, signal);
	const from = settledBefore(now, overlap);
	const range = { from, overlap, limit: Infinity, isNew: () => true, toRemember: true };
	const reading = await read(client, plan, feed, state, range, signal);
	const limits = limitsOf(plan);
	const { cursor, shortened } = startCursor(reading, from, limits);
	if (shortened) client.hint(shortenedHint(limits.maxSeen, feed.type));
	return { cursor, sorting };
}

function limitsOf({ overlap, feeds }: ChangesPlan): CursorLimits {
	return { overlap, maxSeen: Math.floor(maxSeen / feeds.length) };
}

function rangeOf({ from, seen }: Cursor, { overlap }: ChangesPlan, limit: number): ReadingRange {
	return { from, overlap, limit, isNew: (key) => !seen.has(key) };
}

async function read(
	client: FhirClient,
	{ method }: ChangesPlan,
	feed: Feed,
	{ sorting }: FeedState,
	range: ReadingRange,
	signal: AbortSignal | undefined,
): Promise<Reading> {
	return method === 'history'
		? await readByHistory(client, feed, range, signal)
		: await readBySearch(client, feed, range, sorting, signal);
}

const droppedHints = {
	changed:
		'The server, the login or the search has changed since the last poll, so the trigger starts again as "Start" says. Changes since the last poll that the former settings would have found may be missing.',
	unreadable:
		'What the trigger remembered of its last poll cannot be read by this version of the package, so it starts again as "Start" says.',
};

function shortenedHint(count: number, type: string): string {
	return `More than ${count} resources of type ${type} changed within the overlap, and no more can be remembered: the overlap was shortened for this poll. A change that becomes visible late may be missed. Choose a shorter "Overlap", or fewer resource types for each trigger.`;
}
