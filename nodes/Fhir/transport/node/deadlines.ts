/** Something in progress whose time can be over. */
export interface Expirable {
	/** Its time is over. */
	expire(): void;
}

/** By the millisecond of the process's clock at which their time is over. */
const deadlines = new Map<number, Set<Expirable>>();

/**
 * Expires `thing` after `milliseconds`, at most a fiftieth later. Gives the set that it stands in; what ends by itself
 * deletes itself from it. The clock is the real one, like that of undici's own timeouts. A timer for each request would
 * cost a small read a tenth of its time.
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
	AbortSignal.timeout(Math.ceil(milliseconds)).addEventListener('abort', () => {
		deadlines.delete(due);
		for (const thing of group) thing.expire();
	});
	return group;
}
