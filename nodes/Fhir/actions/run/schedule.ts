/** One piece of work in a schedule. */
export interface Task<T> {
	/** Tasks with the same lane run one after another, in the order of their index. */
	readonly lane?: string;
	run(): Promise<T>;
}

/** How a task ended; `skipped` was never started, because an earlier one failed. */
export type Ended<T> =
	| { readonly state: 'done'; readonly value: T }
	| { readonly state: 'failed'; readonly error: unknown }
	| { readonly state: 'skipped' };

/** How a schedule runs. */
export interface ScheduleOptions {
	/** Tasks under way at most, from 1. */
	readonly concurrency: number;
	/** After a failure nothing new is started; what is under way is waited for. */
	readonly stopOnFailure: boolean;
	/** Nothing new is started once it aborts. */
	readonly signal?: AbortSignal;
}

/**
 * Runs `count` tasks side by side and gives how each ended, in the order of the indexes. A task is made
 * by `prepare(index)` only when its turn comes; one whose lane is busy waits without taking up a place.
 * Never rejects: what `prepare` or `run` throws is that task's failure.
 */
export async function schedule<T>(
	count: number,
	prepare: (index: number) => Task<T>,
	options: ScheduleOptions,
): Promise<Array<Ended<T>>> {
	const ended = Array.from({ length: count }, (): Ended<T> => ({ state: 'skipped' }));
	const busyLanes = new Map<string, Array<() => void>>();
	const ready: Array<() => void> = [];
	let next = 0;
	let underWay = 0;
	let stopped = false;

	return await new Promise((resolve) => {
		const mayStart = () => !stopped && !options.signal?.aborted;

		const fail = (index: number, error: unknown) => {
			ended[index] = { state: 'failed', error };
			if (options.stopOnFailure) stopped = true;
		};

		const start = async (index: number, task: Task<T>) => {
			underWay++;
			try {
				ended[index] = { state: 'done', value: await task.run() };
			} catch (error) {
				fail(index, error);
			}
			underWay--;
			leaveLane(task.lane);
			fill();
		};

		const leaveLane = (lane: string | undefined) => {
			if (lane === undefined) return;
			const follower = busyLanes.get(lane)?.shift();
			if (follower) ready.push(follower);
			else busyLanes.delete(lane);
		};

		const take = (index: number) => {
			let task: Task<T>;
			try {
				task = prepare(index);
			} catch (error) {
				fail(index, error);
				return;
			}
			const waiting = task.lane === undefined ? undefined : busyLanes.get(task.lane);
			if (waiting) {
				waiting.push(() => void start(index, task));
				return;
			}
			if (task.lane !== undefined) busyLanes.set(task.lane, []);
			void start(index, task);
		};

		const fill = () => {
			while (mayStart() && underWay < options.concurrency && (ready.length > 0 || next < count)) {
				const follower = ready.shift();
				if (follower) follower();
				else take(next++);
			}
			if (underWay === 0 && (!mayStart() || (ready.length === 0 && next >= count))) resolve(ended);
		};

		fill();
	});
}
