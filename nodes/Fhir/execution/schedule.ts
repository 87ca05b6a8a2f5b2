/** A piece of work in a schedule. */
export interface Task<T> {
	/** Tasks that share an ordering key run one after another, in the order of their index. */
	readonly orderingKey?: string | readonly string[];
	/** Does the work; what it rejects with or throws is the failure of this task alone. */
	run(): Promise<T>;
	/** Called once the work has ended in either way; it must not throw. Each function that waits takes time: this need not. */
	ended?(): void;
}

/** How a task ended; a `skipped` task was never started, because an earlier one failed or the signal aborted. */
export type Settled<T> =
	| { readonly state: 'done'; readonly value: T }
	| { readonly state: 'failed'; readonly error: unknown }
	| { readonly state: 'skipped' };

/** How a schedule runs. */
export interface ScheduleOptions {
	/** Tasks that run at the same time at most, from 1; a function is asked whenever one could be started. */
	readonly concurrency: number | (() => number);
	/** After a failure nothing new is started; running tasks are waited for. */
	readonly stopOnFailure: boolean;
	/** Nothing new is started once it aborts. */
	readonly signal?: AbortSignal;
}

/** The ordering keys of a task that has none. */
const none: ReadonlySet<string> = new Set();

/** A prepared task, and the number of its ordering keys for which another task is before it. */
interface Waiting {
	before: number;
	readonly start: () => void;
}

/**
 * Runs `count` tasks concurrently and resolves to how each ended, by index. A task is made by `prepare(index)` only when
 * there is room for it; a task whose ordering key is busy waits without counting as running. Never rejects: what
 * `prepare` or `run` throws is that task's failure.
 */
export async function schedule<T>(
	count: number,
	prepare: (index: number) => Task<T>,
	options: ScheduleOptions,
): Promise<Array<Settled<T>>> {
	const settled = Array.from({ length: count }, (): Settled<T> => ({ state: 'skipped' }));
	/** The tasks of each ordering key: the first may run; a task runs once it is the first for all of its keys. */
	const queues = new Map<string, Waiting[]>();
	const ready: Array<() => void> = [];
	const { concurrency } = options;
	let next = 0;
	let running = 0;
	let stopped = false;

	return await new Promise((resolve) => {
		const mayStart = () => !stopped && !options.signal?.aborted;

		const fail = (index: number, error: unknown) => {
			settled[index] = { state: 'failed', error };
			if (options.stopOnFailure) stopped = true;
		};

		const start = async (index: number, task: Task<T>, orderingKeys: ReadonlySet<string>) => {
			running++;
			try {
				settled[index] = { state: 'done', value: await task.run() };
			} catch (error) {
				fail(index, error);
			}
			task.ended?.();
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
			const { orderingKey } = task;
			const orderingKeys =
				orderingKey === undefined ? none : new Set(typeof orderingKey === 'string' ? [orderingKey] : orderingKey);
			const waiting: Waiting = { before: 0, start: () => void start(index, task, orderingKeys) };
			for (const orderingKey of orderingKeys) {
				const queue = queues.get(orderingKey);
				if (queue) waiting.before++;
				if (queue) queue.push(waiting);
				else queues.set(orderingKey, [waiting]);
			}
			if (waiting.before === 0) waiting.start();
		};

		const hasRoom = () => running < (typeof concurrency === 'number' ? concurrency : concurrency());

		const fill = () => {
			while (mayStart() && hasRoom() && (ready.length > 0 || next < count)) {
				const follower = ready.shift();
				if (follower) follower();
				else take(next++);
			}
			if (running === 0 && (!mayStart() || (ready.length === 0 && next >= count))) resolve(settled);
		};

		fill();
	});
}
