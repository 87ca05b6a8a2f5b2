import type { Change } from './change';

/** Passes over the same pages at most. */
const maxPasses = 20;

/** So many passes have to bring nothing new where the pages of one pass do not fit together. */
const maxQuiet = 5;

/** How many of the last results are looked at. */
export const tailSize = 5;

/**
 * The result up to which all are known. A server may find a resource, and then show a version of it that was made in the
 * meantime (HAPI): its time is later than its place. It is unlikely that all of the last results are such, so the earliest
 * of them counts.
 */
export function reached(found: readonly Change[]): Change | undefined {
	return found
		.slice(-tailSize)
		.reduce<Change | undefined>(
			(earliest, one) => (earliest && earliest.time.at <= one.time.at ? earliest : one),
			undefined,
		);
}

/** Checks that results come in order of their times, but for a few that were changed while they were read. */
export function createOrderCheck() {
	let count = 0;
	let breaks = 0;
	let before: number | undefined;
	return {
		holds(found: readonly Change[]): boolean {
			for (const { time } of found) {
				count++;
				if (before !== undefined && time.at < before) breaks++;
				before = time.at;
			}
			return breaks <= 2 + count / 10;
		},
	};
}

/**
 * Tells after each pass over the same pages whether all that stands on them is known. One page is what the server had at one
 * moment. Several may have shifted, until they bring nothing new once more; where they repeat results, others are missing.
 */
export function createPasses() {
	let [count, quiet] = [0, 0];
	return {
		isLast({ pages, fresh, repeats }: Pass<unknown>): boolean {
			count++;
			quiet = fresh > 0 || count === 1 ? 0 : quiet + 1;
			return pages === 1 || quiet >= (repeats ? maxQuiet : 1) || count === maxPasses;
		},
	};
}

/** What one pass over the pages of a search has brought. */
export interface Pass<Stop> {
	readonly pages: number;
	/** How many changes it brought that no pass before had. */
	readonly fresh: number;
	readonly repeats: boolean;
	readonly stopped: Stop | undefined;
}
