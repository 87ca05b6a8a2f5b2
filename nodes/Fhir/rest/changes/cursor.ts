import type { Change } from './change';
import { SeenChanges } from './memory';

/**
 * How far a workflow has come with the changes to one resource type. Each change from `from` on is new to it unless it is
 * among `seen`; each change before `from` is settled.
 */
export interface Cursor {
	/** Milliseconds of the server's time; undefined: from the server's first change on. */
	readonly from: number | undefined;
	readonly seen: SeenChanges;
}

/** What one reading of the server has found. */
export interface Reading {
	/** Changes that are new to the workflow, oldest first; all of them, or the oldest ones. */
	readonly found: readonly Change[];
	/** The latest time of a change on the server, as it was when reading began; undefined where nothing was found. */
	readonly newest: number | undefined;
	/** The server's clock when reading began (`Date`), where it says so. */
	readonly date: number | undefined;
}

/** The result of moving a cursor. */
export interface Moved {
	readonly cursor: Cursor;
	/** The window became shorter than the overlap, because there is no room to remember more. */
	readonly shortened: boolean;
}

/** The limits of a cursor. */
export interface CursorLimits {
	/** Milliseconds in which a change may become visible later than its time says. */
	readonly overlap: number;
	/** Changes that are remembered at most. */
	readonly maxSeen: number;
}

/** The earliest time that a server's change can still get: the overlap before the newest one, and before its clock. */
export function settledBefore({ newest, date }: Pick<Reading, 'newest' | 'date'>, overlap: number): number | undefined {
	// A clock that runs ahead on one node of a cluster must not make the changes of the others look settled.
	return newest === undefined ? undefined : wholeSecond(Math.min(newest, date ?? newest) - overlap);
}

/**
 * The cursor after the first `count` of the found changes were given to the workflow, and are remembered. It never goes past
 * a change that was not given. Returns undefined where there is no room to remember a part of the changes of one instant:
 * then all of them have to be given together.
 */
export function moveCursor(cursor: Cursor, reading: Reading, count: number, limits: CursorLimits): Moved | undefined {
	const pending = earliestOf(reading.found.slice(count));
	const settled = settledBefore(reading, limits.overlap);
	const reached = settled === undefined ? undefined : Math.min(settled, pending ?? settled);
	const from = latest(cursor.from, reached === undefined ? undefined : wholeSecond(reached));
	const given = reading.found.slice(0, count);
	const next = { from, seen: remembered(cursor.seen, given, from) };
	return bounded(next, pending ?? Infinity, knownUpTo(reading), limits.maxSeen);
}

/** The first cursor of a workflow that wants changes from now on: what was found is remembered as if it had been given. */
export function startCursor(reading: Reading, from: number | undefined, limits: CursorLimits): Moved {
	const start = { from, seen: SeenChanges.from([]) };
	const moved = moveCursor(start, reading, reading.found.length, limits);
	return moved ?? { cursor: start, shortened: false };
}

function earliestOf(changes: readonly Change[]): number | undefined {
	return changes.reduce<number | undefined>(
		(earliest, { time }) => Math.min(time.notBefore, earliest ?? time.notBefore),
		undefined,
	);
}

function remembered(seen: SeenChanges, given: readonly Change[], from: number | undefined): SeenChanges {
	const all = seen.with(given.map(({ key, time }) => ({ key, time: time.notAfter })));
	return from === undefined ? all : all.since(from);
}

/** The latest time that a change of this reading can have, without a guess at clocks that differ. */
function knownUpTo({ newest, date }: Reading): number {
	// A clock in a header has whole seconds.
	return newest === undefined && date === undefined ? Infinity : Math.max(newest ?? 0, (date ?? 0) + 999);
}

/** Forgets the earliest ones where there are too many; undefined where that would leave out a change that is pending. */
function bounded(cursor: Cursor, pending: number, upTo: number, maxSeen: number): Moved | undefined {
	let { from, seen } = cursor;
	while (seen.size > maxSeen && seen.earliest !== undefined) {
		from = latest(from, Math.min(seen.earliest, upTo) + 1) ?? 0;
		if (from > pending) return undefined;
		seen = seen.since(seen.earliest + 1);
	}
	return { cursor: { from, seen }, shortened: seen !== cursor.seen };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return Math.max(one, other);
}

/**
 * The time without its fraction of a second. Servers that keep whole seconds do not find what they wrote by a time with a
 * fraction.
 */
export function wholeSecond(time: number): number {
	return Math.floor(time / 1000) * 1000;
}
