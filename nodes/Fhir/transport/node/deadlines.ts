/** Something under way that can be made to end. */
export interface Cancellable {
	/** Its time is over. */
	expire(): void;
	/** It is no longer wanted. */
	cancel(): void;
}

/**
 * Things that end together. Whoever ends by itself takes itself out. A timer or a listener for each
 * request would cost more than all else that the client does: a fifth of the time of a small read.
 */
export type Group = Set<Cancellable>;

/** By the millisecond of the process's clock at which their time is over. */
const deadlines = new Map<number, Group>();
const cancellations = new WeakMap<AbortSignal, Group>();

/**
 * Expires the thing after `milliseconds`, at most a fiftieth later. The clock is the real one, like that
 * of undici's own timeouts.
 */
export function expireAfter(milliseconds: number, thing: Cancellable): Group {
	const width = Math.max(1, Math.floor(milliseconds / 50));
	const now = performance.now();
	const due = Math.ceil((now + milliseconds) / width) * width;
	return (deadlines.get(due) ?? newDeadline(due, due - now)).add(thing);
}

/** Cancels the thing when the signal aborts: an execution has one signal for all its requests. */
export function cancelWith(signal: AbortSignal, thing: Cancellable): Group {
	return (cancellations.get(signal) ?? newCancellation(signal)).add(thing);
}

function newDeadline(due: number, milliseconds: number): Group {
	const group: Group = new Set();
	deadlines.set(due, group);
	AbortSignal.timeout(Math.ceil(milliseconds)).addEventListener('abort', () => {
		deadlines.delete(due);
		for (const thing of group) thing.expire();
	});
	return group;
}

function newCancellation(signal: AbortSignal): Group {
	const group: Group = new Set();
	cancellations.set(signal, group);
	signal.addEventListener('abort', () => {
		for (const thing of group) thing.cancel();
	});
	return group;
}
