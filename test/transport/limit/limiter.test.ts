import fc from 'fast-check';
import { AdaptiveLimit, limitRange, type Mark } from '../../../nodes/Fhir/transport/limit/adaptiveLimit';
import { type Ending, Limiter, type Slot } from '../../../nodes/Fhir/transport/limit/limiter';
import { forgetLimiters, sharedLimiter } from '../../../nodes/Fhir/transport/limit/limiters';
import { settled, VirtualTime } from './virtualTime';

const { start, max } = limitRange;

/** Takes slots, and records which requests have got theirs, in order. */
function requestsOf(limiter: Limiter) {
	const slots = new Map<string, Slot>();
	const failed = new Map<string, unknown>();
	const ask = (name: string, isRepeated = false, signal?: AbortSignal) => {
		void Promise.resolve(limiter.acquire(isRepeated, signal)).then(
			(slot) => slots.set(name, slot),
			(error: unknown) => failed.set(name, error),
		);
	};
	const names = (from: number, count: number) => Array.from({ length: count }, (_, index) => String(from + index));
	return { slots, failed, ask, names };
}

describe('Limiter', () => {
	test('gives a slot at once as long as there are some, and then in the order of the calls', async () => {
		const limiter = new Limiter(new VirtualTime());
		const { slots, ask, names } = requestsOf(limiter);
		names(0, start + 3).forEach((name) => ask(name));
		await settled();
		expect([...slots.keys()]).toEqual(names(0, start));
		slots.get('4')?.release('lost');
		slots.get('2')?.release('lost');
		await settled();
		expect([...slots.keys()]).toEqual(names(0, start + 2));
	});

	test('gives the next slot to a request that is sent again', async () => {
		const limiter = new Limiter(new VirtualTime());
		const { slots, ask, names } = requestsOf(limiter);
		names(0, start + 1).forEach((name) => ask(name));
		ask('again', true);
		await settled();
		slots.get('0')?.release('lost');
		await settled();
		expect([...slots.keys()].at(-1)).toBe('again');
	});

	test('gives no slot during a pause, neither to new requests nor to those that wait', async () => {
		const time = new VirtualTime();
		const limiter = new Limiter(time);
		const { slots, ask, names } = requestsOf(limiter);
		names(0, start + 2).forEach((name) => ask(name));
		await settled();
		limiter.pause(3_000);
		limiter.pause(1_000);
		slots.get('0')?.release('lost');
		slots.get('1')?.release('lost');
		await settled();
		ask('new');
		await time.until(time.sleep(2_999));
		expect(slots.size).toBe(start);
		await time.until(time.sleep(1));
		expect([...slots.keys()].slice(start)).toEqual(names(start, 2));
	});

	test('a request that is cancelled leaves the queue, or its wait for the end of a pause, and no timer stays', async () => {
		const time = new VirtualTime();
		const limiter = new Limiter(time);
		const { slots, failed, ask, names } = requestsOf(limiter);
		const stop = new AbortController();
		names(0, start).forEach((name) => ask(name));
		ask('queued', false, stop.signal);
		ask('behind');
		await settled();
		stop.abort(new Error('stopped'));
		limiter.pause(0);
		slots.get('0')?.release('lost');
		await settled();
		expect([...failed.keys()]).toEqual(['queued']);
		expect([...slots.keys()].at(-1)).toBe('behind');

		const second = new AbortController();
		limiter.pause(60_000);
		ask('paused', false, second.signal);
		await settled();
		expect(time.pending).toBe(1);
		second.abort(new Error('stopped'));
		await settled();
		expect([...failed.keys()]).toEqual(['queued', 'paused']);
		expect(time.pending).toBe(0);
	});

	test('whatever the responses are: never more in flight than the limit, none in a pause, and everyone gets a slot', async () => {
		const ending = fc.record({
			ending: fc.constantFrom<Ending>('served', 'served', 'served', 'refused', 'lost'),
			takes: fc.integer({ min: 0, max: 200 }),
			pause: fc.constantFrom(0, 0, 0, 0, 500),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(ending, { minLength: 1, maxLength: 300 }), async (responses) => {
				const time = new VirtualTime();
				const limiter = new Limiter(time);
				let [inFlight, pausedUntil] = [0, 0];
				const request = async ({ ending: how, takes, pause }: (typeof responses)[number], index: number) => {
					const slot = await limiter.acquire(index % 7 === 0);
					expect(++inFlight).toBeLessThanOrEqual(limiter.limit);
					expect(time.now()).toBeGreaterThanOrEqual(pausedUntil);
					await time.sleep(takes);
					inFlight--;
					if (pause > 0) pausedUntil = Math.max(pausedUntil, time.now() + pause);
					limiter.pause(pause);
					slot.release(how);
				};
				await time.until(Promise.all(responses.map(request)));
				expect(inFlight).toBe(0);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('AdaptiveLimit', () => {
	/** A round of responses with the limit in flight. */
	const round = (limit: AdaptiveLimit, latency: number, now: number) => {
		const marks = Array.from({ length: 2 * max }, () => limit.sent(limit.limit));
		const { limit: before } = limit;
		for (const mark of marks) {
			limit.responded(mark, latency, now);
			if (limit.limit !== before) return;
		}
	};

	test('grows from its start to the largest limit while latency holds', () => {
		const limit = new AdaptiveLimit();
		const limits = [limit.limit];
		for (let number = 0; number < 4; number++) {
			round(limit, 20, number);
			limits.push(limit.limit);
		}
		expect(limits).toEqual([10, 32, 100, 100, 100]);
	});

	test('learns nothing from requests that were sent with fewer in flight', () => {
		const limit = new AdaptiveLimit();
		for (let number = 0; number < 1_000; number++) limit.responded(limit.sent(start - 1), 1, number);
		expect(limit.limit).toBe(start);
	});

	test('falls once for all requests that were in flight together', () => {
		const limit = new AdaptiveLimit();
		const marks = Array.from({ length: start }, (_, index) => limit.sent(index + 1));
		for (const mark of marks) limit.refused(mark, 0);
		expect(limit.limit).toBe(6);
	});

	test('does not fall where the server has just served as many at a time, and four times as many in all', () => {
		const limit = new AdaptiveLimit();
		round(limit, 20, 0);
		round(limit, 20, 0);
		round(limit, 20, 0);
		round(limit, 20, 0);
		expect(limit.limit).toBe(max);
		limit.refused(limit.sent(max), 0);
		expect(limit.limit).toBe(max);
	});

	test('returns to the limit before a trial that the server refuses, and waits for ten seconds before the next', () => {
		const limit = new AdaptiveLimit();
		round(limit, 20, 0);
		expect(limit.limit).toBe(32);
		limit.refused(limit.sent(32), 1_000);
		expect(limit.limit).toBe(start);
		for (let number = 0; number < 20; number++) round(limit, 20, 10_999);
		expect(limit.limit).toBe(start);
		for (let number = 0; number < 2; number++) round(limit, 20, 11_000);
		expect(limit.limit).toBeGreaterThan(start);
	});

	test('whatever happens: stays between 1 and 100, and no refusal raises it', () => {
		const event = fc.oneof(
			fc.record({ latency: fc.float({ min: 0, max: 60_000, noNaN: true }), passed: fc.nat(5_000) }),
			fc.record({ refused: fc.constant(true), passed: fc.nat(5_000) }),
		);
		fc.assert(
			fc.property(fc.array(event, { maxLength: 200 }), fc.nat(100), (happened, late) => {
				const limit = new AdaptiveLimit();
				const marks: Mark[] = [];
				let now = 0;
				for (const what of happened) {
					now += what.passed;
					for (let number = 0; number <= late; number++) marks.push(limit.sent(limit.limit));
					const before = limit.limit;
					if ('refused' in what) for (const mark of marks.splice(0)) limit.refused(mark, now);
					else for (const mark of marks.splice(0)) limit.responded(mark, what.latency, now);
					expect(limit.limit).toBeGreaterThanOrEqual(1);
					expect(limit.limit).toBeLessThanOrEqual(100);
					expect(Number.isInteger(limit.limit)).toBe(true);
					if ('refused' in what) expect(limit.limit).toBeLessThanOrEqual(before);
				}
			}),
			{ numRuns: 200 },
		);
	});
});

describe('The shared limiters', () => {
	afterEach(forgetLimiters);

	test('are one for each key', () => {
		const time = new VirtualTime();
		expect(sharedLimiter('a', time)).toBe(sharedLimiter('a', time));
		expect(sharedLimiter('b', time)).not.toBe(sharedLimiter('a', time));
	});

	test('forget a server that was not called for ten minutes, and the ones that were called longest ago beyond 64', async () => {
		const time = new VirtualTime();
		const first = sharedLimiter('a', time);
		await time.until(time.sleep(9 * 60_000));
		(await first.acquire(false)).release('served');
		await time.until(time.sleep(9 * 60_000));
		expect(sharedLimiter('a', time)).toBe(first);
		await time.until(time.sleep(2 * 60_000));
		expect(sharedLimiter('a', time)).not.toBe(first);

		const second = sharedLimiter('a', time);
		for (let number = 0; number < 63; number++) sharedLimiter(String(number), time);
		expect(sharedLimiter('a', time)).toBe(second);
		for (let number = 0; number < 64; number++) sharedLimiter(String(number), time);
		expect(sharedLimiter('a', time)).not.toBe(second);
	});
});
