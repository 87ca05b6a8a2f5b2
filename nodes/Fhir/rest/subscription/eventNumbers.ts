/** Which numbered events of a subscription have come: `[all up to here, further ones]`. */
export type EventNumbersState = readonly [base: number, further: readonly number[]];

/** Keeps account of event numbers, which count up by one for each event of a subscription (R5 `eventNumber`). */
export interface EventNumbers {
	/** Takes note of a number; false if it came before. */
	take(number: number): boolean;
	/** Numbers up to `latest`, or up to the highest that came, that are missing: the first and the last of them. */
	gap(latest?: number): readonly [first: number, last: number] | undefined;
	/** Gives up what is missing up to this number: the server no longer has it. Returns how many events that are. */
	giveUp(last: number): number;
	/** Adds what another process has taken. */
	merge(state: EventNumbersState): void;
	readonly state: EventNumbersState;
}

/** A server that skips so many numbers counts in another way: they are not asked for one by one. */
const maxFurther = 5_000;

/** Creates an account in which no event has come yet, or a saved one. */
export function createEventNumbers([base, saved]: EventNumbersState = [0, []]): EventNumbers {
	let done = base;
	let further = new Set(saved);
	let zero = false;

	function settle(): void {
		if (further.size > maxFurther) done = Math.max(done, ...[...further].sort((a, b) => a - b).slice(0, -maxFurther));
		while (further.delete(done + 1)) done++;
		if (further.size > 0) further = new Set([...further].filter((number) => number > done));
	}

	const highest = () => Math.max(done, ...further);
	return {
		take(number) {
			// A few servers count from 0.
			if (number === 0) return !zero && (zero = true);
			if (number <= done || further.has(number)) return false;
			further.add(number);
			settle();
			return true;
		},
		gap(latest = 0) {
			const last = Math.max(highest(), latest);
			for (let number = done + 1; number <= last; number++) {
				if (further.has(number)) continue;
				let end = last;
				while (further.has(end)) end--;
				return [number, end];
			}
			return undefined;
		},
		giveUp(last) {
			// Not counted one by one: a server may number its events by the time.
			const lost = Math.max(0, last - done) - [...further].filter((number) => number > done && number <= last).length;
			done = Math.max(done, last);
			settle();
			return lost;
		},
		merge([otherBase, otherFurther]) {
			done = Math.max(done, otherBase);
			for (const number of otherFurther) if (number > done) further.add(number);
			settle();
		},
		get state() {
			return [done, [...further].sort((a, b) => a - b)] as const;
		},
	};
}
