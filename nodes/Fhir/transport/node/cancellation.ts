/** Something in progress that can be cancelled. */
export interface Cancellable {
	/** It is no longer wanted. */
	cancel(): void;
}

const cancellations = new WeakMap<AbortSignal, Set<Cancellable>>();

/**
 * Cancels `thing` when the signal aborts. Gives the set that it stands in; what ends by itself deletes itself from it. All
 * requests of an execution share one signal: a listener for each would cost a small read a tenth of its time.
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
