/**
 * Requests that are made and wait for their turn, in their order: as soon as a response has arrived, the next one is sent, so
 * that no more than `limit` wait for theirs at the same time.
 */
export class Turns {
	private ready: Array<(arrived: () => void) => void> = [];
	private waiting = 0;

	constructor(private readonly limit: number) {}

	/** Have all of them been sent? */
	get areSent(): boolean {
		return this.ready.length === 0;
	}

	/** Adds a request; `start` sends it, and calls `arrived` when its response is there, or it has ended otherwise. */
	add(start: (arrived: () => void) => void): void {
		this.ready.push(start);
	}

	/** Forgets those that were not sent. */
	drop(): void {
		this.ready = [];
	}

	/** Sends what there is room for. */
	next(): void {
		while (this.waiting < this.limit) {
			const start = this.ready.shift();
			if (!start) return;
			this.waiting++;
			let isWaiting = true;
			start(() => {
				if (isWaiting) this.waiting--;
				isWaiting = false;
				this.next();
			});
		}
	}
}
