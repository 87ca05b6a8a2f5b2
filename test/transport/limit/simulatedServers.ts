import type { VirtualTime } from './virtualTime';

/** Responds to a request: with nothing, or with the milliseconds to wait after a refusal. */
export type SimulatedServer = (time: VirtualTime, random: () => number) => () => Promise<number | undefined>;

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

/** Times that differ by up to 15 % both ways, and now and then by much more. */
const around = (milliseconds: number, random: () => number) =>
	milliseconds * (0.85 + 0.3 * random()) + (random() < 0.01 ? milliseconds : 0);

/** Takes any number of requests, each for this many milliseconds. */
export function takesAll(milliseconds: number): SimulatedServer {
	return (time, random) => async () => {
		await time.sleep(around(milliseconds, random));
		return undefined;
	};
}

/** Serves a number at a time; the others wait in a queue. */
export function serves(places: number, milliseconds: number): SimulatedServer {
	return (time, random) => {
		const queue: Array<() => void> = [];
		let busy = 0;
		return async () => {
			if (busy < places) busy++;
			else await new Promise<void>((resolve) => queue.push(resolve));
			await time.sleep(around(milliseconds, random));
			const next = queue.shift();
			if (next) next();
			else busy--;
			return undefined;
		};
	};
}

/** Refuses what comes beyond a number of requests in a second, and asks to wait for a second. */
export function allows(perSecond: number, milliseconds: number): SimulatedServer {
	return (time, random) => {
		let [from, count] = [-Infinity, 0];
		return async () => {
			if (time.now() - from >= 1_000) [from, count] = [time.now(), 0];
			const isRefused = ++count > perSecond;
			await time.sleep(isRefused ? 1 : around(milliseconds, random));
			return isRefused ? 1_000 : undefined;
		};
	};
}

/** Refuses what comes while it has a number of requests in flight, and asks to wait for a second. */
export function refusesBeyond(places: number, milliseconds: number): SimulatedServer {
	return (time, random) => {
		let busy = 0;
		return async () => {
			if (busy >= places) {
				await time.sleep(1);
				return 1_000;
			}
			busy++;
			await time.sleep(around(milliseconds, random));
			busy--;
			return undefined;
		};
	};
}

/** Takes this many milliseconds for a request, and more for each that is in flight. */
export function slowsDown(milliseconds: number, each: number): SimulatedServer {
	return (time, random) => {
		let inFlight = 0;
		return async () => {
			inFlight++;
			await time.sleep(around(milliseconds + each * inFlight, random));
			inFlight--;
			return undefined;
		};
	};
}
