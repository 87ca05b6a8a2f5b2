/** Something in progress that can be cancelled. */
export interface Cancellable {
	/** It is no longer wanted. */
	cancel(): void;
}

const cancellations = new WeakMap<AbortSignal, Set<Cancellable>>();

/**
 * Cancels `thing` when the signal aborts. Returns the set that contains it: what ends by itself must delete itself from the
 * set. All requests of an execution share one signal, and a listener for each would add a tenth to the time of a small read.
 */
export function cancelWith(signal: AbortSignal, thing: Cancellable): Set<Cancellable> {
	return (cancellations.get(signal) ?? newGroup(signal)).add(thing);
}

function newGroup(signal: AbortSignal): Set<Cancellable> {
	const group = new Set<Cancellable>();
	cancellations.set(signal, group);
	signal.addEventListener('abort', () => {
		for (const thing of group) thing.cancel();
	});
	return group;
}
