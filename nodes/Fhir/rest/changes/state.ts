import { isObject } from '../../support/json';
import type { Cursor } from './cursor';
import { milliseconds } from './change';
import { keyLength, SeenChanges, type StoredKeys } from './memory';
import { type Sorting, sortingOf } from './searchPages';

/** The version of what is stored. Another one is not read: the workflow starts anew. */
const version = 1;

/** What a workflow remembers of one resource type. */
export interface FeedState {
	readonly cursor: Cursor;
	readonly sorting: Sorting;
}

/** What was stored, or why it is not used. */
export interface StoredState {
	/** By resource type. */
	readonly feeds: ReadonlyMap<string, FeedState>;
	/** It is of another server or search, or of another version of this package. */
	readonly dropped?: 'changed' | 'unreadable';
}

/** The state of a workflow as JSON. `key` stands for server and search, whose changes it is about. */
export function storedState(key: string, feeds: ReadonlyMap<string, FeedState>): Record<string, unknown> {
	const stored = [...feeds].map(([type, { cursor, sorting }]) => [
		type,
		{
			...(cursor.from !== undefined && { from: new Date(cursor.from).toISOString() }),
			order: sorting.order,
			seen: cursor.seen.stored.map((group) => [...group]),
		},
	]);
	return { version, key, feeds: Object.fromEntries(stored) as unknown };
}

/** Reads what `storedState` gave. It is not trusted: n8n's users can edit it. */
export function parseState(stored: unknown, key: string): StoredState {
	const feeds = new Map<string, FeedState>();
	if (stored === undefined || stored === null) return { feeds };
	if (!isObject(stored) || stored.version !== version || !isObject(stored.feeds))
		return { feeds, dropped: 'unreadable' };
	if (stored.key !== key) return { feeds, dropped: 'changed' };
	for (const [type, feed] of Object.entries(stored.feeds)) {
		const state = parseFeed(feed);
		if (!state) return { feeds: new Map(), dropped: 'unreadable' };
		feeds.set(type, state);
	}
	return { feeds };
}

function parseFeed(feed: unknown): FeedState | undefined {
	if (!isObject(feed) || !Array.isArray(feed.seen)) return undefined;
	const from = typeof feed.from === 'string' ? milliseconds(feed.from) : undefined;
	if (feed.from !== undefined && from === undefined) return undefined;
	const groups: unknown[] = feed.seen;
	if (!groups.every(isStoredKeys)) return undefined;
	return { cursor: { from, seen: SeenChanges.from(groups) }, sorting: sortingOf(feed.order) };
}

function isStoredKeys(group: unknown): group is StoredKeys {
	return (
		Array.isArray(group) &&
		Number.isFinite(group[0]) &&
		typeof group[1] === 'string' &&
		group[1].length % keyLength === 0
	);
}
