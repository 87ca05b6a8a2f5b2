import { prefetch } from '../../nodes/Fhir/execution/prefetch';

/** Turns of an event loop that the test lets pass one by one. */
function turns() {
	const waiting: Array<() => void> = [];
	return {
		turn: async () => await new Promise<void>((resolve) => void waiting.push(resolve)),
		async pass(count: number) {
			for (let passed = 0; passed < count; passed++) {
				waiting.shift()?.();
				await Promise.resolve();
				await Promise.resolve();
			}
		},
	};
}

test('gives them in order, made on the spot or in turns before, each once', async () => {
	const made: number[] = [];
	const { turn, pass } = turns();
	const next = prefetch(6, (index) => made.push(index) && index, 2, turn);
	expect(next()).toBe(0);
	expect(made).toEqual([0]);
	await pass(1);
	expect(made).toEqual([0, 1, 2]);
	expect([next(), next(), next()]).toEqual([1, 2, 3]);
	await pass(10);
	expect([next(), next()]).toEqual([4, 5]);
	expect(made).toEqual([0, 1, 2, 3, 4, 5]);
});

test('never makes more ahead than told, nor more than there are', async () => {
	const made: number[] = [];
	const { turn, pass } = turns();
	const next = prefetch(5, (index) => made.push(index) && index, 3, turn);
	next();
	await pass(20);
	expect(made).toEqual([0, 1, 2, 3]);
	next();
	next();
	await pass(20);
	expect(made).toEqual([0, 1, 2, 3, 4]);
});

test('makes 64 in a row and lets a turn pass before the next; begins again where half of them are used', async () => {
	const made: number[] = [];
	const { turn, pass } = turns();
	const next = prefetch(
		1_000,
		(index) => made.push(index),
		160,
		turn,
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

test('lets a turn pass where making some takes milliseconds', async () => {
	const made: number[] = [];
	const { turn, pass } = turns();
	let now = 0;
	const slow = (index: number) => {
		now += 1.5;
		made.push(index);
	};
	const next = prefetch(1_000, slow, 160, turn, () => now);
	next();
	await pass(1);
	expect(made).toHaveLength(1 + 3);
	await pass(1);
	expect(made).toHaveLength(1 + 6);
});

test('throws what making one threw, when it is that one’s turn', async () => {
	const { turn, pass } = turns();
	const made = (index: number) => {
		if (index === 2) throw new Error('the third is malformed');
		return index;
	};
	const next = prefetch(4, made, 3, turn);
	expect(next()).toBe(0);
	await pass(10);
	expect(next()).toBe(1);
	expect(next).toThrow('the third is malformed');
	expect(next()).toBe(3);
});
