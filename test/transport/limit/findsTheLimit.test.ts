import { Limiter } from '../../../nodes/Fhir/transport/limit/limiter';
import {
	allows,
	randomFrom,
	refusesBeyond,
	serves,
	type SimulatedServer,
	slowsDown,
	takesAll,
} from './simulatedServers';
import { VirtualTime } from './virtualTime';

interface Outcome {
	readonly milliseconds: number;
	readonly refused: number;
	/** Requests that were refused each time, and were given up. */
	readonly failed: number;
	/** The limit after each tenth of the requests. */
	readonly limits: number[];
}

const retries = 4;

/** Sends requests as the node does: a number of items at a time, each until it is served or given up. */
async function send(server: SimulatedServer, count: number, seed: number, fixed?: number): Promise<Outcome> {
	const time = new VirtualTime();
	const random = randomFrom(seed);
	const respond = server(time, random);
	const limiter = new Limiter(time);
	const limits: number[] = [];
	let [next, running, done, refused, failed] = [0, 0, 0, 0, 0];

	const item = async () => {
		for (let repetition = 0; ; repetition++) {
			const slot = fixed === undefined ? await limiter.acquire(repetition > 0) : undefined;
			const wait = await respond();
			if (wait !== undefined) limiter.pause(wait);
			slot?.release(wait === undefined ? 'served' : 'refused');
			if (wait === undefined) return;
			refused++;
			if (repetition === retries) {
				failed++;
				return;
			}
			await time.sleep(wait + 250 * random());
		}
	};

	const all = new Promise<void>((resolve) => {
		const fill = () => {
			while (next < count && running < (fixed ?? limiter.limit)) {
				next++;
				running++;
				void item().then(() => {
					running--;
					if (++done % (count / 10) === 0) limits.push(limiter.limit);
					if (done === count) resolve();
					fill();
				});
			}
		};
		fill();
	});
	await time.until(all);
	return { milliseconds: time.now(), refused, failed, limits };
}

const seeds = [1, 2, 3];

describe('The limiter against servers in virtual time:', () => {
	const servers: Array<[name: string, server: SimulatedServer, count: number, best: number[]]> = [
		['takes everything', takesAll(50), 5_000, [100]],
		['serves 8 at a time', serves(8, 20), 800, [10, 32]],
		['serves 40 at a time', serves(40, 20), 4_000, [100]],
		['allows 20 in a second', allows(20, 20), 200, [1, 4]],
		['allows 20 in a second, of 50 ms', allows(20, 50), 200, [1, 4]],
		['slows down by 1 ms for each request, from 10 ms', slowsDown(10, 1), 3_000, [32, 100]],
		['slows down by 5 ms for each request, from 5 ms', slowsDown(5, 5), 600, [10, 100]],
	];

	test.each(servers)(
		'%s: takes at most 1.1 times as long as the best fixed number',
		async (_name, server, count, best) => {
			for (const seed of seeds) {
				const automatic = await send(server, count, seed);
				const fixed = await Promise.all(best.map(async (number) => await send(server, count, seed, number)));
				const valid = fixed.filter(({ failed }) => failed === 0).map(({ milliseconds }) => milliseconds);
				expect(valid).not.toEqual([]);
				expect(automatic.milliseconds).toBeLessThan(1.1 * Math.min(...valid));
				expect(automatic.failed).toBe(0);
			}
		},
	);

	test('serves 8 at a time: does not keep more in its queue than the start has', async () => {
		for (const seed of seeds) expect((await send(serves(8, 20), 4_000, seed)).limits.at(-1)).toBeLessThanOrEqual(15);
	});

	test('takes everything: stays at the largest limit', async () => {
		expect((await send(takesAll(50), 20_000, 1)).limits).toEqual(Array.from({ length: 10 }, () => 100));
	});

	test('refuses beyond 5 at a time: settles below, with a handful of refusals in thousands', async () => {
		for (const seed of seeds) {
			const { refused, limits } = await send(refusesBeyond(5, 20), 3_000, seed);
			expect(limits.at(-1)).toBeLessThanOrEqual(5);
			expect(limits.at(-1)).toBeGreaterThanOrEqual(3);
			expect(refused).toBeLessThan(20);
		}
	});

	test('refuses a second at a time: settles at one', async () => {
		const { refused, failed, limits } = await send(refusesBeyond(1, 20), 1_000, 1);
		expect(limits.at(-1)).toBe(1);
		expect({ failed, few: refused < 40 }).toEqual({ failed: 0, few: true });
	});

	test('allows 20 in a second: refusals stay below a fifth, and no item fails', async () => {
		for (const seed of seeds) {
			const { refused, failed } = await send(allows(20, 20), 500, seed);
			expect({ failed, few: refused < 100 }).toEqual({ failed: 0, few: true });
		}
	});
});
