/** A clock on which time passes only when everything waits for it. */
export class VirtualTime {
	private time = 0;
	private count = 0;
	private waits: Array<{ readonly at: number; readonly number: number; readonly resolve: () => void }> = [];

	readonly now = () => this.time;

	readonly sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const wait = { at: this.time + milliseconds, number: this.count++, resolve };
			this.waits.push(wait);
			signal?.addEventListener('abort', () => {
				this.waits = this.waits.filter((other) => other !== wait);
				reject(signal.reason as Error);
			});
		});
	};

	/** Waits that have not ended. */
	get pending(): number {
		return this.waits.length;
	}

	/** Lets time pass until this resolves, and gives its value; throws if nothing is left that it could wait for. */
	async until<T>(result: Promise<T>): Promise<T> {
		const state = { isDone: false };
		const mark = () => (state.isDone = true);
		result.then(mark, mark);
		for (;;) {
			await settled();
			if (state.isDone) return await result;
			this.waits.sort((a, b) => a.at - b.at || a.number - b.number);
			const next = this.waits.shift();
			if (!next) throw new Error('Nothing is left to wait for');
			this.time = next.at;
			next.resolve();
		}
	}
}

/** Resolves when what follows from promises that are settled has been done. */
export async function settled(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
