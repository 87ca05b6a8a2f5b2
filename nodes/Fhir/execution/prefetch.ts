import { asError } from '../support/errors';

/** What became of making one: it, or what was thrown. */
type Attempt<T> = { readonly value: T } | { readonly error: unknown };

/**
 * So many are made in a row, or for so many milliseconds. Between answers n8n's code finds the processor's caches cold, and
 * the first expressions take twice their time; but for a long row, answers would have to wait.
 */
const row = 64;
const longestRow = 4;

/**
 * Calls `make` for 0 … `count` - 1 ahead of their turn, up to `most` of them, some in a row after each `turn`. Gives a function
 * that gives the next one, or throws what making it threw; it makes it on the spot where there is none yet.
 *
 * n8n needs from a tenth of a millisecond to more than one for the expressions of an item. Done while answers are on their
 * way, that costs no time; done when one has come, it would hold up the request that follows, and all those behind it.
 */
export function prefetch<T>(
	count: number,
	make: (index: number) => T,
	most: number,
	turn: () => Promise<void>,
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

	const makeRow = () => {
		const until = now() + longestRow;
		let fresh = 0;
		while (isWanted() && fresh++ < row) {
			made.push(attempt());
			if (now() > until) return;
		}
	};

	const isWanted = () => made.length < most && next < count;

	const fill = async () => {
		if (filling || made.length > most / 2) return;
		filling = true;
		do {
			await turn();
			makeRow();
		} while (isWanted());
		filling = false;
	};

	return () => {
		const first = made.shift() ?? attempt();
		void fill();
		if ('value' in first) return first.value;
		throw asError(first.error);
	};
}
