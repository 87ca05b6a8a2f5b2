import fc from 'fast-check';
import { createEventNumbers } from '../../../nodes/Fhir/rest/subscription/eventNumbers';

describe('Event numbers', () => {
	test('tell a repeated one, and the gap before a later one', () => {
		const numbers = createEventNumbers();
		expect([1, 1, 2].map((number) => numbers.take(number))).toEqual([true, false, true]);
		expect(numbers.gap()).toBeUndefined();
		numbers.take(6);
		numbers.take(5);
		expect(numbers.gap()).toEqual([3, 4]);
		numbers.take(4);
		expect(numbers.gap()).toEqual([3, 3]);
	});

	test('know from the count of all that the last ones are missing', () => {
		const numbers = createEventNumbers();
		numbers.take(1);
		expect(numbers.gap(1)).toBeUndefined();
		expect(numbers.gap(3)).toEqual([2, 3]);
	});

	test('give up what the server no longer has, and say how much it is', () => {
		const numbers = createEventNumbers();
		numbers.take(4);
		expect(numbers.giveUp(3)).toBe(3);
		expect(numbers.gap()).toBeUndefined();
		expect(numbers.state).toEqual([4, []]);
	});

	test('take a first event with the number 0', () => {
		const numbers = createEventNumbers();
		expect([0, 0, 1].map((number) => numbers.take(number))).toEqual([true, false, true]);
	});

	test('go on from what was saved, and from what another process took', () => {
		const numbers = createEventNumbers([3, [5]]);
		expect(numbers.take(5)).toBe(false);
		numbers.merge([4, [7]]);
		expect(numbers.state).toEqual([5, [7]]);
	});

	test('stay bounded where a server jumps', () => {
		const numbers = createEventNumbers();
		for (let number = 0; number < 12_000; number++) numbers.take(1_000_000 + 2 * number);
		expect(numbers.state[1].length).toBeLessThanOrEqual(5_001);
	});

	test('of a server that numbers by the time are given up at once', () => {
		const numbers = createEventNumbers();
		const now = 1_700_000_000_000;
		numbers.take(now);
		expect(numbers.giveUp(now + 10)).toBe(now + 9);
		expect(numbers.state).toEqual([now + 10, []]);
	});

	test('given up count what is missing up to a number, and no more', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 40 })), fc.integer({ min: 0, max: 50 }), (order, last) => {
				const numbers = createEventNumbers();
				order.forEach((number) => numbers.take(number));
				const upTo = Array.from({ length: last }, (_, index) => index + 1);
				expect(numbers.giveUp(last)).toBe(upTo.filter((one) => !order.includes(one)).length);
			}),
		);
	});

	test('in any order and with any repetitions, each is taken once and none is missing at the end', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (order) => {
				const numbers = createEventNumbers();
				const taken = order.filter((number) => numbers.take(number));
				expect(taken).toEqual([...new Set(order)]);
				const last = Math.max(0, ...order);
				const missing = Array.from({ length: last }, (_, index) => index + 1).filter((one) => !order.includes(one));
				const gap = numbers.gap();
				expect(gap).toEqual(missing.length === 0 ? undefined : [missing[0], missing.at(-1)]);
			}),
		);
	});
});
