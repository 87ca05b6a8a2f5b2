/** One piece of work in a schedule. */
export interface Task<T> {
	/** Tasks that share an ordering key run one after another, in the order of their index. */
	readonly orderingKey?: string | readonly string[];
	run(): Promise<T>;
}

/** How a task ended; `skipped` was never started, because an earlier one failed. */
export type Settled<T> =
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

/** A task whose turn has come, and the number of its ordering keys in which others are before it. */
interface Waiting {
	before: number;
	readonly start: () => void;
}

/**
 * Runs `count` tasks side by side and gives how each ended, in the order of the indexes. A task is made
 * by `prepare(index)` only when its turn comes; one whose ordering key is busy waits without taking up a place.
 * Never rejects: what `prepare` or `run` throws is that task's failure.
 */
export async function schedule<T>(
	count: number,
	prepare: (index: number) => Task<T>,
	options: ScheduleOptions,
): Promise<Array<Settled<T>>> {
	const ended = Array.from({ length: count }, (): Settled<T> => ({ state: 'skipped' }));
	/** Who is in each ordering key: the first may run, the others wait for all their ordering keys. */
	const queues = new Map<string, Waiting[]>();
	const ready: Array<() => void> = [];
	let next = 0;
	let running = 0;
	let stopped = false;

	return await new Promise((resolve) => {
		const mayStart = () => !stopped && !options.signal?.aborted;

		const fail = (index: number, error: unknown) => {
			ended[index] = { state: 'failed', error };
			if (options.stopOnFailure) stopped = true;
		};

		const start = async (index: number, task: Task<T>, orderingKeys: ReadonlySet<string>) => {
			running++;
			try {
				ended[index] = { state: 'done', value: await task.run() };
			} catch (error) {
				fail(index, error);
			}
			running--;
			leave(orderingKeys);
			fill();
		};

		const leave = (orderingKeys: ReadonlySet<string>) => {
			for (const orderingKey of orderingKeys) {
				const queue = queues.get(orderingKey);
				queue?.shift();
				const follower = queue?.[0];
				if (!follower) queues.delete(orderingKey);
				else if (--follower.before === 0) ready.push(follower.start);
			}
		};

		const take = (index: number) => {
			let task: Task<T>;
			try {
				task = prepare(index);
			} catch (error) {
				fail(index, error);
				return;
			}
			const orderingKeys = new Set(typeof task.orderingKey === 'string' ? [task.orderingKey] : task.orderingKey);
			const waiting: Waiting = { before: 0, start: () => void start(index, task, orderingKeys) };
			for (const orderingKey of orderingKeys) {
				const queue = queues.get(orderingKey);
				if (queue) waiting.before++;
				if (queue) queue.push(waiting);
				else queues.set(orderingKey, [waiting]);
			}
			if (waiting.before === 0) waiting.start();
		};

		const fill = () => {
			while (mayStart() && running < options.concurrency && (ready.length > 0 || next < count)) {
				const follower = ready.shift();
				if (follower) follower();
				else take(next++);
			}
			if (running === 0 && (!mayStart() || (ready.length === 0 && next >= count))) resolve(ended);
		};

		fill();
	});
}
