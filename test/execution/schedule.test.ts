import { schedule, type Task } from '../../nodes/Fhir/execution/schedule';

/** Tasks that end when the test says so, with a record of what was under way. */
function controlled(orderingKeys: Array<Task<string>['orderingKey']> = []) {
	const started: number[] = [];
	const ends: Array<{ done: (value: string) => void; fail: (error: Error) => void }> = [];
	let most = 0;
	let running = 0;
	const prepare = (index: number): Task<string> => ({
		orderingKey: orderingKeys[index],
		run: async () => {
			started.push(index);
			most = Math.max(most, ++running);
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
		most: () => most,
	};
}

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

describe('a schedule', () => {
	it('gives the values in the order of the indexes, whichever ends first', async () => {
		const tasks = controlled();
		const ended = schedule(3, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		for (const index of [2, 0, 1]) tasks.end(index);
		expect((await ended).map((end) => (end.state === 'done' ? end.value : end.state))).toEqual([
			'value 0',
			'value 1',
			'value 2',
		]);
	});

	it('never has more under way than the concurrency', async () => {
		const tasks = controlled();
		const ended = schedule(10, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		for (let index = 0; index < 10; index++) {
			await turn();
			tasks.end(index);
		}
		await ended;
		expect(tasks.most()).toBe(3);
	});

	it('runs tasks that share an ordering key one after another, in order', async () => {
		const tasks = controlled(['a', 'a', 'a']);
		const ended = schedule(3, tasks.prepare, { concurrency: 10, stopOnFailure: true });
		for (const index of [0, 1, 2]) {
			expect(tasks.started).toHaveLength(index + 1);
			tasks.end(index);
			await turn();
		}
		await ended;
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
	});

	it('lets a task with several ordering keys wait for all of them', async () => {
		const tasks = controlled([['a', 'b'], 'b', ['a', 'c'], ['b', 'a', 'a'], 'c']);
		const ended = schedule(5, tasks.prepare, { concurrency: 10, stopOnFailure: true });
		expect(tasks.started).toEqual([0]);
		tasks.end(0);
		await turn();
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
		tasks.end(1);
		await turn();
		expect([...tasks.started].sort()).toEqual([0, 1, 2]);
		tasks.end(2);
		await turn();
		expect([...tasks.started].sort()).toEqual([0, 1, 2, 3, 4]);
		for (const index of [3, 4]) tasks.end(index);
		expect((await ended).every(({ state }) => state === 'done')).toBe(true);
	});

	it('lets others pass a task whose ordering key is busy, without giving it a place', async () => {
		const tasks = controlled(['a', 'a', 'a', 'b', undefined]);
		const ended = schedule(5, tasks.prepare, { concurrency: 3, stopOnFailure: true });
		expect(tasks.started).toEqual([0, 3, 4]);
		for (const index of [3, 4, 0]) tasks.end(index);
		await turn();
		tasks.end(1);
		await turn();
		tasks.end(2);
		await ended;
		expect(tasks.started).toEqual([0, 3, 4, 1, 2]);
	});

	it('starts nothing after a failure, and waits for what is under way', async () => {
		const tasks = controlled();
		const ended = schedule(5, tasks.prepare, { concurrency: 2, stopOnFailure: true });
		tasks.fail(0);
		await turn();
		tasks.end(1);
		expect((await ended).map(({ state }) => state)).toEqual(['failed', 'done', 'skipped', 'skipped', 'skipped']);
		expect(tasks.started).toEqual([0, 1]);
	});

	it('goes on after a failure where that is asked for', async () => {
		const tasks = controlled();
		const ended = schedule(2, tasks.prepare, { concurrency: 1, stopOnFailure: false });
		tasks.fail(0);
		await turn();
		tasks.end(1);
		expect((await ended).map(({ state }) => state)).toEqual(['failed', 'done']);
	});

	it('takes an error while preparing for the failure of that task alone', async () => {
		const ended = await schedule(
			2,
			(index) => {
				if (index === 0) throw new Error('bad field');
				return { run: async () => 'fine' };
			},
			{ concurrency: 1, stopOnFailure: false },
		);
		expect(ended).toEqual([
			{ state: 'failed', error: new Error('bad field') },
			{ state: 'done', value: 'fine' },
		]);
	});

	it('starts nothing once its signal has aborted', async () => {
		const stop = new AbortController();
		const tasks = controlled();
		const ended = schedule(3, tasks.prepare, { concurrency: 1, stopOnFailure: false, signal: stop.signal });
		stop.abort();
		tasks.end(0);
		expect((await ended).map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped']);
	});

	it('has an end without any task', async () => {
		expect(await schedule(0, () => ({ run: async () => 1 }), { concurrency: 1, stopOnFailure: true })).toEqual([]);
	});
});
