import { asError } from '../../rest/words';

/** What became of making one: it, or what was thrown. */
type Attempt<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Made in a row. Between answers n8n's code finds the processor's caches cold, and the first expressions take twice their
 * time; a row takes some milliseconds, for which answers wait.
 */
const row = 64;

/**
 * Calls `make` for 0 … `count` - 1 ahead of their turn, up to `most` of them, some in a row after each `turn`. Gives a function
 * that gives the next one, or throws what making it threw; it makes it on the spot where there is none yet.
 *
 * n8n works out the expressions of an item in up to a tenth of a millisecond. Done while answers are on their way, that costs
 * no time; done when one has come, it would hold up the request that follows, and all those behind it.
 */
export function ahead<T>(count: number, make: (index: number) => T, most: number, turn: () => Promise<void>): () => T {
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

	const fill = async () => {
		if (filling || made.length > most / 2) return;
		filling = true;
		do {
			await turn();
			for (let fresh = 0; fresh < row && made.length < most && next < count; fresh++) made.push(attempt());
		} while (made.length < most && next < count);
		filling = false;
	};

	return () => {
		const first = made.shift() ?? attempt();
		void fill();
		if ('value' in first) return first.value;
		throw asError(first.error);
	};
}
