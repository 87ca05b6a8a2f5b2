import { prefetch } from '../../nodes/Fhir/execution/prefetch';

/** Ticks of an event loop that the test lets pass one by one. */
function ticks() {
	const waiting: Array<() => void> = [];
	return {
		nextTick: async () => await new Promise<void>((resolve) => void waiting.push(resolve)),
		async pass(count: number) {
			for (let passed = 0; passed < count; passed++) {
				waiting.shift()?.();
				await Promise.resolve();
				await Promise.resolve();
			}
		},
	};
}

test('prefetch: values come in order, each made once, either in advance or when asked for', async () => {
	const made: number[] = [];
	const { nextTick, pass } = ticks();
	const next = prefetch(6, (index) => made.push(index) && index, 2, nextTick);
	expect(next()).toBe(0);
	expect(made).toEqual([0]);
	await pass(1);
	expect(made).toEqual([0, 1, 2]);
	expect([next(), next(), next()]).toEqual([1, 2, 3]);
	await pass(10);
	expect([next(), next()]).toEqual([4, 5]);
	expect(made).toEqual([0, 1, 2, 3, 4, 5]);
});

test('prefetch: no more values are made in advance than the limit, nor more than there are', async () => {
	const made: number[] = [];
	const { nextTick, pass } = ticks();
	const next = prefetch(5, (index) => made.push(index) && index, 3, nextTick);
	next();
	await pass(20);
	expect(made).toEqual([0, 1, 2, 3]);
	next();
	next();
	await pass(20);
	expect(made).toEqual([0, 1, 2, 3, 4]);
});

test('prefetch: values are made in batches of 64 with a tick between them, again when half of them are used', async () => {
	const made: number[] = [];
	const { nextTick, pass } = ticks();
	const next = prefetch(
		1_000,
		(index) => made.push(index),
		160,
		nextTick,
		() => 0,
	);
	next();
	await pass(1);
	expect(made).toHaveLength(1 + 64);
	await pass(1);
	expect(made).toHaveLength(1 + 128);
	await pass(20);
	expect(made).toHaveLength(1 + 160);
	for (let used = 0; used < 79; used++) next();
	await pass(20);
	expect(made).toHaveLength(1 + 160);
	next();
	await pass(20);
	expect(made).toHaveLength(1 + 160 + 80);
});

test('prefetch: a batch ends after 4 milliseconds, and a tick passes before the next one', async () => {
	const made: number[] = [];
	const { nextTick, pass } = ticks();
	let now = 0;
	const slow = (index: number) => {
		now += 1.5;
		made.push(index);
	};
	const next = prefetch(1_000, slow, 160, nextTick, () => now);
	next();
	await pass(1);
	expect(made).toHaveLength(1 + 3);
	await pass(1);
	expect(made).toHaveLength(1 + 6);
});

test('prefetch: an error is thrown when the value that failed is asked for, and the values after it still come', async () => {
	const { nextTick, pass } = ticks();
	const make = (index: number) => {
		if (index === 2) throw new Error('the third is malformed');
		return index;
	};
	const next = prefetch(4, make, 3, nextTick);
	expect(next()).toBe(0);
	await pass(10);
	expect(next()).toBe(1);
	expect(next).toThrow('the third is malformed');
	expect(next()).toBe(3);
});
