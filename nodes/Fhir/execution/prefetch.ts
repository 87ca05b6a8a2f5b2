import { asError } from '../support/errors';

/** How one call of `make` ended: with a value, or with what it threw. */
type Attempt<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Values made without a pause, and milliseconds that this may take. Between responses n8n's code finds the processor's
 * caches cold, and the first expressions take twice their time; but during a long batch, responses would have to wait.
 */
const batchSize = 64;
const maxBatchMs = 4;

/**
 * Calls `make` for 0 … `count` - 1 in order, before the values are asked for: up to `limit` of them, in batches with a
 * `nextTick` before each. Returns a function that returns the next value, or throws what `make` threw for it; a value that
 * is not there yet is made at once. `now` is a clock in milliseconds.
 *
 * n8n needs between a tenth of a millisecond and more than one for the expressions of an item. While responses are on
 * their way, that costs no time; after one has come, it would hold up the next request, and all those behind it.
 */
export function prefetch<T>(
	count: number,
	make: (index: number) => T,
	limit: number,
	nextTick: () => Promise<void>,
	now = () => performance.now(),
): () => T {
	const made: Array<Attempt<T>> = [];
	let next = 0;
	let filling = false;

	const attempt = (): Attempt<T> => {
		try {
			return { value: make(next++) };
		} catch (error) {
			return { error };
		}
	};

	const makeBatch = () => {
		const until = now() + maxBatchMs;
		let size = 0;
		while (wantsMore() && size++ < batchSize) {
			made.push(attempt());
			if (now() > until) return;
		}
	};

	const wantsMore = () => made.length < limit && next < count;

	const fill = async () => {
		if (filling || made.length > limit / 2) return;
		filling = true;
		do {
			await nextTick();
			makeBatch();
		} while (wantsMore());
		filling = false;
	};

	return () => {
		const first = made.shift() ?? attempt();
		void fill();
		if ('value' in first) return first.value;
		throw asError(first.error);
	};
}
