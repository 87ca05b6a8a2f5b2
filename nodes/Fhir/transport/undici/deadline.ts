/** Something that must have ended by a certain time. */
export interface Timed {
	expire(): void;
}

/** What ends at about the same time, by the millisecond of the process's clock. */
const slots = new Map<number, Set<Timed>>();

/**
 * Calls `expire` after `milliseconds`, at most a fiftieth later, unless the function it gives is called
 * before. Things of one slot share a timer: one for each of thousands of requests would cost more than
 * it guards. The clock is the real one, like that of undici's own timeouts.
 */
export function watch(thing: Timed, milliseconds: number): () => void {
	const width = Math.max(1, Math.floor(milliseconds / 50));
	const now = performance.now();
	const due = Math.ceil((now + milliseconds) / width) * width;
	const slot = slots.get(due) ?? openSlot(due, due - now);
	slot.add(thing);
	return () => slot.delete(thing);
}

function openSlot(due: number, milliseconds: number): Set<Timed> {
	const slot = new Set<Timed>();
	slots.set(due, slot);
	AbortSignal.timeout(Math.ceil(milliseconds)).addEventListener('abort', () => {
		slots.delete(due);
		for (const thing of slot) thing.expire();
	});
	return slot;
}
