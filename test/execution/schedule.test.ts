import { schedule, type Task } from '../../nodes/Fhir/execution/schedule';

/** Tasks that end when the test calls `end` or `fail`, with a record of which were started and how many ran at once. */
function controlled(orderingKeys: Array<Task<string>['orderingKey']> = []) {
	const started: number[] = [];
	const ends: Array<{ done: (value: string) => void; fail: (error: Error) => void }> = [];
	let maxRunning = 0;
	let running = 0;
	const prepare = (index: number): Task<string> => ({
		orderingKey: orderingKeys[index],
		run: async () => {
			started.push(index);
			maxRunning = Math.max(maxRunning, ++running);
			try {
				return await new Promise<string>((done, fail) => (ends[index] = { done, fail }));
			} finally {
				running--;
			}
		},
	});
	return {
		started,
		prepare,
		end: (index: number) => ends[index]?.done(`value ${index}`),
		fail: (index: number) => ends[index]?.fail(new Error(`error ${index}`)),
		maxRunning: () => maxRunning,
	};
}

const nextTick = async () => await new Promise((resolve) => setImmediate(resolve));

describe('schedule', () => {
	it('returns the values in the order of the tasks, whichever task ends first', async () => {
		const tasks = controlled();
		const settled = schedule(3, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		for (const index of [2, 0, 1]) tasks.end(index);
		expect((await settled).map((task) => (task.state === 'done' ? task.value : task.state))).toEqual([
			'value 0',
			'value 1',
			'value 2',
		]);
	});

	it('never runs more tasks at the same time than the concurrency', async () => {
		const tasks = controlled();
		const settled = schedule(10, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		for (let index = 0; index < 10; index++) {
			await nextTick();
			tasks.end(index);
		}
		await settled;
		expect(tasks.maxRunning()).toBe(3);
	});

	it('tells a task once that it has ended, before another one starts, whatever became of it', async () => {
		const seen: string[] = [];
		const runs = [
			async () => 'value',
			async () => await Promise.reject(new Error('late')),
			() => {
				throw new Error('at once');
			},
		];
		const prepare = (index: number): Task<string> => ({
			run: () => {
				seen.push(`run ${index}`);
				return runs[index]?.() ?? Promise.resolve('');
			},
			ended: () => void seen.push(`ended ${index}`),
		});
		const settled = await schedule(4, prepare, { concurrency: 1, stopOnFailure: false });
		expect(settled.map(({ state }) => state)).toEqual(['done', 'failed', 'failed', 'done']);
		expect(seen).toEqual([0, 1, 2, 3].flatMap((index) => [`run ${index}`, `ended ${index}`]));
	});

	it('asks a function for the concurrency whenever a task could start', async () => {
		const tasks = controlled();
		let concurrency = 1;
		const settled = schedule(6, tasks.prepare, { concurrency: () => concurrency, stopOnFailure: true });
		expect(tasks.started).toEqual([0]);
		concurrency = 3;
		tasks.end(0);
		await nextTick();
		expect(tasks.started).toEqual([0, 1, 2, 3]);
		concurrency = 1;
		tasks.end(1);
		tasks.end(2);
		await nextTick();
		expect(tasks.started).toEqual([0, 1, 2, 3]);
		for (const index of [3, 4, 5]) {
			tasks.end(index);
			await nextTick();
		}
		expect((await settled).map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'done'));
	});

	it('runs tasks with the same ordering key one after another, in order', async () => {
		const tasks = controlled(['a', 'a', 'a']);
		const settled = schedule(3, tasks.prepare, { concurrency: 10, stopOnFailure: true });
		for (const index of [0, 1, 2]) {
			expect(tasks.started).toHaveLength(index + 1);
			tasks.end(index);
			await nextTick();
		}
		await settled;
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
	});

	it('has a task with several ordering keys wait for all of them', async () => {
		const tasks = controlled([['a', 'b'], 'b', ['a', 'c'], ['b', 'a', 'a'], 'c']);
		const settled = schedule(5, tasks.prepare, { concurrency: 10, stopOnFailure: true });
		expect(tasks.started).toEqual([0]);
		tasks.end(0);
		await nextTick();
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
		tasks.end(1);
		await nextTick();
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
		tasks.end(2);
		await nextTick();
		expect([...tasks.started].sort()).toEqual([0, 1, 2, 3, 4]);
		for (const index of [3, 4]) tasks.end(index);
		expect((await settled).every(({ state }) => state === 'done')).toBe(true);
	});

	it('starts other tasks while a task waits for its ordering key, and does not count it as running', async () => {
		const tasks = controlled(['a', 'a', 'a', 'b', undefined]);
		const settled = schedule(5, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		expect(tasks.started).toEqual([0, 3, 4]);
		for (const index of [3, 4, 0]) tasks.end(index);
		await nextTick();
		tasks.end(1);
		await nextTick();
		tasks.end(2);
		await settled;
		expect(tasks.started).toEqual([0, 3, 4, 1, 2]);
	});

	it('starts no task after a failure with stopOnFailure, and waits for the running ones', async () => {
		const tasks = controlled();
		const settled = schedule(5, tasks.prepare, { concurrency: 2, stopOnFailure: true });
		tasks.fail(0);
		await nextTick();
		tasks.end(1);
		expect((await settled).map(({ state }) => state)).toEqual(['failed', 'done', 'skipped', 'skipped', 'skipped']);
		expect(tasks.started).toEqual([0, 1]);
	});

	it('continues after a failure without stopOnFailure', async () => {
		const tasks = controlled();
		const settled = schedule(2, tasks.prepare, { concurrency: 1, stopOnFailure: false });
		tasks.fail(0);
		await nextTick();
		tasks.end(1);
		expect((await settled).map(({ state }) => state)).toEqual(['failed', 'done']);
	});

	it('takes an error of prepare as the failure of that task only', async () => {
		const settled = await schedule(
			2,
			(index) => {
				if (index === 0) throw new Error('bad field');
				return { run: async () => 'fine' };
			},
			{ concurrency: 1, stopOnFailure: false },
		);
		expect(settled).toEqual([
			{ state: 'failed', error: new Error('bad field') },
			{ state: 'done', value: 'fine' },
		]);
	});

	it('starts no task after the signal has aborted', async () => {
		const stop = new AbortController();
		const tasks = controlled();
		const settled = schedule(3, tasks.prepare, { concurrency: 1, stopOnFailure: false, signal: stop.signal });
		stop.abort();
		tasks.end(0);
		expect((await settled).map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped']);
	});

	it('resolves to an empty list if there are no tasks', async () => {
		expect(await schedule(0, () => ({ run: async () => 1 }), { concurrency: 1, stopOnFailure: true })).toEqual([]);
	});
});
