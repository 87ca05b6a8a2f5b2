/** Something in progress that has a deadline. */
export interface Expirable {
	/** The deadline has passed. */
	expire(): void;
}

/** The longest time that a timer of Node.js can wait, in milliseconds: beyond it, it fires at once. */
const longestTimer = 2_147_483_647;

/** By their deadline, in milliseconds of `performance.now()`. */
const deadlines = new Map<number, Set<Expirable>>();

/**
 * Expires `thing` after `milliseconds`, at most a fiftieth later. Returns the set that contains it: what ends by itself must
 * delete itself from the set. It uses real time, as undici's own timeouts do. A timer for each request would add a tenth to
 * the time of a small read.
 */
export function expireAfter(milliseconds: number, thing: Expirable): Set<Expirable> {
	const width = Math.max(1, Math.floor(milliseconds / 50));
	const now = performance.now();
	const due = Math.ceil((now + milliseconds) / width) * width;
	return (deadlines.get(due) ?? newDeadline(due, due - now)).add(thing);
}

function newDeadline(due: number, milliseconds: number): Set<Expirable> {
	const group = new Set<Expirable>();
	deadlines.set(due, group);
	AbortSignal.timeout(Math.min(Math.ceil(milliseconds), longestTimer)).addEventListener('abort', () => {
		deadlines.delete(due);
		for (const thing of group) thing.expire();
	});
	return group;
}
